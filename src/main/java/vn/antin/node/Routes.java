package vn.antin.node;

import jakarta.jms.ConnectionFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsConsumer;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.component.seda.BlockingQueueFactory;
import org.apache.camel.component.seda.SedaComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.ExplicitCamelContextNameStrategy;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jms.listener.DefaultMessageListenerContainer;
import vn.antin.console.pages.RepairActions;
import vn.antin.ledger.db.Signal;
import vn.antin.node.broker.BatchSender;
import vn.antin.node.broker.BrokerHeaders;
import vn.antin.observe.ProgressWatch;

/** The route files of one role, running over the beans they name. */
final class Routes implements AutoCloseable {

    private static final long STOP_SECONDS = 4;
    private static final long GOODBYE_SECONDS = 1;

    /** After so long without a wake a route sees that somebody at the console stops it. */
    private static final int WAKE_MILLIS = 2_000;

    private static final Logger log = LoggerFactory.getLogger(Routes.class);

    /** How long a step of the line may take: see {@link vn.antin.node.broker.LineSettings}. */
    private static final Duration CONFIRMATION = Duration.ofSeconds(10);

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ProducerTemplate template;
    private final List<WakeQueue> wakeQueues = new CopyOnWriteArrayList<>();
    private final RouteCounts counts = new RouteCounts(Clock.systemUTC());

    /**
     * Prepares the routes; nothing runs yet.
     *
     * @param name in threads and log lines
     * @param beans by the names the route files use
     */
    Routes(String name, Map<String, Object> beans, Map<String, ConnectionFactory> lanes, Properties settings) {
        camel.setNameStrategy(new ExplicitCamelContextNameStrategy(name));
        camel.getShutdownStrategy().setTimeout(STOP_SECONDS);
        camel.getShutdownStrategy().setTimeUnit(TimeUnit.SECONDS);
        camel.getShutdownStrategy().setLogInflightExchangesOnTimeout(false);
        camel.setLoadTypeConverters(false);
        camel.addRoutePolicyFactory(counts);
        SedaComponent wakes = camel.getComponent("seda", SedaComponent.class);
        wakes.setDefaultPollTimeout(WAKE_MILLIS);
        wakes.setDefaultQueueFactory(new WakeQueues());
        camel.getPropertiesComponent().setInitialProperties(settings);
        beans.forEach((id, bean) -> camel.getRegistry().bind(id, bean));
        camel.getRegistry().bind("counts", counts);
        Map<String, BatchSender> senders = new HashMap<>();
        lanes.forEach((id, connections) -> {
            JmsComponent component = BrokerHeaders.component(connections);
            camel.addComponent(id, component);
            senders.put(id, new BatchSender(component.getConfiguration().getConnectionFactory(), CONFIRMATION));
        });
        camel.getRegistry().bind("publisher", new BatchPublisher(senders));
        this.template = camel.createProducerTemplate();
    }

    /** Runs the routes of these files, but for those that somebody has stopped. */
    void start(List<String> files, Set<String> stopped) {
        try {
            for (String file : files) {
                PluginHelper.getRoutesLoader(camel)
                        .loadRoutes(ResourceHelper.resolveResource(camel, "classpath:routes/" + file));
            }
            camel.getRouteDefinitions().stream()
                    .filter(route -> stopped.contains(route.getRouteId()))
                    .forEach(route -> route.setAutoStartup("false"));
            camel.start();
            template.start();
        } catch (Exception e) {
            throw new IllegalStateException("the routes do not start: " + e.getMessage(), e);
        }
    }

    /** How they fare; {@code stopped} says which must stand. */
    RouteControl board(Supplier<Set<String>> stopped) {
        return new RouteControl(camel, counts, stopped);
    }

    /** The runs of the routes that take something themselves, by their ids. */
    Map<String, ProgressWatch.Runs> runs() {
        return camel.getRoutes().stream()
                .filter(route -> !(route.getEndpoint() instanceof DirectEndpoint))
                .map(Route::getRouteId)
                .collect(Collectors.toMap(Function.identity(), counts::runs));
    }

    /** How many consumers the program has at each queue now, by the queue's name. */
    Map<String, Integer> consumers() {
        Map<String, Integer> consumers = new HashMap<>();
        for (Route route : camel.getRoutes()) {
            if (route.getEndpoint() instanceof JmsEndpoint queue
                    && route.getConsumer() instanceof JmsConsumer consumer) {
                consumers.merge(queue.getDestinationName(), consumers(consumer), Integer::sum);
            }
        }
        return consumers;
    }

    private static int consumers(JmsConsumer consumer) {
        try {
            return consumer.getListenerContainer() instanceof DefaultMessageListenerContainer container
                    ? container.getScheduledConsumerCount()
                    : 0;
        } catch (Exception e) {
            throw new IllegalStateException("the consumers of a route are not known", e);
        }
    }

    CamelContext camel() {
        return camel;
    }

    /** Lets a route know that there is something to do; when it is at work already it looks again by itself. */
    void wake(Signal what) {
        String endpoint = switch (what) {
            case OUTBOX -> "seda:outbox?size=1&discardWhenFull=true";
            case PARTS -> "seda:parts?size=1&discardWhenFull=true";
            case OUTBOX_URGENT -> "seda:outbox-urgent?size=1&discardWhenFull=true";
            case GREETING -> "seda:greeting?size=1&discardWhenFull=true";
            case LOG -> "seda:log?size=1&discardWhenFull=true";
            case LOG_LATER -> "seda:log-later?size=1&discardWhenFull=true";
            case INBOX, EVENTS -> null;
        };
        if (endpoint != null && camel.isStarted()) {
            template.sendBody(endpoint, what.name());
        }
    }

    /** Lets the hub's route tell every node of a new directory. */
    void announce() {
        template.sendBody("seda:directory?size=1&discardWhenFull=true", "directory");
    }

    /** A node's last word to its hub; it is not waited for longer than a second. */
    void goodbye() {
        if (!camel.isStarted()) {
            return;
        }
        try {
            template.asyncSendBody("direct:goodbye", "goodbye").get(GOODBYE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.info("the hub was not told of the stop: {}", e.toString());
        }
    }

    /** A bean of the routes, by the name they use. */
    <T> T bean(String name, Class<T> type) {
        return Objects.requireNonNull(camel.getRegistry().lookupByNameAndType(name, type), name);
    }

    /** Puts a message on its way as if it had just been taken from the queue. */
    RepairActions.RepairOutcome again(byte[] message, Map<String, Object> headers) {
        Exchange exchange = template.send("direct:incoming", asked -> {
            asked.getMessage().setBody(message);
            asked.getMessage().setHeaders(new HashMap<>(headers));
        });
        if (exchange.isFailed()) {
            return RepairActions.RepairOutcome.LATER;
        }
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT) == null
                ? RepairActions.RepairOutcome.DONE
                : RepairActions.RepairOutcome.FAILED_AGAIN;
    }

    @Override
    public void close() {
        wakeQueues.forEach(WakeQueue::end);
        camel.stop();
    }

    /** The queue of each route that waits for wakes. */
    private final class WakeQueues implements BlockingQueueFactory<Exchange> {

        @Override
        public BlockingQueue<Exchange> create() {
            WakeQueue queue = new WakeQueue(new DefaultExchange(camel));
            wakeQueues.add(queue);
            return queue;
        }

        @Override
        public BlockingQueue<Exchange> create(int capacity) {
            return create();
        }
    }
}
