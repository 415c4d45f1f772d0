package vn.antin.node.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.antin.SlowMachine.PATIENCE;
import static vn.antin.node.broker.TestHub.ALPHA;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A hub, one node's line to it, and a Camel context between them. */
final class RouteRig implements AutoCloseable {

    /** What a route received. */
    record Received(byte[] body, Map<String, Object> headers) {}

    final TestHub hub;
    private final HubConnections line;
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

    RouteRig(Path folder) throws Exception {
        this(folder, BrokerSettings.of("127.0.0.1", 0));
    }

    RouteRig(Path folder, BrokerSettings settings) throws Exception {
        hub = new TestHub(folder, settings);
        line = hub.line(ALPHA);
        camel.addComponent("hub", BrokerHeaders.component(hub.inside()));
        camel.addComponent("line", BrokerHeaders.component(line.ordinary()));
        camel.start();
    }

    void send(String endpoint, Object body, Map<String, Object> headers) {
        camel.createProducerTemplate().sendBodyAndHeaders(endpoint, body, headers);
    }

    /** A route that records what it receives, then runs the step. */
    void consume(String endpoint, Processor step) throws Exception {
        consume("route of " + endpoint, endpoint, exchange -> {
            note(exchange);
            step.process(exchange);
        });
    }

    /** A route of this name with one step. */
    void consume(String id, String endpoint, Processor step) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(endpoint).routeId(id).process(step);
            }
        });
    }

    void consume(String endpoint) throws Exception {
        consume(endpoint, exchange -> {});
    }

    Received next() throws InterruptedException {
        Received next = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(next).as("a message").isNotNull();
        return Objects.requireNonNull(next);
    }

    private void note(Exchange exchange) {
        byte[] body = Objects.requireNonNull(exchange.getIn().getBody(byte[].class));
        received.add(new Received(body, Map.copyOf(exchange.getIn().getHeaders())));
    }

    DefaultCamelContext camel() {
        return camel;
    }

    @Override
    public void close() {
        camel.stop();
        line.close();
        hub.close();
    }
}
