package vn.antin.node.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;
import static vn.antin.node.broker.TestHub.ALPHA;
import static vn.antin.node.broker.TestHub.NAMES;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.node.broker.BrokerHealth.QueueHealth;

/** Stale consumers at the broker are closed, and their messages go back to the queue. */
class LostConsumersTest {

    private static final byte[] LETTER = "letter".getBytes(UTF_8);
    private static final Duration ANSWER = Duration.ofMillis(500);
    private static final int CONSUMERS = 8;

    @TempDir
    Path folder;

    private RouteRig routes;
    private TestHub hub;

    @BeforeEach
    void start() throws Exception {
        routes = new RouteRig(folder, BrokerSettings.of("127.0.0.1", 0).withAnswer(ANSWER));
        hub = routes.hub;
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    @Test
    void after_calls_timed_out_in_a_stall_the_broker_has_the_consumers_of_the_program_and_no_message_is_held()
            throws Exception {
        CountDownLatch stalled = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(CONSUMERS);
        Set<String> taken = ConcurrentHashMap.newKeySet();
        routes.consume("hub:" + NAMES.up() + "?concurrentConsumers=" + CONSUMERS, exchange -> {
            busy.countDown();
            stalled.await();
            taken.add(Objects.requireNonNull(exchange.getIn().getBody(String.class)));
        });
        await().until(() -> queue(NAMES.up()).consumers() == CONSUMERS);
        for (int n = 0; n < 200; n++) {
            routes.send("line:" + NAMES.up(), ("letter " + n).getBytes(UTF_8), Map.of());
        }
        busy.await();

        // The storage hangs until the hub's own call has timed out and its connection was abandoned.
        Object before = hub.broker().ownConnection();
        StorageManager storage = hub.broker().server().getStorageManager();
        storage.writeLock();
        try {
            stalled.countDown();
            await().until(() -> !Objects.equals(hub.broker().ownConnection(), before));
        } finally {
            storage.writeUnlock();
        }

        await().untilAsserted(() -> {
            assertThat(queue(NAMES.up()).consumers()).isEqualTo(CONSUMERS);
            assertThat(queue(NAMES.up()).messages()).isZero();
        });
        assertThat(taken).hasSize(200);
    }

    @Test
    void a_connection_inside_the_process_that_the_hub_does_not_use_is_closed() throws Exception {
        Jms.send(hub.inside(), NAMES.up(), LETTER);
        try (Connection lost = hub.broker().inside().createConnection()) {
            prefetch(lost, NAMES.up());

            look(StaleConnections.SUSPECT);

            assertThat(queue(NAMES.up()).consumers()).isZero();
            assertThat(Jms.take(hub.inside(), NAMES.up(), PATIENCE.toMillis())).isNotNull();
            assertThat(hub.broker().health().consumersClosed()).isOne();
        }
    }

    @Test
    void of_two_connections_of_a_node_the_older_one_is_closed_and_the_newer_one_stays() throws Exception {
        ConnectionFactory client = hub.client(hub.material(ALPHA));
        try (Connection older = client.createConnection();
                Connection newer = client.createConnection()) {
            Jms.send(hub.inside(), NAMES.down(ALPHA), LETTER);
            prefetch(older, NAMES.down(ALPHA));
            MessageConsumer second = consumer(newer, NAMES.down(ALPHA));

            look(StaleConnections.SUSPECT);

            assertThat(queue(NAMES.down(ALPHA)).consumers()).isOne();
            assertThat(second.receive(PATIENCE.toMillis())).isNotNull();
        }
    }

    @Test
    void more_consumers_than_the_program_has_are_closed_with_their_connection() throws Exception {
        hub.broker().expectConsumers(() -> Map.of(NAMES.up(), 1));
        // not closed here: the broker closes it
        Connection shared = hub.inside().createConnection();
        consumer(shared, NAMES.up());
        look(StaleConnections.SUSPECT);
        assertThat(queue(NAMES.up()).consumers()).as("as many as expected").isOne();

        consumer(shared, NAMES.up());
        look(StaleConnections.SUSPECT);

        assertThat(queue(NAMES.up()).consumers()).isZero();
    }

    @Test
    void a_message_that_is_held_longer_than_any_work_lasts_goes_back() throws Exception {
        Jms.send(hub.inside(), NAMES.up(), LETTER);
        // not closed here: the broker closes it
        Connection shared = hub.inside().createConnection();
        prefetch(shared, NAMES.up());
        Object before = hub.broker().ownConnection();

        look(StaleConnections.LONGEST_WORK);

        await().until(() -> !Objects.equals(hub.broker().ownConnection(), before));
        assertThat(Jms.take(hub.inside(), NAMES.up(), PATIENCE.toMillis())).isNotNull();
    }

    @Test
    void a_consumer_that_takes_one_message_after_the_other_is_left_alone() throws Exception {
        try (Connection shared = hub.inside().createConnection()) {
            MessageConsumer served = consumer(shared, NAMES.up());
            for (int n = 0; n < 2 * StaleConnections.LONGEST_WORK; n++) {
                Jms.send(hub.inside(), NAMES.up(), LETTER);
                look(1);
                assertThat(served.receive(PATIENCE.toMillis())).isNotNull();
            }

            assertThat(queue(NAMES.up()).consumers()).isOne();
            assertThat(hub.broker().health().consumersClosed()).isZero();
        }
    }

    @Test
    void a_consumer_that_closes_while_it_is_looked_at_holds_nothing() throws Exception {
        Jms.send(hub.inside(), NAMES.up(), LETTER);
        // not closed here: the broker closes it
        prefetch(hub.inside().createConnection(), NAMES.up());
        ServerConsumer closing = hub.broker().server().getSessions().stream()
                .flatMap(session -> session.getServerConsumers().stream())
                .filter(each -> !StaleConnections.delivering(each).isEmpty())
                .findFirst()
                .orElseThrow();
        closing.close(true);
        await("Artemis takes its session from it").until(() -> {
            try {
                return closing.getDeliveringMessages() == null;
            } catch (NullPointerException closed) {
                return true;
            }
        });

        assertThat(StaleConnections.delivering(closing)).isEmpty();
    }

    private void look(int times) {
        for (int n = 0; n < times; n++) {
            hub.broker().stale().look();
        }
    }

    /** A consumer that prefetches and acknowledges nothing. */
    private void prefetch(Connection connection, String queue) throws JMSException {
        consumer(connection, queue);
        await().until(() -> queue(queue).delivering() == 1);
    }

    private static MessageConsumer consumer(Connection connection, String queue) throws JMSException {
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        connection.start();
        return session.createConsumer(session.createQueue(queue));
    }

    private QueueHealth queue(String name) {
        return hub.broker().health().queues().stream()
                .filter(health -> health.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
