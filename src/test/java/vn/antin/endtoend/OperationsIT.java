package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.cli.Run;
import vn.antin.node.Tls;
import vn.antin.seal.Trust;

/** What machines and whoever is on call see of a running node and hub. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperationsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static Town town;
    private static HttpClient client;

    @BeforeAll
    static void open() {
        town = Town.start(folder, Map.of("nut-a", List.of("H06.11"), "nut-b", List.of("H06.12")));
        client = HttpClient.newBuilder()
                .sslContext(Tls.client(Trust.read(town.province().home("nut-a").resolve("province.trust"))
                        .anchors()))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        town.office("H06.11")
                .letter(
                        List.of("H06.12"),
                        "V/v thử đo đếm",
                        Office.Part.file("a.pdf", "nội dung".getBytes(StandardCharsets.UTF_8)));
    }

    @AfterAll
    static void close() {
        town.close();
    }

    private static int node() {
        return town.node("nut-a").port();
    }

    private static HttpResponse<String> get(int port, String path, String... headers) {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/observe/" + path));
            for (int at = 0; at < headers.length; at += 2) {
                request.header(headers[at], headers[at + 1]);
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(answer.body(), e);
        }
    }

    @Test
    @Order(1)
    void the_metrics_of_node_and_hub_are_clean_and_count_what_happened() {
        String delivered = "antin_delivery_seconds_count{urgency=\"normal\"}";
        await().atMost(PATIENCE)
                .until(() -> new MetricsPage(get(node(), "metrics").body()).value(delivered) == 1);
        MetricsPage node = new MetricsPage(get(node(), "metrics").body());
        MetricsPage hub = new MetricsPage(
                get(town.province().hub().httpsPort(), "metrics").body());

        assertThat(node.faults()).isEmpty();
        assertThat(hub.faults()).isEmpty();
        assertThat(node.value("antin_line_up{peer=\"hub\"}")).isEqualTo(1);
        assertThat(node.value("antin_ready")).isEqualTo(1);
        assertThat(node.value("antin_documents_total{direction=\"out\",state=\"consigned\",urgency=\"normal\"}"))
                .isEqualTo(1);
        assertThat(node.value("antin_adapter_requests_total{adapter=\"rest\",code=\"202\"}"))
                .as(get(node(), "metrics").body())
                .isEqualTo(1);
        assertThat(hub.value("antin_line_up{peer=\"nut-b\"}")).isEqualTo(1);
        assertThat(hub.value("antin_documents_total{direction=\"relay\",state=\"relayed\",urgency=\"normal\"}"))
                .isEqualTo(1);
        assertThat(hub.value("antin_document_bytes_total{direction=\"relay\"}")).isPositive();
    }

    @Test
    @Order(2)
    void who_comes_from_elsewhere_sees_only_that_it_lives() {
        String[] elsewhere = {"X-Forwarded-For", "203.0.113.7"};
        assertThat(get(node(), "live", elsewhere).statusCode()).isEqualTo(200);
        for (String path : List.of("metrics", "ready", "health", "status")) {
            assertThat(get(node(), path, elsewhere).statusCode()).as(path).isEqualTo(401);
            assertThat(get(node(), path).statusCode()).as(path).isEqualTo(200);
        }
    }

    @Test
    @Order(3)
    void the_commands_tell_it_to_people_and_to_programs() throws IOException {
        Path config = town.province().home("nut-a").resolve("node.yaml");
        Path hub = folder.resolve("hub/hub.yaml");
        await().atMost(PATIENCE)
                .until(() -> Run.of("check", "line", "--config", config).code() == 0);

        assertThat(Run.of("status", "--config", config).out())
                .contains("✔ Cơ quan H06.11 (node nut-a) can deliver.", "checks are good", "Waiting for the software");
        assertThat(JSON.readTree(Run.of("status", "--config", config, "--json").out())
                        .path("ready")
                        .asBoolean())
                .isTrue();
        Run nagios = Run.of("status", "--config", config, "--format", "nagios");
        assertThat(nagios.code()).as(nagios.out()).isZero();
        assertThat(nagios.out()).startsWith("ANTIN OK - nut-a: ").contains(" | 'line'=0s;0;300");
        assertThat(Run.of("queues", "--config", hub).out()).contains("nut-a.urgent", "consumers");
        assertThat(Run.of("agencies", "--config", hub).out()).contains("connected", "Cơ quan H06.12");
        assertThat(Run.of("agencies", "--config", config).out()).contains("here", "joined");
        assertThat(Run.of("docs", "--config", config).out()).contains("V/v thử đo đếm");
        assertThat(Run.of("docs", "--config", config, "--direction", "in").out())
                .doesNotContain("V/v thử đo đếm");
        assertThat(Run.of("check", "cert", "--config", hub, "--format", "nagios")
                        .code())
                .isZero();
        assertThat(Run.of("check", "cert", "--config", hub, "--warn", "100000").code())
                .isEqualTo(1);
        Run critical = Run.of("check", "disk", "--config", config, "--crit", "1e18", "--format", "nagios");
        assertThat(critical.code()).isEqualTo(2);
        assertThat(critical.out()).startsWith("ANTIN CRITICAL");
        assertThat(Run.of("check", "backup", "--config", config).code()).isEqualTo(3);
        assertThat(Run.of("check", "queue", "--config", config, "--format", "prometheus")
                        .out())
                .contains("antin_check_level{check=\"queue\",subject=\"inbox\"} 0");
    }

    @Test
    @Order(4)
    void nothing_that_answers_is_critical() throws IOException {
        Path away = folder.resolve("away");
        java.nio.file.Files.createDirectories(away);
        Path home = town.province().home("nut-a");
        java.nio.file.Files.copy(home.resolve("province.trust"), away.resolve("province.trust"));
        String yaml = java.nio.file.Files.readString(home.resolve("node.yaml"));
        Path config = java.nio.file.Files.writeString(
                away.resolve("node.yaml"),
                yaml.replaceFirst("host: 127.0.0.1, port: \\d+", "host: 127.0.0.1, port: 1"));

        Run run = Run.of("check", "line", "--config", config, "--format", "nagios");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).startsWith("ANTIN CRITICAL - ANTIN-5007 ");
        assertThat(Run.of("status", "--config", config).code()).isEqualTo(1);
    }

    @Test
    @Order(9)
    void ready_says_no_while_the_hub_is_away_and_yes_again_afterwards() {
        town.province().stopHub();
        await().atMost(PATIENCE).until(() -> get(node(), "ready").statusCode() == 503);
        JsonNode why = json(get(node(), "ready", "Accept-Language", "en")).at("/reasons/0");
        assertThat(why.path("code").asText()).isEqualTo("ANTIN-5001");
        assertThat(why.path("text").asText()).contains("line").endsWith(".");
        assertThat(why.path("todo").asText()).contains("network");
        assertThat(json(get(node(), "ready")).at("/reasons/0/text").asText()).startsWith("Mất đường truyền");

        town.province().startHub();
        await().atMost(PATIENCE).until(() -> get(node(), "ready").statusCode() == 200);
    }
}
