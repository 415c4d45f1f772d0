package vn.antin.door.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.door.rest.OpenDoor.Piece;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.db.LedgerSamples;
import vn.antin.submit.Submission;

/** Files that arrive in pieces, and the documents that use them. */
class UploadResourceTest {

    @TempDir
    Path spool;

    @TempDir
    Path folder;

    private LedgerSamples offered;
    private OpenDoor door;

    @BeforeEach
    void open() throws Exception {
        offered = new LedgerSamples(folder);
        door = new OpenDoor(spool, OpenDoor.LIMITS, offered);
    }

    @AfterEach
    void close() {
        door.close();
        offered.ledger().close();
    }

    private HttpResponse<byte[]> begin(String json) throws Exception {
        return door.post("/api/v1/uploads", "application/json", json);
    }

    private String begun(String json) throws Exception {
        HttpResponse<byte[]> answer = begin(json);
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(201);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private HttpResponse<byte[]> patch(String at, long offset, String piece) throws Exception {
        return door.send(door.signed(at)
                .header("Upload-Offset", Long.toString(offset))
                .header("Content-Type", UploadResource.PIECE)
                .method("PATCH", BodyPublishers.ofString(piece)));
    }

    private String offset(String at) throws Exception {
        return door.send(door.signed(at).method("HEAD", BodyPublishers.noBody()))
                .headers()
                .firstValue("Upload-Offset")
                .orElse("none");
    }

    private HttpResponse<byte[]> letter(String key, String at) throws Exception {
        return letter(key, at, "V/v báo cáo");
    }

    private HttpResponse<byte[]> letter(String key, String at, String subject) throws Exception {
        HttpRequest.Builder request = door.signed("/api/v1/documents").header("Content-Type", "application/json");
        if (!key.isEmpty()) {
            request.header("Idempotency-Key", key);
        }
        return door.send(request.POST(BodyPublishers.ofString("{\"to\":[\"H06.12\"],\"subject\":\"" + subject
                + "\",\"files\":[{\"upload\":\"" + id(at) + "\",\"mediaType\":\"application/pdf\"}]}")));
    }

    private static String id(String at) {
        return at.substring(at.lastIndexOf('/') + 1);
    }

    private static String code(HttpResponse<byte[]> answer) {
        return OpenDoor.json(answer).path("code").textValue();
    }

    private List<String> kept() throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve("uploads"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void a_file_comes_in_pieces_and_goes_into_a_document_once() throws Exception {
        String at = begun("{\"size\":9,\"name\":\"Báo cáo.pdf\",\"sha256\":\"" + OpenDoor.digest("một hai") + "\"}");
        assertThat(patch(at, 0, "một").headers().firstValue("Upload-Offset")).hasValue("5");
        assertThat(offset(at)).isEqualTo("5");
        assertThat(code(letter("", at))).isEqualTo("ANTIN-3022");
        assertThat(patch(at, 5, " hai").statusCode()).isEqualTo(204);

        HttpResponse<byte[]> first = letter("", at);

        assertThat(first.statusCode()).as(new String(first.body(), UTF_8)).isEqualTo(202);
        assertThat(door.bus.files).containsExactly("một hai");
        Submission.Letter submitted = (Submission.Letter) door.bus.submitted.get(0);
        assertThat(submitted.files()).extracting(Submission.Enclosure::name).containsExactly("Báo cáo.pdf");
        assertThat(submitted.files())
                .extracting(Submission.Enclosure::mediaType)
                .containsExactly("application/pdf");
        assertThat(kept()).isEmpty();
        assertThat(code(letter("", at, "V/v khác"))).isEqualTo("ANTIN-3023");
        assertThat(door.bus.submitted).hasSize(1);
    }

    /** The Accept header of a generated client for a call whose success has no body. */
    @Test
    void an_answer_without_a_body_is_given_to_a_caller_who_takes_problems_only() throws Exception {
        String at = begun("{\"size\":4}");
        String problems = "application/problem+json";
        HttpResponse<byte[]> piece = door.send(door.signed(at)
                .header("Accept", problems)
                .header("Upload-Offset", "0")
                .header("Content-Type", "application/octet-stream")
                .method("PATCH", BodyPublishers.ofString("ab")));
        assertThat(piece.statusCode()).as(new String(piece.body(), UTF_8)).isEqualTo(204);
        assertThat(door.send(door.signed(at).header("Accept", problems).method("HEAD", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> limits = door.send(door.signed("/api/v1/limits").header("Accept", problems + ";q=0.9"));
        assertThat(limits.statusCode()).isEqualTo(200);
        assertThat(limits.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(door.send(door.signed("/api/v1/limits").header("Accept", problems + ", image/png"))
                        .statusCode())
                .isEqualTo(406);
        assertThat(door.send(door.signed(at).header("Accept", problems).DELETE())
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void a_document_handed_in_at_its_own_address_of_json_is_the_same_submission() throws Exception {
        String at = begun("{\"size\":1}");
        patch(at, 0, "x");
        String json = "{\"to\":[\"H06.12\"],\"subject\":\"V/v báo cáo\",\"files\":[{\"upload\":\"" + id(at)
                + "\",\"mediaType\":\"application/pdf\"}]}";

        assertThat(OpenDoor.json(door.post("/api/v1/letters/validate", "application/json", json))
                        .path("valid")
                        .booleanValue())
                .isTrue();
        HttpResponse<byte[]> first = door.send(door.signed("/api/v1/letters")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "k-1")
                .POST(BodyPublishers.ofString(json)));
        assertThat(first.statusCode()).as(new String(first.body(), UTF_8)).isEqualTo(202);
        assertThat(first.headers().firstValue("Location").orElseThrow()).startsWith("/api/v1/documents/");

        HttpResponse<byte[]> again = letter("k-1", at);

        assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        assertThat(OpenDoor.json(again).path("id"))
                .isEqualTo(OpenDoor.json(first).path("id"));
        assertThat(code(door.post("/api/v1/letters", "application/xml", "<a/>")))
                .isEqualTo(code(door.post("/api/v1/packages", "application/json", "{}")))
                .isEqualTo("ANTIN-1218");
    }

    @Test
    void the_same_submission_gets_the_first_answer_again() throws Exception {
        String at = begun("{\"size\":1}");
        patch(at, 0, "x");

        HttpResponse<byte[]> first = letter("k-1", at);
        HttpResponse<byte[]> again = letter("k-1", at);
        HttpResponse<byte[]> other = letter("k-2", at);

        assertThat(OpenDoor.json(again).path("id"))
                .isEqualTo(OpenDoor.json(first).path("id"));
        assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        assertThat(door.bus.submitted).hasSize(1);
        assertThat(code(other)).isEqualTo("ANTIN-3023");
    }

    @Test
    void a_refused_submission_leaves_the_upload_free() throws Exception {
        String at = begun("{\"size\":1}");
        patch(at, 0, "x");
        door.bus.faults = submission -> List.of(new Refused(Fault.RECIPIENT_UNKNOWN, "H06.12"));
        assertThat(code(letter("", at))).isEqualTo("ANTIN-2001");
        door.bus.faults = submission -> List.of();

        assertThat(letter("", at, "V/v khác").statusCode()).isEqualTo(202);
    }

    @Test
    void a_wrong_offset_is_told_the_right_one() throws Exception {
        String at = begun("{\"size\":10}");
        patch(at, 0, "abc");

        HttpResponse<byte[]> answer = patch(at, 2, "x");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(code(answer)).isEqualTo("ANTIN-3013");
        assertThat(OpenDoor.json(answer).path("detail").textValue()).contains("byte 3");
        assertThat(patch(at, 3, "x".repeat(8)).statusCode()).isEqualTo(413);
        assertThat(offset(at)).isEqualTo("3");
    }

    @Test
    void what_came_before_the_line_broke_stays() throws Exception {
        String at = begun("{\"size\":1000000}");
        try (Socket line = door.tls().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), door.port())) {
            OutputStream out = line.getOutputStream();
            out.write(("PATCH " + at + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + OpenDoor.HOME_KEY
                            + "\r\nUpload-Offset: 0\r\nContent-Type: " + UploadResource.PIECE
                            + "\r\nContent-Length: 1000000\r\n\r\n")
                    .getBytes(UTF_8));
            out.write(new byte[300_000]);
            out.flush();
            await().until(() -> Files.exists(folder.resolve("uploads").resolve(id(at)))
                    && Files.size(folder.resolve("uploads").resolve(id(at))) == 300_000);
        }
        await().until(() -> offset(at).equals("300000"));

        assertThat(patch(at, 300_000, "x".repeat(700_000)).statusCode()).isEqualTo(204);
    }

    /** Simulates a kill: the file has grown beyond what the ledger recorded. */
    @Test
    void what_was_written_and_not_noted_is_cut_off_when_it_goes_on() throws Exception {
        String at = begun("{\"size\":6,\"sha256\":\"" + OpenDoor.digest("abcdef") + "\"}");
        patch(at, 0, "abc");
        door.close();
        Files.writeString(folder.resolve("uploads").resolve(id(at)), "abcXXX");
        Files.writeString(folder.resolve("uploads").resolve(UUID.randomUUID().toString()), "of nobody");
        door = new OpenDoor(spool, OpenDoor.LIMITS, offered);

        assertThat(kept()).containsExactly(id(at));
        assertThat(offset(at)).isEqualTo("3");
        assertThat(patch(at, 3, "def").statusCode()).isEqualTo(204);
        assertThat(letter("", at).statusCode()).isEqualTo(202);
        assertThat(door.bus.files).containsExactly("abcdef");
    }

    @Test
    void another_content_than_declared_begins_anew() throws Exception {
        String at = begun("{\"size\":3,\"sha256\":\"" + OpenDoor.digest("abc") + "\"}");

        assertThat(code(patch(at, 0, "abd"))).isEqualTo("ANTIN-3024");
        assertThat(offset(at)).isEqualTo("0");
        assertThat(patch(at, 0, "abc").statusCode()).isEqualTo(204);
    }

    @Test
    void an_agency_has_only_so_much() throws Exception {
        String first = begun("{\"size\":1048576}");
        begun("{\"size\":1048576}");

        HttpResponse<byte[]> third = begin("{\"size\":1}");

        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(code(third)).isEqualTo("ANTIN-4021");
        assertThat(door.send(door.signed(first).DELETE()).statusCode()).isEqualTo(204);
        assertThat(door.send(door.signed(first).DELETE()).statusCode()).isEqualTo(404);
        assertThat(begin("{\"size\":1}").statusCode()).isEqualTo(201);
    }

    @Test
    void an_upload_is_its_agencys_alone_and_for_a_day() throws Exception {
        String at = begun("{\"size\":1}");
        patch(at, 0, "x");

        assertThat(door.send(door.request(at)
                                .header("Authorization", "Bearer " + OpenDoor.HEALTH_KEY)
                                .DELETE())
                        .statusCode())
                .isEqualTo(404);
        door.later(Duration.ofHours(25));
        assertThat(code(letter("", at))).isEqualTo("ANTIN-3021");
        assertThat(kept()).hasSize(1);
        begun("{\"size\":1}");
        assertThat(kept()).isEmpty();
    }

    @Test
    void uploads_and_a_multipart_file_do_not_mix() throws Exception {
        String at = begun("{\"size\":1}");
        patch(at, 0, "x");
        String metadata = "{\"to\":[\"H06.12\"],\"subject\":\"x\",\"files\":[{\"upload\":\"" + id(at)
                + "\",\"name\":\"a.pdf\"}]}";

        assertThat(door.letter(Piece.metadata(metadata), Piece.file("a.pdf", "a"))
                        .statusCode())
                .isIn(400, 422);
        assertThat(door.letter(Piece.metadata(metadata)).statusCode()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"size\":0}",
                "{\"size\":-1}",
                "{\"size\":1.5}",
                "{\"size\":\"1\"}",
                "{\"size\":99999999999999999999}",
                "{\"size\":1048577}",
                "{\"size\":1,\"name\":\"../x\"}",
                "{\"size\":1,\"sha256\":\"zz\"}",
                "{\"size\":1,\"sizes\":1}",
                "[1]",
                "x"
            })
    void what_cannot_begin_is_refused(String json) throws Exception {
        assertThat(begin(json).statusCode()).isIn(400, 413, 422);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{}]",
                "[1]",
                "{}",
                "[{\"upload\":\"x\"}]",
                "[{\"upload\":\"0193a5b2-7c44-7d1e-9a53-2f8f0a1c6e11\"}]",
                "[{\"upload\":\"0193a5b2-7c44-7d1e-9a53-2f8f0a1c6e11\",\"size\":1}]"
            })
    void what_names_no_upload_is_refused(String files) throws Exception {
        HttpResponse<byte[]> answer = door.post(
                "/api/v1/documents",
                "application/json",
                "{\"to\":[\"H06.12\"],\"subject\":\"x\",\"files\":" + files + "}");

        assertThat(answer.statusCode()).isIn(400, 404, 422);
        assertThat(door.bus.submitted).isEmpty();
    }
}
