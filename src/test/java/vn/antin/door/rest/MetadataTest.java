package vn.antin.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.door.rest.OpenDoor.Piece;
import vn.antin.fault.Fault;
import vn.antin.submit.Submission;

/** The metadata of a letter, and the names of its files. */
class MetadataTest {

    private static final String LETTER = "{\"to\":[\"H06.12\"],\"subject\":\"V/v báo cáo\"}";

    @TempDir
    Path spool;

    private OpenDoor door;

    @BeforeEach
    void open() throws Exception {
        door = new OpenDoor(spool);
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void a_key_of_several_agencies_says_which_one_sends() throws Exception {
        assertThat(OpenDoor.json(both("{\"to\":[\"H06.13\"],\"subject\":\"x\"}", ""))
                        .path("code")
                        .textValue())
                .isEqualTo("ANTIN-2016");
        assertThat(both("{\"from\":\"H06.12\",\"to\":[\"H06.13\"],\"subject\":\"x\"}", "")
                        .statusCode())
                .isEqualTo(202);
        assertThat(both("{\"to\":[\"H06.13\"],\"subject\":\"x\"}", "H06.11").statusCode())
                .isEqualTo(202);
        assertThat(OpenDoor.json(both("{\"from\":\"H06.13\",\"to\":[\"H06.13\"],\"subject\":\"x\"}", ""))
                        .path("errors")
                        .path(0)
                        .path("pointer")
                        .textValue())
                .isEqualTo("/from");
        assertThat(both("{\"to\":[\"H06.13\"],\"subject\":\"x\"}", "H06.13").statusCode())
                .isEqualTo(403);
        assertThat(door.bus.submitted)
                .extracting(Submission::caller)
                .containsExactly(RestNode.HEALTH, RestNode.HOME_AFFAIRS);
    }

    private HttpResponse<byte[]> both(String metadata, String agency) throws Exception {
        var request = door.request("/api/v1/documents").header("Authorization", "Bearer " + OpenDoor.BOTH_KEY);
        return door.send(OpenDoor.form(
                agency.isEmpty() ? request : request.header("X-Antin-Agency", agency),
                Piece.metadata(metadata),
                Piece.file("a.pdf", "a")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    filename="Công văn.pdf"                                            | Công văn.pdf
                    filename*=UTF-8''C%C3%B4ng%20v%C4%83n.pdf                          | Công văn.pdf
                    filename="x.pdf"; filename*=utf-8'vi'C%C3%B4ng%20v%C4%83n%2B1.pdf  | Công văn+1.pdf
                    filename*=utf-8''C%C3%B4ng.pdf; filename="x.pdf"                   | Công.pdf
                    filename=plain.pdf                                                 | plain.pdf
                    """)
    void a_file_name_is_read_as_the_world_writes_it(String disposition, String name) throws Exception {
        HttpResponse<byte[]> answer = door.letter(
                Piece.metadata(LETTER), new Piece("name=\"file\"; " + disposition, "application/pdf", new byte[1]));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(((Submission.Letter) door.bus.submitted.get(0))
                        .files()
                        .get(0)
                        .name())
                .isEqualTo(name);
    }

    @Test
    void a_file_name_is_composed() throws Exception {
        door.letter(Piece.metadata(LETTER), Piece.file(Normalizer.normalize("Công văn.pdf", Normalizer.Form.NFD), "a"));

        assertThat(((Submission.Letter) door.bus.submitted.get(0))
                        .files()
                        .get(0)
                        .name())
                .isEqualTo("Công văn.pdf");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "C:\\\\x.pdf",
                "..",
                "",
                "a%00b.pdf",
                "a%0D%0Ab.pdf",
                "%E2%80%AEfdp.exe",
                "a%2Fb.pdf",
                "CON",
                "nul.txt",
                "a.pdf.",
                "a.pdf%20",
                "a%3Ab",
                "a%22b.pdf"
            })
    void a_file_name_that_could_do_harm_is_refused(String name) throws Exception {
        HttpResponse<byte[]> answer = door.letter(
                Piece.metadata(LETTER),
                new Piece("name=\"file\"; filename*=UTF-8''" + name, "text/plain", new byte[1]));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(OpenDoor.json(answer).path("code").textValue()).isEqualTo(Fault.FILE_NAME.code());
        assertThat(door.spooled()).isZero();
    }

    @Test
    void a_hundred_files_are_taken_and_one_more_is_not() throws Exception {
        Piece[] hundred = Stream.concat(
                        Stream.of(Piece.metadata(LETTER)),
                        Stream.iterate(1, n -> n + 1).limit(100).map(n -> Piece.file(n + ".pdf", "x".repeat(n * 100))))
                .toArray(Piece[]::new);
        assertThat(door.letter(hundred).statusCode()).isEqualTo(202);
        assertThat(((Submission.Letter) door.bus.submitted.get(0)).files()).hasSize(100);

        Piece[] more = Stream.concat(Stream.of(hundred), Stream.of(Piece.file("101.pdf", "a")))
                .toArray(Piece[]::new);
        HttpResponse<byte[]> answer = door.letter(more);

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(OpenDoor.json(answer).path("code").textValue()).isEqualTo("ANTIN-4002");
        assertThat(door.spooled()).isZero();
    }

    @Test
    void everything_wrong_with_the_metadata_is_told_at_once_with_its_place() throws Exception {
        String bad = """
                {"to":["H06.12","H06..1"],"urgency":"SOON","promulgated":"24/11/2026","expires":"2026-11-30T10:00:00",
                 "recipient":"x","number":7,"a/b":1}""";

        var errors = OpenDoor.json(door.letter(Piece.metadata(bad), Piece.file("a.pdf", "a")))
                .path("errors");

        assertThat(errors)
                .extracting(fault -> fault.path("pointer").textValue() + " "
                        + fault.path("code").textValue())
                .containsExactlyInAnyOrder(
                        "/to/1 ANTIN-1201",
                        "/subject ANTIN-1212",
                        "/urgency ANTIN-1213",
                        "/number ANTIN-1213",
                        "/promulgated ANTIN-1213",
                        "/expires ANTIN-1213",
                        "/recipient ANTIN-1211",
                        "/a~1b ANTIN-1211");
    }
}
