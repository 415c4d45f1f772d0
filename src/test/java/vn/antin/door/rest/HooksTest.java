package vn.antin.door.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.ledger.db.LedgerSamples;

/** Webhooks as their owners manage them; every answer is validated against the contract. */
class HooksTest {

    @TempDir
    Path spool;

    @TempDir
    Path folder;

    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private LedgerSamples offered;
    private OpenDoor door;
    private HttpServer receiver;

    @BeforeEach
    void open() throws Exception {
        offered = new LedgerSamples(folder);
        door = new OpenDoor(spool, OpenDoor.LIMITS, offered);
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/hook") ? 200 : 500, -1);
            exchange.close();
        });
        receiver.start();
    }

    @AfterEach
    void close() {
        door.close();
        receiver.stop(0);
        offered.ledger().close();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + receiver.getAddress().getPort() + path;
    }

    private HttpResponse<byte[]> made(String json) throws Exception {
        return door.post("/api/v1/webhooks", "application/json", json);
    }

    private HttpResponse<byte[]> post(String path) throws Exception {
        return door.send(door.signed(path).POST(BodyPublishers.noBody()));
    }

    private HttpResponse<byte[]> patch(String path, String json) throws Exception {
        return door.send(door.signed(path)
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(json)));
    }

    private static String code(HttpResponse<byte[]> answer) {
        return OpenDoor.json(answer).path("code").asText();
    }

    @Test
    void a_webhook_is_made_told_tried_changed_and_removed() throws Exception {
        HttpResponse<byte[]> made = made("{\"url\":\"" + url("/hook") + "\",\"types\":[\"accepted\"]}");
        assertThat(made.statusCode()).isEqualTo(201);
        String self = made.headers().firstValue("Location").orElseThrow();
        String secret = OpenDoor.json(made).path("secret").textValue();
        offered.sent("H06.11", "V/v báo cáo", "H06.12");
        offered.arrived("H06.13", "của cơ quan khác", "H06.12");

        await().until(() -> bodies.size() == 1);
        assertThat(bodies.get(0)).startsWith("{\"specversion\":\"1.0\"").contains("\"vn.antin.document.accepted\"");
        await().until(() -> OpenDoor.json(door.get(self + "/deliveries?state=DELIVERED"))
                        .path("deliveries")
                        .size()
                == 1);
        JsonNode delivery = OpenDoor.json(door.get(self + "/deliveries/1"));
        assertThat(delivery.path("attempts").path(0).path("status").intValue()).isEqualTo(200);
        assertThat(OpenDoor.json(door.get(self)).has("secret")).isFalse();
        assertThat(OpenDoor.json(door.get(self + "/secret"))
                        .at("/keys/0/secret")
                        .textValue())
                .isEqualTo(secret);
        JsonNode both = OpenDoor.json(post(self + "/secret/rotate")).path("keys");
        assertThat(both.path(1).path("secret").textValue()).isEqualTo(secret);
        assertThat(both.path(1).has("until")).isTrue();

        JsonNode tried = OpenDoor.json(post(self + "/test"));
        assertThat(tried.path("delivered").booleanValue()).isTrue();
        assertThat(bodies.get(1)).contains("vn.antin.webhook.test");
        assertThat(post(self + "/deliveries/1/redeliver").statusCode()).isEqualTo(202);
        await().until(() -> bodies.size() == 3);
        assertThat(bodies.get(2)).isEqualTo(bodies.get(0));

        patch(self, "{\"enabled\":false,\"url\":\"" + url("/other") + "\",\"types\":[]}");
        JsonNode off = OpenDoor.json(door.get(self));
        assertThat(off.path("state").textValue()).isEqualTo("OFF");
        assertThat(off.path("types")).isEmpty();
        assertThat(OpenDoor.json(post(self + "/test")).at("/error/code").textValue())
                .isEqualTo("STATUS");
        assertThat(OpenDoor.json(door.get("/api/v1/webhooks")).path("webhooks")).hasSize(1);
        assertThat(door.send(door.signed(self).DELETE()).statusCode()).isEqualTo(204);
        assertThat(code(door.get(self))).isEqualTo("ANTIN-2044");
    }

    @Test
    void it_is_told_from_the_number_it_asks_for_and_what_it_missed_when_it_asks() throws Exception {
        offered.sent("H06.11", "một", "H06.12");
        offered.sent("H06.11", "hai", "H06.12");
        String self = made("{\"url\":\"" + url("/hook") + "\",\"after\":\"1\"}")
                .headers()
                .firstValue("Location")
                .orElseThrow();
        await().until(() -> bodies.size() == 1);
        assertThat(bodies.get(0)).contains("\"id\":\"2\"");

        HttpResponse<byte[]> replaying = post(self + "/replay-missing?since=2026-01-01");
        assertThat(replaying.statusCode()).isEqualTo(202);
        await().until(() -> bodies.size() == 2);
        assertThat(bodies.get(1)).contains("\"id\":\"1\"");
        HttpResponse<byte[]> page = door.get(self + "/deliveries?limit=1");
        assertThat(page.headers().firstValue("Link").orElseThrow()).contains("before=2");
        assertThat(OpenDoor.json(post(self + "/recover?since=2026-01-01T00:00:00Z"))
                        .path("recovered")
                        .intValue())
                .isZero();
        assertThat(code(post(self + "/recover"))).isEqualTo("ANTIN-1212");
        assertThat(code(door.get(self + "/deliveries/99"))).isEqualTo("ANTIN-2049");
        assertThat(code(door.get(self + "/deliveries?before=x"))).isEqualTo("ANTIN-1213");
    }

    @Test
    void nobody_minds_the_webhooks_of_another_agency() throws Exception {
        String self = made("{\"url\":\"" + url("/hook") + "\"}")
                .headers()
                .firstValue("Location")
                .orElseThrow();
        for (String path : List.of("", "/secret", "/deliveries")) {
            assertThat(code(door.send(
                            door.request(self + path).header("Authorization", "Bearer " + OpenDoor.HEALTH_KEY))))
                    .isEqualTo("ANTIN-2044");
        }
        assertThat(code(door.send(door.request("/api/v1/webhooks")
                        .header("Authorization", "Bearer " + OpenDoor.BOTH_KEY)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"url\":\"" + url("/hook") + "\"}")))))
                .isEqualTo("ANTIN-2016");
        assertThat(door.send(door.request("/api/v1/webhooks")).statusCode()).isEqualTo(401);
    }

    @Test
    void what_is_wrong_is_told_all_at_once() throws Exception {
        HttpResponse<byte[]> wrong =
                made("{\"url\":\"http://169.254.169.254/\",\"types\":[\"accepted\",\"gone\",\"\"],\"after\":\"99\"}");

        assertThat(OpenDoor.json(wrong).path("errors").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder("/url", "/types/1", "/types/2", "/after");
        assertThat(OpenDoor.json(wrong).path("errors").findValuesAsText("code")).contains("ANTIN-2045", "ANTIN-1213");
        assertThat(code(made("{}"))).isEqualTo("ANTIN-1212");
        assertThat(code(made("{\"url\":\"http://8.8.8.8/\"}"))).isEqualTo("ANTIN-2045");
        assertThat(code(made("{\"url\":\"" + url("/hook") + "\",\"enabled\":true}")))
                .isEqualTo("ANTIN-1211");
        for (int i = 0; i < 3; i++) {
            assertThat(made("{\"url\":\"" + url("/hook") + "\"}").statusCode()).isEqualTo(201);
        }
        assertThat(code(made("{\"url\":\"" + url("/hook") + "\"}"))).isEqualTo("ANTIN-2046");
    }
}
