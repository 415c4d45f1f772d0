package vn.antin.node.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.antin.node.broker.TestHub.ALPHA;
import static vn.antin.node.broker.TestHub.NAMES;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.MovingClock;
import vn.antin.directory.HubEndpoint;
import vn.antin.node.broker.HubReachability.Trouble;

/** A node tells in clear words why it cannot reach its hub. */
class HubConnectionsTest {

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
    void a_line_is_up_once_it_was_used() throws Exception {
        try (HubConnections line = hub.line(ALPHA)) {
            assertThat(line.state().trouble()).isEqualTo(Trouble.NOT_TRIED);
            Jms.send(line.ordinary(), NAMES.up(), new byte[1]);
            assertThat(line.state().up()).isTrue();
            Jms.send(line.urgent(), NAMES.upUrgent(), new byte[1]);
            assertThat(line.state().up()).isTrue();
        }
        assertThat(hub.waitingAnywhere()).isEqualTo(2);
    }

    @Test
    void each_trouble_has_its_own_sentence() throws Exception {
        int port = hub.broker().port();
        assertThat(trouble(hub.stranger(), "127.0.0.1", port)).isEqualTo(Trouble.NOT_IN_DIRECTORY);
        assertThat(trouble(hub.anonymous(), "127.0.0.1", port))
                .isIn(Trouble.CERTIFICATE_REFUSED, Trouble.CLOSED_AT_ONCE);
        assertThat(trouble(hub.distrusting(), "127.0.0.1", port)).isEqualTo(Trouble.HUB_NOT_TRUSTED);
        assertThat(trouble(hub.material(ALPHA), "127.0.0.2", port))
                .as("another name than in the hub's certificate")
                .isIn(Trouble.HUB_NOT_TRUSTED, Trouble.CONNECTION_REFUSED);
        assertThat(trouble(hub.material(ALPHA), "no such hub", port)).isEqualTo(Trouble.HOST_UNKNOWN);
        hub.close();
        assertThat(trouble(hub.material(ALPHA), "127.0.0.1", port)).isEqualTo(Trouble.CONNECTION_REFUSED);
        assertThat(hub.broker().health().running()).isFalse();
    }

    @Test
    void a_hub_whose_certificate_has_another_name_is_not_believed() throws Exception {
        // A node of the same authority that listens where the hub should: its certificate has no server name.
        Path elsewhere = folder.resolve("elsewhere");
        try (HubBroker impostor = new HubBroker(
                elsewhere, BrokerSettings.of("127.0.0.1", 0), hub.material(TestHub.BETA), hub, Clock.systemUTC())) {
            impostor.start();
            assertThat(trouble(hub.material(ALPHA), "127.0.0.1", impostor.port()))
                    .isEqualTo(Trouble.HUB_NOT_TRUSTED);
            assertThat(impostor.health().queues()).allMatch(queue -> queue.messages() == 0);
        }
    }

    @Test
    void settings_that_would_take_a_busy_line_for_a_dead_one_are_refused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new LineSettings("hub", 1, second, second, second, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LineSettings("hub", 1, second.multipliedBy(6), second, second, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new QueueNames("a", "b", "down", "down.{node}", "d", "e"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new QueueNames("a", "a", "{node}", "down.{node}", "d", "e"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BrokerSettings.of("hub", -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BrokerSettings.of("hub", 1).withMaxDiskUsagePercent(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BrokerSettings.of("hub", 1).withLimits(1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_node_takes_the_first_place_where_the_hub_answers_and_returns_to_the_preferred_one() throws Exception {
        int port = hub.broker().port();
        HubEndpoint closed = new HubEndpoint("127.0.0.1", unused(), port, null);
        HubEndpoint halfOpen = new HubEndpoint("127.0.0.1", port, unused(), null);
        HubEndpoint good = new HubEndpoint("127.0.0.1", port, port, null);
        HubEndpoint better = new HubEndpoint("localhost", port, port, null);
        AtomicReference<List<HubEndpoint>> places = new AtomicReference<>(List.of(closed, halfOpen, good));
        MovingClock clock = new MovingClock();
        try (HubConnections line = new HubConnections(places::get, hub.material(ALPHA), clock)) {
            for (HubEndpoint next : List.of(halfOpen, good)) {
                assertThatThrownBy(() -> Jms.send(line.ordinary(), NAMES.up(), new byte[1]))
                        .isInstanceOf(JMSException.class);
                assertThat(line.place()).isEqualTo(next);
                assertThat(line.state().trouble()).as("of the preferred place").isEqualTo(Trouble.CONNECTION_REFUSED);
                clock.forward(Duration.ofSeconds(2));
            }
            Jms.send(line.ordinary(), NAMES.up(), new byte[1]);
            assertThat(line.place()).isEqualTo(good);

            try (SSLServerSocket noBroker = hub.door()) {
                CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> serve(noBroker));
                HubEndpoint swapped = new HubEndpoint("127.0.0.1", noBroker.getLocalPort(), port, null);
                for (HubEndpoint wrong : List.of(closed, halfOpen, swapped)) {
                    places.set(List.of(wrong, good));
                    line.prefer();
                    assertThat(line.place()).isEqualTo(good);
                }
                assertThat(serving).isNotDone();
            }
            assertThat(line.state().up()).isTrue();

            places.set(List.of(better, good));
            line.prefer();
            Jms.send(line.ordinary(), NAMES.up(), new byte[1]);
            Jms.send(line.urgent(), NAMES.upUrgent(), new byte[1]);
            assertThat(line.place()).isEqualTo(better);
        }
        assertThat(hub.waitingAnywhere()).isEqualTo(3);
    }

    /** Shakes hands, hangs up at the first word, and so on until it is closed. */
    private static void serve(SSLServerSocket door) {
        while (!door.isClosed()) {
            try (SSLSocket socket = (SSLSocket) door.accept()) {
                socket.startHandshake();
                socket.getInputStream().read();
            } catch (IOException left) {
                assertThat(left).isNotNull();
            }
        }
    }

    /** A port at which nothing listens. */
    private static int unused() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Trouble trouble(TlsMaterial material, String host, int port) {
        try (HubConnections line = new HubConnections(LineSettings.of(host, port), material, Clock.systemUTC())) {
            assertThatThrownBy(() -> Jms.send(line.ordinary(), NAMES.up(), new byte[1]))
                    .isInstanceOf(JMSException.class)
                    .hasMessageContaining("ANTIN-5001");
            assertThat(line.state().up()).isFalse();
            return line.state().trouble();
        }
    }
}
