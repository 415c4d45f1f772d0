package vn.antin.adapter.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.adapter.rest.OpenDoor.Piece;

/** What the server takes and what it refuses before anybody looks at it. */
class HttpDoorTest {

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

    /** Without asking first: the answer must not be lost in a connection reset. */
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
        assertThat(door.desk.submitted).isEmpty();
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

    @Test
    void headers_over_the_limit_are_a_problem_too() throws Exception {
        String much = "x".repeat(DoorLimits.HEADER_BYTES);
        HttpResponse<byte[]> address = door.get("/api/v1/limits?x=" + much);
        HttpResponse<byte[]> header = door.send(door.signed("/api/v1/limits").header("X", much));

        assertThat(address.statusCode()).isEqualTo(414);
        assertThat(header.statusCode()).isEqualTo(431);
        assertThat(OpenDoor.json(address).path("code").textValue()).isEqualTo("ANTIN-4007");
        assertThat(OpenDoor.json(header).path("code").textValue()).isEqualTo("ANTIN-4007");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET / HTTP/1.1\\r\\n\\r\\n | 400",
                "NONSENSE\\r\\n\\r\\n | 400",
                "GET /api/v1/limits HTTP/9.9\\r\\nHost: x\\r\\n\\r\\n | 505",
                "GET /api/v1/..%2f..%2fetc HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n | 400",
                "POST /api/v1/documents HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n | 400",
                "POST /api/v1/documents HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\n | 400",
                "GET /api/v1/limits HTTP/1.1\\r\\nHost: x\\r\\nX : y\\r\\n\\r\\n | 400"
            })
    void what_is_not_http_is_answered_without_a_word_about_the_server(String text, int status) throws Exception {
        String answer = raw(text.strip().replace("\\r\\n", "\r\n"));

        assertThat(answer)
                .startsWith("HTTP/1.1 " + status)
                .doesNotContainIgnoringCase("jetty")
                .doesNotContain("Server:");
        assertThat(answer).contains("application/problem+json").contains("\"code\":\"ANTIN-");
    }

    private String raw(String text) throws Exception {
        try (SSLSocket socket = (SSLSocket) door.tls().getSocketFactory().createSocket("127.0.0.1", door.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }

    @Test
    void old_versions_of_tls_are_refused() throws Exception {
        try (SSLSocket socket = (SSLSocket) door.tls().getSocketFactory().createSocket("127.0.0.1", door.port())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.1"});

            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void an_upload_that_hangs_does_not_keep_the_door_open() throws Exception {
        try (SSLSocket socket = (SSLSocket) door.tls().getSocketFactory().createSocket("127.0.0.1", door.port())) {
            begin(socket, 500_000, OpenDoor.body(Piece.metadata(LETTER), Piece.file("a.pdf", "x".repeat(300_000))));
            Awaitility.await().until(() -> door.spooled() == 1);

            long before = System.nanoTime();
            door.close();

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
        }
        Awaitility.await().until(() -> door.spooled() == 0);
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
        assertThat(door.desk.submitted).isEmpty();
    }
}
