package vn.antin.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.SlowMachine;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.PostgresExtension;
import vn.antin.ledger.db.PostgresServer;
import vn.antin.node.broker.Tls;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;
import vn.antin.node.join.HomeSetup;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.Trust;
import vn.antin.trial.Province;

/** The whole way in one process: hub and nodes over real TLS, by the door's own interface. */
class SpineTest {

    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([0-9a-f-]{36})\"");

    @RegisterExtension
    static final PostgresExtension postgres = new PostgresExtension();

    @TempDir
    Path folder;

    @Test
    void a_letter_crosses_and_its_receipts_come_back() throws Exception {
        try (Province province =
                new Province(folder, HomeSetup.exampleAgencies(folder), KeyAlgorithm.EC_P256, Clock.systemUTC())) {
            crosses(province);
        }
    }

    @Test
    void the_same_with_every_ledger_on_postgresql() throws Exception {
        try (Province province =
                new Province(folder, HomeSetup.exampleAgencies(folder), KeyAlgorithm.EC_P256, Clock.systemUTC())) {
            province.stopHub();
            Path hub = province.home("hub");
            Files.writeString(hub.resolve("hub.yaml"), onServer(), StandardOpenOption.APPEND);
            assertThatThrownBy(province::startHub)
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("ledger.mv.db is there, too");
            Files.delete(hub.resolve("data/ledger.mv.db"));
            province.startHub();
            province.join("so-noi-vu", List.of("H06.02"), onServer());
            province.join("so-y-te", List.of("H06.16"), onServer());
            crosses(province);
            assertThat(hub.resolve("data/ledger.mv.db")).doesNotExist();
            assertThat(province.home("so-y-te").resolve("data/ledger.mv.db")).doesNotExist();

            Config taken = ConfigFile.read(province.home("so-y-te").resolve("node.yaml"));
            assertThat(taken.backup().on()).isFalse();
            Path other = folder.resolve("other");
            assertThatThrownBy(() -> Ledger.open(
                            other, Objects.requireNonNull(taken.ledger()).server(), 0, CrashPoints.NONE))
                    .isInstanceOf(TryLater.class)
                    .hasMessageContaining("in use by another process");
        }
    }

    private static String onServer() {
        PostgresServer server = postgres.server(postgres.freshDatabase());
        return "ledger: { port: %d, database: %s, user: %s }\n"
                .formatted(server.port(), server.database(), server.user());
    }

    private static void crosses(Province province) throws Exception {
        Node sender = province.start("so-noi-vu");
        Node recipient = province.start("so-y-te");
        await().until(() -> sender.greeted() && recipient.greeted());
        await().until(() ->
                sender.directory().get().serial() == recipient.directory().get().serial());
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
        await().untilAsserted(() -> assertThat(client.send(
                                request(province, "so-noi-vu", sender.port(), "/api/v1/documents/" + id.group(1))
                                        .GET()
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body())
                .contains("CONSIGNED"));
    }

    private static HttpRequest.Builder request(Province province, String node, int port, String path) throws Exception {
        String key = Files.readString(province.home(node).resolve("api.key")).strip();
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .timeout(SlowMachine.PATIENCE)
                .header("Authorization", "Bearer " + key);
    }

    private static HttpClient client(Province province, String node) {
        Trust trust = Trust.read(province.home(node).resolve("province.trust"));
        return HttpClient.newBuilder().sslContext(Tls.client(trust.anchors())).build();
    }
}
