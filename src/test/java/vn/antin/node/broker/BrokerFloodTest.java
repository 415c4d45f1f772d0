package vn.antin.node.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.antin.node.broker.TestHub.ALPHA;
import static vn.antin.node.broker.TestHub.BETA;
import static vn.antin.node.broker.TestHub.NAMES;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;
import vn.antin.receipt.TestClock;

/** How much one node can fill the hub's disk and disturb other nodes, with the core client and its own certificate. */
class BrokerFloodTest {

    private static final byte[] LETTER = "letter".getBytes(UTF_8);

    @TempDir
    Path folder;

    private TestHub hub;
    private ActiveMQConnectionFactory alpha;

    @BeforeEach
    void start() throws Exception {
        hub = new TestHub(folder);
        alpha = hub.client(hub.material(ALPHA));
    }

    @AfterEach
    void stop() {
        alpha.close();
        hub.close();
    }

    @Test
    void a_flood_of_messages_that_expire_at_once_leaves_nothing_on_the_disk_and_others_go_on() throws Exception {
        long before = size();
        int taken = 0;
        try (ClientSessionFactory factory = alpha.getServerLocator().createSessionFactory();
                ClientSession session = factory.createSession()) {
            ClientProducer producer = session.createProducer(NAMES.up());
            for (int i = 0; i < 60; i++) {
                ClientMessage message = session.createMessage(ClientMessage.BYTES_TYPE, true);
                message.setExpiration(1);
                message.getBodyBuffer().writeBytes(new byte[900 << 10]);
                try {
                    producer.send(message);
                    taken++;
                } catch (ActiveMQException refused) {
                    assertThat(refused).hasMessageContaining("refused by the hub: with a time to expire");
                }
            }
        }

        assertThat(taken).isZero();
        assertThat(hub.waitingAnywhere()).isZero();
        assertThat(size() - before).isLessThan(8 << 20);
        try (HubConnections beta = hub.line(BETA)) {
            Jms.send(beta.ordinary(), NAMES.up(), LETTER);
        }
        assertThat(hub.waiting(NAMES.up())).isOne();
    }

    @Test
    void a_node_sends_its_bytes_of_the_hour_and_then_waits_and_others_do_not() throws Exception {
        TestClock clock = new TestClock(Instant.parse("2026-12-01T02:00:00Z"));
        hub.close();
        BrokerSettings settings = BrokerSettings.of("127.0.0.1", 0).withNodeBytesPerHour(8 << 20);
        hub = new TestHub(folder.resolve("limited"), settings, clock);
        byte[] half = new byte[512 << 10];
        try (HubConnections line = hub.line(ALPHA);
                HubConnections other = hub.line(BETA)) {
            BatchSender sender = new BatchSender(line.ordinary(), Duration.ofSeconds(20));
            List<Optional<Exception>> fates = sender.send(letters(40, half));

            assertThat(fates.subList(0, 13)).allMatch(Optional::isEmpty);
            assertThat(fates.subList(14, 40))
                    .allSatisfy(fate -> assertThat(fate.orElseThrow())
                            .isInstanceOfSatisfying(
                                    TryLater.class,
                                    later -> assertThat(later.fault()).isEqualTo(Fault.NODE_BYTES_USED))
                            .hasMessageContaining("alpha, 8388608 bytes an hour"));
            long waiting = hub.waiting(NAMES.up());
            assertThat(waiting).isBetween(13L, 14L);
            assertThat(hub.broker().overQuota()).containsExactly(ALPHA);
            assertThat(hub.broker().overQuota()).isEmpty();

            Jms.send(line.urgent(), NAMES.upUrgent(), half);
            Jms.send(other.ordinary(), NAMES.up(), half);
            clock.pass(Duration.ofMinutes(15));
            long later = sender.send(letters(40, half).subList(20, 40)).stream()
                    .filter(Optional::isEmpty)
                    .count();
            assertThat(later)
                    .as("a quarter of the hour, a quarter of the bytes")
                    .isBetween(3L, 4L);
            assertThat(hub.waiting(NAMES.up())).isEqualTo(waiting + 1 + later);
        }
    }

    private static List<BatchSender.OutboundMessage> letters(int count, byte[] body) {
        return IntStream.range(0, count)
                .mapToObj(number ->
                        new BatchSender.OutboundMessage(NAMES.up(), "ENVELOPE", false, "letter-" + number, body, null))
                .toList();
    }

    @Test
    void what_the_broker_gives_up_is_bounded() throws Exception {
        hub.close();
        BrokerSettings settings = BrokerSettings.of("127.0.0.1", 0).withLimits(64 << 20, 64 << 10, 1 << 30);
        hub = new TestHub(folder.resolve("small"), settings);
        for (String queue : List.of(NAMES.dead(), NAMES.expired())) {
            for (int i = 0; i < 40; i++) {
                Jms.send(hub.inside(), queue, new byte[900 << 10]);
            }
            assertThat(hub.waiting(queue)).isBetween(16L, 20L);
        }
        Jms.send(hub.inside(), NAMES.up(), LETTER);
    }

    @Test
    void the_queues_of_other_nodes_are_not_told() throws Exception {
        for (int i = 0; i < 7; i++) {
            Jms.send(hub.inside(), NAMES.down(BETA), LETTER);
        }
        try (ClientSessionFactory factory = alpha.getServerLocator().createSessionFactory();
                ClientSession session = factory.createSession()) {
            for (String queue : List.of(
                    NAMES.down(BETA), NAMES.downUrgent(BETA), NAMES.dead(), NAMES.expired(), "activemq.management")) {
                Jms.refused(() -> session.queueQuery(SimpleString.of(queue)));
                Jms.refused(() -> session.addressQuery(SimpleString.of(queue)));
            }
            assertThat(session.queueQuery(SimpleString.of(NAMES.down(ALPHA))).getMessageCount())
                    .isZero();
            assertThat(session.addressQuery(SimpleString.of(NAMES.up())).isExists())
                    .isTrue();
        }
    }

    @Test
    void nobody_sees_or_ends_the_transactions_of_others() throws Exception {
        try (ClientSessionFactory factory = alpha.getServerLocator().createSessionFactory();
                ClientSession session = factory.createXASession()) {
            assertThatThrownBy(() -> session.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN))
                    .isInstanceOf(XAException.class);
        }
    }

    private long size() {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
