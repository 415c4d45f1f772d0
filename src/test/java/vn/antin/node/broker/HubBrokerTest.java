package vn.antin.node.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;
import static vn.antin.node.broker.TestHub.ALPHA;
import static vn.antin.node.broker.TestHub.BETA;
import static vn.antin.node.broker.TestHub.NAMES;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.NodeId;
import vn.antin.node.broker.BrokerHealth.QueueHealth;

/** What the hub's broker stores, deduplicates, and answers when it is full. */
class HubBrokerTest {

    private static final byte[] LETTER = "letter".getBytes(UTF_8);
    private static final BrokerSettings SETTINGS = BrokerSettings.of("127.0.0.1", 0);

    @TempDir
    Path folder;

    private TestHub hub;

    @BeforeEach
    void start() throws Exception {
        hub = new TestHub(folder);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void messages_and_what_was_seen_before_outlive_the_process() throws Exception {
        try (HubConnections line = hub.line(ALPHA)) {
            Jms.send(line.ordinary(), NAMES.up(), LETTER, Map.of(BrokerHeaders.DUPLICATE_ID, "letter/1"));
        }
        Jms.send(hub.inside(), NAMES.down(BETA), LETTER);

        hub.restart(SETTINGS);

        assertThat(hub.waiting(NAMES.up())).isOne();
        try (HubConnections line = hub.line(ALPHA);
                HubConnections beta = hub.line(BETA)) {
            Jms.send(line.ordinary(), NAMES.up(), LETTER, Map.of(BrokerHeaders.DUPLICATE_ID, "letter/1"));
            assertThat(hub.waiting(NAMES.up())).isOne();
            assertThat(((BytesMessage) taken(beta, NAMES.down(BETA))).getBodyLength())
                    .isEqualTo(LETTER.length);
        }
        assertThat(hub.waiting(NAMES.down(BETA))).isZero();
    }

    @Test
    void the_sender_on_a_message_is_the_one_in_the_certificate_whatever_it_claims() throws Exception {
        try (HubConnections line = hub.line(ALPHA)) {
            Jms.send(line.ordinary(), NAMES.up(), LETTER, Map.of("JMSXUserID", BETA.value()));
            assertThatThrownBy(() -> Jms.send(line.ordinary(), NAMES.up(), LETTER, Map.of("jmsxuserid", BETA.value())))
                    .isInstanceOf(JMSException.class);
        }

        Message message = Objects.requireNonNull(Jms.take(hub.inside(), NAMES.up(), PATIENCE.toMillis()));

        assertThat(message.getStringProperty(BrokerHeaders.NODE)).isEqualTo(ALPHA.value());
        assertThat(hub.waitingAnywhere()).isZero();
    }

    @Test
    void a_node_that_joins_later_gets_its_queues_and_the_others_keep_theirs() throws Exception {
        NodeId gamma = new NodeId("gamma");
        Jms.send(hub.inside(), NAMES.down(BETA), LETTER);

        hub.join(gamma);
        hub.broker().ensureQueues();
        hub.broker().ensureQueues();

        Jms.send(hub.inside(), NAMES.downUrgent(gamma), LETTER);
        try (HubConnections line = hub.line(gamma)) {
            assertThat(taken(line, NAMES.downUrgent(gamma))).isNotNull();
        }
        assertThat(hub.waiting(NAMES.down(BETA))).isOne();
    }

    /** Artemis stops its server when a disk hangs for two minutes, and does not start it again. */
    @Test
    void a_broker_that_stopped_itself_is_told_and_started_again_with_its_messages_and_its_guards() throws Exception {
        Jms.send(hub.inside(), NAMES.down(BETA), LETTER);
        hub.broker().server().stop();
        assertThat(hub.broker().health().running()).isFalse();
        assertThat(hub.broker().waiting()).isNotEmpty();
        assertThat(hub.broker().browse(NAMES.down(BETA), 1)).isEmpty();

        await().until(() -> hub.broker().health().running());

        try (HubConnections line = hub.line(BETA)) {
            assertThat(taken(line, NAMES.down(BETA))).isNotNull();
            Jms.send(line.ordinary(), NAMES.up(), LETTER);
            assertThatThrownBy(() -> Jms.send(line.ordinary(), NAMES.up(), new byte[2 << 20]))
                    .isInstanceOf(JMSException.class);
        }
        assertThat(hub.waiting(NAMES.up())).isOne();
    }

    @Test
    void a_node_that_was_stopped_is_out_at_once_and_stays_out() throws Exception {
        try (HubConnections alpha = hub.line(ALPHA);
                HubConnections beta = hub.line(BETA)) {
            Jms.send(alpha.ordinary(), NAMES.up(), LETTER);
            Jms.send(beta.ordinary(), NAMES.up(), LETTER);

            hub.stop(ALPHA);
            assertThatThrownBy(() -> Jms.send(alpha.ordinary(), NAMES.up(), LETTER))
                    .isInstanceOf(JMSException.class);
            hub.broker().disconnectRefused();

            await().until(() -> !alpha.state().up());
            assertThatThrownBy(() -> Jms.send(alpha.ordinary(), NAMES.up(), LETTER))
                    .isInstanceOf(JMSException.class);
            assertThat(alpha.state().trouble()).isEqualTo(HubReachability.Trouble.NOT_IN_DIRECTORY);
            Jms.send(beta.ordinary(), NAMES.up(), LETTER);
        }
        assertThat(hub.waiting(NAMES.up())).isEqualTo(3);
    }

    @Test
    void a_full_disk_is_an_error_for_the_sender_and_not_a_silence() throws Exception {
        Jms.send(hub.inside(), NAMES.down(ALPHA), LETTER);
        hub.restart(SETTINGS.withMaxDiskUsagePercent(1));
        assertThat(hub.broker().health().full()).isTrue();
        assertThat(hub.broker().health().diskAlarm()).isTrue();
        await().until(() -> hub.broker().server().getPagingManager().isDiskFull());

        try (HubConnections line = hub.line(ALPHA)) {
            Instant before = Instant.now();
            assertThatThrownBy(() -> Jms.send(line.ordinary(), NAMES.up(), LETTER))
                    .isInstanceOf(JMSException.class)
                    .hasMessageContaining("the disk of the hub is full");
            assertThatThrownBy(() -> Jms.send(hub.inside(), NAMES.down(BETA), LETTER))
                    .hasMessageContaining("the disk of the hub is full");
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(20));
            assertThat(taken(line, NAMES.down(ALPHA))).isNotNull();
        }
        assertThat(hub.waitingAnywhere()).isZero();
    }

