package vn.antin.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.seal.KeyAlgorithm;
import vn.antin.seal.Trust;

/** The whole way in one process: hub and nodes over real TLS, by the door's own interface. */
class SpineTest {

    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([0-9a-f-]{36})\"");

    @TempDir
    Path folder;

    @Test
    void a_letter_crosses_and_its_receipts_come_back() throws Exception {
        try (Province province =
                new Province(folder, Province.agencies(folder), KeyAlgorithm.EC_P256, Clock.systemUTC())) {
            Node sender = province.start("so-noi-vu");
            Node recipient = province.start("so-y-te");
            await().atMost(Duration.ofSeconds(20)).until(() -> sender.greeted() && recipient.greeted());
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> sender.directory().get().serial()
                            == recipient.directory().get().serial());
            HttpClient client = client(province, "so-noi-vu");
            String body = String.join(
                    "\r\n",
                    "--b",
                    "Content-Disposition: form-data; name=\"metadata\"",
                    "Content-Type: application/json",
                    "",
                    "{\"to\":[\"H06.16\"],\"subject\":\"V/v thử liên thông\"}",
                    "--b",
                    "Content-Disposition: form-data; name=\"file\"; filename=\"cong-van.pdf\"",
                    "Content-Type: application/pdf",
                    "",
                    "%PDF-1.7 thử",
                    "--b--",
                    "");
            HttpResponse<String> sent = client.send(
                    request(province, "so-noi-vu", sender.port(), "/api/v1/documents")
                            .header("Content-Type", "multipart/form-data; boundary=b")
                            .POST(HttpRequest.BodyPublishers.ofString(body, UTF_8))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(sent.statusCode()).as(sent.body()).isEqualTo(202);
            Matcher id = ID.matcher(sent.body());
            assertThat(id.find()).isTrue();
            HttpResponse<String> inbox = client(province, "so-y-te")
                    .send(
                            request(province, "so-y-te", recipient.port(), "/api/v1/inbox?wait=20")
                                    .GET()
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(inbox.body()).contains(id.group(1));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(client.send(
                                            request(
                                                            province,
                                                            "so-noi-vu",
                                                            sender.port(),
                                                            "/api/v1/documents/" + id.group(1))
                                                    .GET()
                                                    .build(),
                                            HttpResponse.BodyHandlers.ofString())
                                    .body())
                            .contains("CONSIGNED"));
        }
    }

    private static HttpRequest.Builder request(Province province, String node, int port, String path) throws Exception {
        String key = Files.readString(province.home(node).resolve("api.key")).strip();
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + key);
    }

    private static HttpClient client(Province province, String node) {
        Trust trust = Trust.read(province.home(node).resolve("province.trust"));
        return HttpClient.newBuilder().sslContext(Tls.client(trust.anchors())).build();
    }
}
