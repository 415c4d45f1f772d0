package vn.antin.door.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.door.DoorLimits;

/** Callers that send a byte now and then, so that they are never idle and never done. */
class SlowCallersTest {

    private static final DoorLimits HASTY =
            new DoorLimits(1 << 20, 1 << 20, 10, 1000, 4, 16, 16, Duration.ofSeconds(1));

    @TempDir
    Path spool;

    private OpenDoor door;

    @BeforeEach
    void open() throws Exception {
        door = new OpenDoor(spool, HASTY);
    }

    @AfterEach
    void close() {
        door.close();
    }

    /** Sends slowly over one connection until the door closes it. */
    private String dripped(String... messages) throws Exception {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (SSLSocket socket = (SSLSocket) door.tls().getSocketFactory().createSocket("127.0.0.1", door.port())) {
            socket.startHandshake();
            socket.setSoTimeout(50);
            for (String message : messages) {
                socket.getOutputStream().write(message.getBytes(ISO_8859_1));
            }
            await().pollInterval(Duration.ofMillis(20)).until(() -> over(socket, answer));
        }
        return answer.toString(ISO_8859_1);
    }

    private static boolean over(SSLSocket socket, ByteArrayOutputStream answer) {
        try {
            socket.getOutputStream().write('x');
            int one = socket.getInputStream().read();
            while (one >= 0) {
                answer.write(one);
                one = socket.getInputStream().read();
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            // Reset: the door closed while a byte was on its way.
            return true;
        }
    }

    @Test
    void headers_that_never_end_are_not_waited_for() throws Exception {
        assertThat(dripped("GET /api/v1/limits HTTP/1.1\r\nX: ")).isEmpty();
    }

    @Test
    void nor_those_of_a_second_call() throws Exception {
        String first =
                "GET /api/v1/limits HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + OpenDoor.HOME_KEY + "\r\n\r\n";

        assertThat(dripped(first, "GET /api/v1/limits HTTP/1.1\r\nX: "))
                .startsWith("HTTP/1.1 200")
                .contains("fileNameLength");
    }

    @Test
    void a_body_that_never_ends_is_refused_in_words() throws Exception {
        String answer = dripped("POST /api/v1/documents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + OpenDoor.HOME_KEY + "\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{");

        assertThat(answer).startsWith("HTTP/1.1 408").contains("application/problem+json", "\"code\":\"ANTIN-4050\"");
        assertThat(door.bus.submitted).isEmpty();
    }
}
