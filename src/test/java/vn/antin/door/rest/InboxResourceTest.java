package vn.antin.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
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
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;

/** Leasing documents from the inbox, and waiting for them. */
class InboxResourceTest {

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

    @Test
    void what_has_arrived_is_leased_at_once() throws Exception {
        Offer offer = RestNode.offer();
        door.bus.arrived.add(offer);
        door.bus.arrived.add(RestNode.offer());

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
        door.bus.arrived.add(RestNode.offer());
        door.notifier.ring(RestNode.HEALTH);

        assertThat(OpenDoor.json(waiting.get(60, TimeUnit.SECONDS)).path("documents"))
                .hasSize(1);
    }

    /** A wait that is longer than the idle timeout of a connection. */
    @Test
    void a_long_wait_outlives_the_idle_time_out() throws Exception {
        assertThat(door.send(health("/api/v1/inbox?wait=7")).statusCode()).isEqualTo(200);
    }

    @Test
    void a_lease_that_ends_without_a_ring_is_offered_to_who_waits() throws Exception {
        CompletableFuture<HttpResponse<byte[]>> waiting = waiting(1);
        door.bus.arrived.add(RestNode.offer());

        assertThat(OpenDoor.json(waiting.get(60, TimeUnit.SECONDS)).path("documents"))
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
        door.bus.broken = new TryLater(Fault.LEDGER_UNAVAILABLE, "closed");
        door.notifier.ring(RestNode.HEALTH);

        assertThat(waiting.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
    }

    @Test
    void closing_the_door_sends_home_those_who_wait_and_does_not_wait_for_them() throws Exception {
        CompletableFuture<HttpResponse<byte[]>> waiting = waiting(1);
        long before = System.nanoTime();
        door.close();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
        HttpResponse<byte[]> answer = waiting.get(60, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(OpenDoor.json(answer).path("code").textValue()).isEqualTo("ANTIN-5006");
    }

    /** Starts a long poll and returns once it waits. */
    private CompletableFuture<HttpResponse<byte[]>> waiting(int number) throws Exception {
        CompletableFuture<HttpResponse<byte[]>> waiting = door.later(health("/api/v1/inbox?wait=30"));
        org.awaitility.Awaitility.await().until(() -> door.waiting() == number);
        return waiting;
    }
}
