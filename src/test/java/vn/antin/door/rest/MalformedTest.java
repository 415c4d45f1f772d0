package vn.antin.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.door.rest.OpenDoor.Piece;

/** Malformed requests are refused with a code of the catalogue. */
class MalformedTest {

    private static final String LETTER = "{\"to\":[\"H06.12\"],\"subject\":\"x\"}";

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
    void a_media_type_nobody_takes_or_makes_is_a_problem() throws Exception {
        HttpResponse<byte[]> given = door.post("/api/v1/documents", "application/pdf", LETTER);
        HttpResponse<byte[]> none = door.send(door.signed("/api/v1/documents").POST(BodyPublishers.noBody()));
        HttpResponse<byte[]> wanted = door.send(door.signed("/api/v1/limits").header("Accept", "image/png"));

        assertThat(OpenDoor.json(given).path("code").textValue()).isEqualTo("ANTIN-1218");
        assertThat(OpenDoor.json(none).path("code").textValue()).isEqualTo("ANTIN-1218");
        assertThat(door.bus.submitted).isEmpty();
        assertThat(OpenDoor.json(wanted).path("code").textValue()).isEqualTo("ANTIN-1219");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "{\"to\":[\"H06.12\"],\"to\":[]}", "{\"subject\":\"x\"} {}", "null", "\u0000"})
    void json_that_cannot_be_read_is_refused(String json) throws Exception {
        HttpResponse<byte[]> answer = door.letter(Piece.metadata(json), Piece.file("a.pdf", "a"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(OpenDoor.json(answer).path("code").textValue()).isEqualTo("ANTIN-1214");
    }

    @Test
    void json_nested_without_end_is_refused() throws Exception {
        HttpResponse<byte[]> answer =
                door.letter(Piece.metadata("{\"to\":" + "[".repeat(100_000)), Piece.file("a.pdf", "a"));

        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no boundary here",
                "--frontier\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{}",
                "--frontier\r\n\r\n\r\n--frontier--\r\n",
                "--frontier\r\nContent-Disposition form-data\r\n\r\n{}\r\n--frontier--\r\n"
            })
    void multipart_that_cannot_be_read_is_refused(String body) throws Exception {
        HttpResponse<byte[]> answer = door.post("/api/v1/documents", "multipart/form-data; boundary=frontier", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(OpenDoor.json(answer).path("code").textValue()).isIn("ANTIN-1215", "ANTIN-1212", "ANTIN-1211");
        assertThat(door.spooled()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\u00e9"})
    void multipart_without_a_boundary_is_refused(String type) throws Exception {
        HttpResponse<byte[]> answer = door.post("/api/v1/documents", type, "--frontier--\r\n");

        assertThat(answer.statusCode()).isIn(400, 415);
    }

    @Test
    void a_part_of_another_name_is_refused_by_name() throws Exception {
        HttpResponse<byte[]> answer = door.letter(
                Piece.metadata(LETTER), new Piece("name=\"attachment\"; filename=\"a\"", "text/plain", new byte[1]));

        assertThat(OpenDoor.json(answer).path("code").textValue()).isEqualTo("ANTIN-1211");
        assertThat(OpenDoor.json(answer).path("detail").textValue()).contains("“attachment”");
    }
}
