package vn.antin.adapter.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.deliver.Offer;
import vn.antin.envelope.Fault;
import vn.antin.envelope.TryLater;

/** Taking documents from the inbox, waiting for them, acknowledging them and giving them back. */
class InboxTest {

    private static final String LEASE = new UUID(1, 2).toString();

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

    private HttpRequest.Builder health(String path) {
        return door.request(path).header("Authorization", "Bearer " + OpenDoor.HEALTH_KEY);
    }

    private HttpResponse<byte[]> post(String path, String json) throws Exception {
        return door.send(health(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    @Test
    void what_has_arrived_is_leased_at_once() throws Exception {
        Offer offer = Desk.offer();
        door.desk.arrived.add(offer);
        door.desk.arrived.add(Desk.offer());

        JsonNode documents = OpenDoor.json(door.send(health("/api/v1/inbox?limit=1&wait=30")))
                .path("documents");

        assertThat(documents).hasSize(1);
        assertThat(documents.path(0).path("id").textValue())
                .isEqualTo(offer.id().toString());
        assertThat(documents.path(0).path("lease").textValue()).isEqualTo(LEASE);
        assertThat(documents.path(0).path("parts").path(0).path("href").textValue())
                .isEqualTo("/api/v1/documents/" + offer.id() + "/parts/1");
        assertThat(documents.path(0).path("links").path("ack").textValue())
                .isEqualTo("/api/v1/inbox/" + offer.id() + "/ack");
    }

    @Test
    void an_empty_inbox_is_an_empty_list() throws Exception {
        assertThat(OpenDoor.json(door.send(health("/api/v1/inbox"))).path("documents"))
                .isEmpty();
        assertThat(OpenDoor.json(door.send(health("/api/v1/inbox?wait=1"))).path("documents"))
                .isEmpty();
    }

    @Test
    void who_waits_is_woken_by_the_bell() throws Exception {
        CompletableFuture<HttpResponse<byte[]>> waiting = waiting(1);
        door.desk.arrived.add(Desk.offer());
        long rung = System.nanoTime();
        door.bell.ring(Desk.HEALTH);

        assertThat(OpenDoor.json(waiting.get(10, TimeUnit.SECONDS)).path("documents"))
                .hasSize(1);
        assertThat(Duration.ofNanos(System.nanoTime() - rung)).isLessThan(Duration.ofMillis(900));
    }

    /** One who waits longer than a connection may be silent. */
    @Test
    void a_long_wait_outlives_the_idle_time_out() throws Exception {
        assertThat(door.send(health("/api/v1/inbox?wait=7")).statusCode()).isEqualTo(200);
    }

    @Test
    void a_lease_that_ends_without_a_ring_is_offered_to_who_waits() throws Exception {
        CompletableFuture<HttpResponse<byte[]>> waiting = waiting(1);
        door.desk.arrived.add(Desk.offer());

        assertThat(OpenDoor.json(waiting.get(10, TimeUnit.SECONDS)).path("documents"))
                .hasSize(1);
    }

    @Test
    void only_so_many_may_wait_and_waiting_holds_no_thread() throws Exception {
        var first = waiting(1);
        var second = waiting(2);

        HttpResponse<byte[]> third = door.send(health("/api/v1/inbox?wait=30"));

        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(OpenDoor.json(third).path("code").textValue()).isEqualTo("ANTIN-4006");
        assertThat(third.headers().firstValue("Retry-After")).isPresent();
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
    }

    @Test
    void a_ledger_that_fails_while_someone_waits_is_told_as_try_later() throws Exception {
        CompletableFuture<HttpResponse<byte[]>> waiting = waiting(1);
        door.desk.broken = new TryLater(Fault.LEDGER_UNAVAILABLE, "closed");
        door.bell.ring(Desk.HEALTH);

        assertThat(waiting.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
    }

    @Test
    void closing_the_door_sends_home_who_waits_and_takes_no_longer_than_three_seconds() throws Exception {
        CompletableFuture<HttpResponse<byte[]>> waiting = waiting(1);
        long before = System.nanoTime();
        door.close();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
        HttpResponse<byte[]> answer = waiting.get(5, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(OpenDoor.json(answer).path("code").textValue()).isEqualTo("ANTIN-5006");
    }

    /** A call that waits, once it really does. */
    private CompletableFuture<HttpResponse<byte[]>> waiting(int number) throws Exception {
        CompletableFuture<HttpResponse<byte[]>> waiting = door.later(health("/api/v1/inbox?wait=30"));
        org.awaitility.Awaitility.await().until(() -> door.waiting() == number);
        return waiting;
    }

    @Test
    void an_acknowledgement_names_the_lease_and_who_took_it() throws Exception {
        Offer offer = Desk.offer();

        assertThat(post("/api/v1/inbox/" + offer.id() + "/ack", "{\"lease\":\"" + LEASE + "\",\"by\":\"Hoa\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(post("/api/v1/inbox/" + offer.id() + "/ack", "{\"lease\":\"" + LEASE + "\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(door.desk.handovers).containsExactly(offer.id() + " taken by Hoa", offer.id() + " taken by H06.12");
    }

    @Test
    void a_key_of_several_agencies_need_not_say_whose_lease_it_is() throws Exception {
        Offer offer = Desk.offer();
        HttpResponse<byte[]> answer = door.send(door.request("/api/v1/inbox/" + offer.id() + "/ack")
                .header("Authorization", "Bearer " + OpenDoor.BOTH_KEY)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"lease\":\"" + LEASE + "\"}")));

        assertThat(answer.statusCode()).isEqualTo(204);
    }

    @Test
    void a_return_needs_a_reason() throws Exception {
        String at = "/api/v1/inbox/" + Desk.offer().id() + "/nack";

        assertThat(OpenDoor.json(post(at, "{\"lease\":\"" + LEASE + "\"}"))
                        .path("code")
                        .textValue())
                .isEqualTo("ANTIN-3009");
        assertThat(post(at, "{\"lease\":\"" + LEASE + "\",\"reason\":\"hỏng\"}").statusCode())
                .isEqualTo(204);
        assertThat(post(at, "{\"lease\":\"" + LEASE + "\",\"reason\":\"hỏng\",\"final\":true}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(door.desk.handovers).anyMatch(line -> line.endsWith("returned: hỏng"));
        assertThat(door.desk.handovers).anyMatch(line -> line.endsWith("refused: hỏng"));
    }

    @Test
    void a_lease_not_held_is_a_conflict_and_a_field_not_known_is_named() throws Exception {
        String at = "/api/v1/inbox/" + Desk.offer().id() + "/ack";

        assertThat(post(at, "{\"lease\":\"" + new UUID(3, 4) + "\"}").statusCode())
                .isEqualTo(409);
        assertThat(OpenDoor.json(post(at, "{}")).path("code").textValue()).isEqualTo("ANTIN-1212");
        assertThat(OpenDoor.json(post(at, "{\"lease\":\"7\"}")).path("code").textValue())
                .isEqualTo("ANTIN-1213");
        assertThat(OpenDoor.json(post(at, "{\"lease\":\"" + LEASE + "\",\"who\":1}"))
                        .path("errors")
                        .path(0)
                        .path("pointer")
                        .textValue())
                .isEqualTo("/who");
    }
}
