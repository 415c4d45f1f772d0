package vn.antin.door.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.door.DoorLimits;
import vn.antin.door.rest.OpenDoor.Piece;

/** The limits of a request's body, and that a refused one leaves nothing behind. */
class BodyTest {

    private static final int LIMIT = (int) OpenDoor.LIMITS.bodyBytes();
    private static final String LETTER = "{\"to\":[\"H06.12\"],\"subject\":\"x\"}";

    @TempDir
    Path spool;

    private OpenDoor door;

    @BeforeEach
    void open() throws Exception {
        Files.writeString(spool.resolve("left-by-a-crash"), "x");
        door = new OpenDoor(spool);
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void the_spool_is_private_and_emptied_at_the_start() throws Exception {
        assertThat(door.spooled()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(spool)))
                .isEqualTo("rwx------");
    }

    @Test
    void a_body_over_the_limit_is_refused_by_its_declared_length() throws Exception {
        HttpResponse<byte[]> answer = door.send(door.signed("/api/v1/documents")
                .header("Content-Type", "application/xml")
                .expectContinue(true)
                .POST(BodyPublishers.ofByteArray(new byte[LIMIT + 1])));

        tooLarge(answer);
    }

    /** Sends without Expect: the answer must not be lost in a connection reset. */
    @Test
    void a_caller_who_sends_far_too_much_still_reads_why() throws Exception {
        HttpResponse<byte[]> answer = door.send(door.signed("/api/v1/documents")
                .header("Content-Type", "application/xml")
                .POST(BodyPublishers.ofByteArray(new byte[16 * LIMIT])));

        tooLarge(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/xml", "multipart/form-data; boundary=frontier"})
    void a_body_over_the_limit_is_refused_while_it_is_read(String type) throws Exception {
        byte[] body = OpenDoor.body(Piece.metadata(LETTER), Piece.file("a.pdf", "x".repeat(LIMIT)));

        HttpResponse<byte[]> answer = door.send(door.signed("/api/v1/documents")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));

        tooLarge(answer);
    }

    private void tooLarge(HttpResponse<byte[]> answer) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(OpenDoor.json(answer).path("code").textValue()).isEqualTo("ANTIN-4001");
        assertThat(OpenDoor.json(answer).path("detail").textValue()).contains(Integer.toString(LIMIT));
        assertThat(door.bus.submitted).isEmpty();
        assertThat(door.spooled()).isZero();
    }

    @Test
    void a_body_of_just_the_limit_is_taken() throws Exception {
        HttpResponse<byte[]> answer = door.send(door.signed("/api/v1/documents")
                .header("Content-Type", "application/xml")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[LIMIT]))));

        assertThat(answer.statusCode()).isEqualTo(202);
    }

    @Test
    void metadata_has_a_limit_of_its_own() throws Exception {
        HttpResponse<byte[]> answer = door.letter(
                Piece.metadata("{\"subject\":\"" + "x".repeat(DoorLimits.JSON_BYTES) + "\"}"),
                Piece.file("a.pdf", "a"));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(door.spooled()).isZero();
    }

    @Test
    void a_thousand_small_parts_are_refused() throws Exception {
        Piece[] many = new Piece[2_000];
        Arrays.fill(many, Piece.file("a", ""));

        assertThat(door.letter(many).statusCode()).isIn(400, 413);
        assertThat(door.spooled()).isZero();
    }

    @Test
    void a_part_with_endless_headers_is_refused() throws Exception {
        HttpResponse<byte[]> answer =
                door.letter(new Piece("name=\"metadata\"\r\nX: " + "x".repeat(20_000), "a/b", new byte[0]));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(OpenDoor.json(answer).path("code").textValue()).isEqualTo("ANTIN-1215");
    }

    private static void begin(SSLSocket socket, int length, byte[] some) throws IOException {
        socket.getOutputStream()
                .write(("POST /api/v1/documents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + OpenDoor.HOME_KEY
                                + "\r\nContent-Type: multipart/form-data; boundary=frontier\r\nContent-Length: "
                                + length
                                + "\r\n\r\n")
                        .getBytes(ISO_8859_1));
        socket.getOutputStream().write(some);
        socket.getOutputStream().flush();
    }

    @Test
    void an_upload_cut_half_way_leaves_nothing_behind() throws Exception {
        byte[] body = OpenDoor.body(Piece.metadata(LETTER), Piece.file("a.pdf", "x".repeat(500_000)));
        try (SSLSocket socket = (SSLSocket) door.tls().getSocketFactory().createSocket("127.0.0.1", door.port())) {
            begin(socket, body.length, Arrays.copyOf(body, 300_000));
            Awaitility.await().until(() -> door.spooled() == 1);
        }

        Awaitility.await().until(() -> door.spooled() == 0);
        assertThat(door.bus.submitted).isEmpty();
    }
}