    @Test
    void a_full_queue_is_an_error_for_its_senders_and_others_go_on() throws Exception {
        hub.restart(SETTINGS.withLimits(1 << 20, 64 << 10, 8 << 20));
        byte[] page = new byte[512 << 10];

        assertThatThrownBy(() -> {
                    for (int sent = 0; sent < 40; sent++) {
                        Jms.send(hub.inside(), NAMES.down(ALPHA), page);
                    }
                })
                .isInstanceOf(JMSException.class);

        Jms.send(hub.inside(), NAMES.down(BETA), LETTER);
        assertThat(hub.waiting(NAMES.down(BETA))).isOne();
        assertThat(hub.waiting(NAMES.down(ALPHA))).isGreaterThan(8);
    }

    @Test
    void health_tells_the_age_of_what_is_with_a_consumer_or_waits_for_another_try() throws Exception {
        Instant before = Instant.now().minusMillis(1);
        Jms.send(hub.inside(), NAMES.up(), LETTER);
        try (Connection connection = hub.inside().createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            connection.start();
            try (MessageConsumer consumer = session.createConsumer(session.createQueue(NAMES.up()))) {
                assertThat(consumer.receive(PATIENCE.toMillis())).isNotNull();
                assertThat(up().delivering()).isOne();
                assertThat(up().oldest().orElseThrow()).isAfterOrEqualTo(before);
                session.rollback();
            }
        }
        await().until(() -> up().retrying() == 1 || up().delivering() == 0);
        assertThat(up().oldest().orElseThrow()).isAfterOrEqualTo(before);
    }

