package vn.antin.door.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.antin.SlowMachine.PATIENCE;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.antin.door.DoorLimits;
import vn.antin.door.rest.OpenDoor;
import vn.antin.door.rest.OpenDoor.Piece;

/** Requests that the server itself refuses, and how it closes. */
class HttpDoorTest {

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
    void headers_over_the_limit_are_a_problem_too() throws Exception {
        String much = "x".repeat(DoorLimits.HEADER_BYTES);
        HttpResponse<byte[]> address = door.get("/api/v1/limits?x=" + much);
        HttpResponse<byte[]> header = door.send(door.signed("/api/v1/limits").header("X", much));

        assertThat(address.statusCode()).isEqualTo(414);
        assertThat(header.statusCode()).isEqualTo(431);
        assertThat(OpenDoor.json(address).path("code").textValue()).isEqualTo("ANTIN-4007");
        assertThat(OpenDoor.json(header).path("code").textValue()).isEqualTo("ANTIN-4007");
    }

    /** Simulates a closing door: no handler answers. */
    @Test
    void people_are_refused_by_a_page_in_their_language_and_software_by_a_problem() throws Exception {
        HttpResponse<byte[]> page = door.send(door.signed("/console/documents").header("Cookie", "antin-lang=en"));
        HttpResponse<byte[]> problem = door.get("/nothing-here");

        assertThat(page.headers().firstValue("content-type")).hasValue("text/html;charset=utf-8");
        assertThat(new String(page.body(), UTF_8))
                .contains("<html lang=\"en\"", "No such address")
                .doesNotContain("{\"");
        assertThat(OpenDoor.json(problem).path("code").textValue()).startsWith("ANTIN-");
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
            socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
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

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
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
}
