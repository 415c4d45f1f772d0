package vn.antin.node.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.node.broker.TestHub.ALPHA;
import static vn.antin.node.broker.TestHub.BETA;
import static vn.antin.node.broker.TestHub.NAMES;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.trial.line.SimulatedLine;

/** A node reconnects by itself after any fault of its line, and nothing is lost or doubled. */
class LineFaultTest {

    private static final Duration SOON = Duration.ofSeconds(25);

    @TempDir
    Path folder;

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Set<String> arrived = ConcurrentHashMap.newKeySet();
    private TestHub hub;
    private SimulatedLine bad;
    private HubConnections line;
    private ProducerTemplate template;
    private int number;

    @BeforeEach
    void start() throws Exception {
        hub = new TestHub(folder);
        bad = new SimulatedLine();
        line = hub.line(ALPHA, bad.to(hub.broker().port()).number());
        camel.addComponent("line", BrokerHeaders.component(line.ordinary()));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("line:" + NAMES.down(ALPHA))
                        .process(exchange -> arrived.add(exchange.getIn().getBody(String.class)));
            }
        });
        camel.start();
        template = camel.createProducerTemplate();
        works_both_ways(SOON);
    }

    @AfterEach
    void stop() throws Exception {
        camel.stop();
        line.close();
        bad.close();
        hub.close();
    }

    @Test
    void twenty_seconds_of_black_hole_are_over_within_seconds() throws Exception {
        bad.blackHole();
        Thread pump = new Thread(() -> pump("lost/1"), "pump");
        pump.start();
        await().pollDelay(Duration.ofSeconds(20)).until(() -> !line.state().up());
        assertThat(line.state().trouble()).isEqualTo(HubReachability.Trouble.TIMED_OUT);

        bad.restore();

        works_both_ways(SOON);
        pump.join(SOON.toMillis());
        await().atMost(SOON).until(() -> hub.waiting(NAMES.up()) == 3);
        assertThat(line.state().up()).isTrue();
    }

    @Test
    void a_cut_line_works_again_as_soon_as_it_is_back() throws Exception {
        bad.cut();
        Thread pump = new Thread(() -> pump("lost/1"), "pump");
        pump.start();
        await().atMost(SOON).until(() -> !line.state().up());

        bad.restore();

        works_both_ways(SOON);
        pump.join(SOON.toMillis());
        assertThat(hub.waiting(NAMES.up())).isEqualTo(3);
    }

    @Test
    void a_node_stops_in_time_over_a_dead_line() throws Exception {
        bad.blackHole();
        Instant before = Instant.now();
        Thread routes = new Thread(camel::stop, "routes");
        routes.start();
        line.close();
        routes.join(SOON.toMillis());
        assertThat(routes.isAlive()).isFalse();
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void a_slow_line_with_a_full_window_is_not_taken_for_a_dead_one() throws Exception {
        int each = 128 << 10;
        LineSettings usual = LineSettings.of("127.0.0.1", 0);
        try (SimulatedLine slow = new SimulatedLine(SimulatedLine.megabits(4), Duration.ofMillis(20));
                HubConnections full = new HubConnections(
                        new LineSettings(
                                "127.0.0.1",
                                slow.to(hub.broker().port()).number(),
                                usual.silence(),
                                usual.answer(),
                                usual.tlsProbe(),
                                1 << 20,
                                usual.largestMessage()),
                        hub.material(BETA),
                        Clock.systemUTC())) {
            for (int message = 0; message < 24; message++) {
                Jms.send(hub.inside(), NAMES.down(BETA), new byte[each]);
            }
            Instant since = Jms.with(full.ordinary(), session -> {
                var consumer = session.createConsumer(session.createQueue(NAMES.down(BETA)));
                var producer = session.createProducer(session.createQueue(NAMES.up()));
                for (int message = 0; message < 24; message++) {
                    assertThat(consumer.receive(SOON.toMillis())).isNotNull();
                    BytesMessage up = session.createBytesMessage();
                    up.writeBytes(new byte[each]);
                    producer.send(up);
                }
                return full.state().since();
            });
            assertThat(full.state()).isEqualTo(new HubReachability(true, since, HubReachability.Trouble.NONE, ""));
            assertThat(slow.bytesDown()).isGreaterThan(24L * each);
        }
        assertThat(hub.waiting(NAMES.down(BETA))).isZero();
    }

    /** Sends one message down and one up, each repeated until it succeeds, as the routes do. */
    private void works_both_ways(Duration within) throws JMSException {
        Instant before = Instant.now();
        String name = "message " + ++number;
        Jms.send(hub.inside(), NAMES.down(ALPHA), name.getBytes(UTF_8));
        pump(name);
        Instant sent = Instant.now();
        await().atMost(within).until(() -> arrived.contains(name));
        assertThat(Duration.between(before, sent)).isLessThan(within);
    }

    /** Sends until the broker has confirmed; the broker drops a duplicate. */
    private void pump(String name) {
        await().pollInterval(Duration.ofMillis(500)).until(() -> {
            try {
                template.sendBodyAndHeader(
                        "line:" + NAMES.up(), name.getBytes(UTF_8), BrokerHeaders.DUPLICATE_ID, name);
                return true;
            } catch (CamelExecutionException e) {
                return false;
            }
        });
    }
}