    private QueueHealth up() {
        return hub.broker().health().queues().stream()
                .filter(health -> health.name().equals(NAMES.up()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void health_tells_what_waits_for_whom_and_since_when() throws Exception {
        Instant before = Instant.now().minusMillis(1);
        Jms.send(hub.inside(), NAMES.down(ALPHA), LETTER);
        Jms.send(hub.inside(), NAMES.down(ALPHA), LETTER);

        BrokerHealth health = hub.broker().health();

        assertThat(health.running()).isTrue();
        assertThat(health.diskUsed()).isBetween(0.0, 1.0);
        assertThat(health.memoryUsed()).isBetween(0.0, 0.1);
        assertThat(health.queues())
                .filteredOn(queue -> queue.name().equals(NAMES.down(ALPHA)))
                .singleElement()
                .satisfies(queue -> {
                    assertThat(queue.messages()).isEqualTo(2);
                    assertThat(queue.consumers()).isZero();
                    assertThat(queue.oldest().orElseThrow()).isAfterOrEqualTo(before);
                });
        assertThat(health.queues()).hasSize(8);
    }

    @Test
    void what_lies_in_a_queue_is_looked_at_and_counted_and_stays_there() throws Exception {
        String queue = NAMES.down(ALPHA);
        Map<String, String> first = Map.of(BrokerHeaders.KIND, "ENVELOPE", BrokerHeaders.DUPLICATE_ID, "letter/1");
        Jms.send(hub.inside(), queue, LETTER, first);
        Instant before = Instant.now();
        try (Connection connection = hub.inside().createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            connection.start();
            assertThat(consumer.receive(PATIENCE.toMillis())).isNotNull();
            assertThat(lying(queue).get(0)).satisfies(one -> {
                assertThat(one)
                        .extracting(BrowsedMessage::kind, BrowsedMessage::name)
                        .containsExactly("ENVELOPE", "letter/1");
                assertThat(one.place()).isEqualTo(BrowsedMessage.MessagePlace.OUT);
                assertThat(one.deliveries()).isOne();
            });
            session.rollback();
        }
        Jms.send(hub.inside(), queue, LETTER);
        assertThat(lying(queue)).hasSize(2).allSatisfy(one -> {
            assertThat(HubBroker.isHub(one.sender())).isTrue();
            assertThat(one.bytes()).isGreaterThan(LETTER.length);
            assertThat(Objects.requireNonNull(one.since())).isBefore(Instant.now());
        });
        assertThat(lying(queue).get(0)).satisfies(one -> {
            assertThat(one.place()).isEqualTo(BrowsedMessage.MessagePlace.LATER);
            assertThat(Objects.requireNonNull(one.next())).isAfter(before);
        });
        assertThat(lying(queue).get(1).place()).isEqualTo(BrowsedMessage.MessagePlace.WAITS);
        assertThat(hub.broker().browse(queue, 1).orElseThrow()).hasSize(1);
        assertThat(hub.broker().browse("activemq.management", 1)).isEmpty();
        assertThat(hub.waiting(queue)).isEqualTo(2);

        Jms.take(hub.inside(), queue, 5_000);
        await().until(() -> Jms.take(hub.inside(), queue, 5_000) != null);
        assertThat(health(queue))
                .extracting(QueueHealth::added, QueueHealth::taken, QueueHealth::again, QueueHealth::dead)
                .containsExactly(2L, 2L, 1L, 0L);
    }

    private List<BrowsedMessage> lying(String queue) {
        return hub.broker().browse(queue, 10).orElseThrow();
    }

    private QueueHealth health(String name) {
        return hub.broker().health().queues().stream()
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void stopping_does_not_wait_for_the_nodes_that_are_connected() throws Exception {
        try (HubConnections line = hub.line(ALPHA)) {
            Jms.send(line.ordinary(), NAMES.up(), LETTER);
            Instant before = Instant.now();
            hub.broker().close();
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(20));
            assertThat(hub.broker().health().running()).isFalse();
        }
    }

    private static Message taken(HubConnections line, String queue) throws JMSException {
        return Objects.requireNonNull(Jms.take(line.ordinary(), queue, PATIENCE.toMillis()));
    }
}
