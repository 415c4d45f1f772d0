package vn.antin.node.broker;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.ActiveMQDisconnectedException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.api.jms.ActiveMQJMSClient;
import org.apache.activemq.artemis.api.jms.JMSFactoryType;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnectorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;
import vn.antin.relay.BrokerTraffic;
import vn.antin.thread.DaemonThreads;

/** The embedded broker of the hub: durable queues that nodes reach over mutual TLS only, each node its own. */
public final class HubBroker implements AutoCloseable, BrokerTraffic {

    private static final Logger LOG = LoggerFactory.getLogger(HubBroker.class);

    private static final String DOCUMENTS = BrokerHeaders.KIND + " in ('ENVELOPE', 'ANNOUNCE')";

    private final Path folder;
    private final BrokerSettings settings;
    private final AllowedPeers peers;
    private final BrokerAuthorization gate;
    private final SendQuota quota;
    private final IngressFilter door;
    private final Redeliveries redeliveries = new Redeliveries();
    private final ActiveMQServer server;
    private final ActiveMQConnectionFactory inside;
    private final HubConnectionFactory connections;
    private final StaleConnections stale;
    private final ScheduledExecutorService watch = DaemonThreads.scheduler("antin-stale-connections");

    /** Prepares the broker without listening; the journal is in the folder. */
    public HubBroker(Path folder, BrokerSettings settings, TlsMaterial tls, AllowedPeers peers, Clock clock) {
        this.folder = folder;
        this.settings = settings;
        this.peers = peers;
        int vmId = new SecureRandom().nextInt(Integer.MAX_VALUE);
        gate = new BrokerAuthorization(settings.names(), peers);
        quota = new SendQuota(settings.nodeBytesPerHour(), clock);
        door = new IngressFilter(settings.largestMessage(), settings.names(), quota);
        try {
            Configuration configuration = BrokerConfiguration.of(folder, settings, tls, vmId);
            configuration.registerBrokerPlugin(door);
            configuration.registerBrokerPlugin(redeliveries);
            server = new ActiveMQServerImpl(configuration, gate);
        } catch (Exception e) {
            throw new IllegalStateException("the broker cannot be set up: " + e.getMessage(), e);
        }
        inside = ActiveMQJMSClient.createConnectionFactoryWithoutHA(
                JMSFactoryType.CF,
                new TransportConfiguration(InVMConnectorFactory.class.getName(), Map.of("serverId", vmId)));
        inside.setUser(gate.user());
        inside.setPassword(gate.password());
        HubConnections.common(inside, settings.largestMessage());
        inside.setCallTimeout(settings.answer().toMillis());
        connections = HubConnectionFactory.inside(inside);
        stale = new StaleConnections(server, connections::id);
        connections.onEnd(this::forget);
    }

    /** Starts listening, with a queue for every node; restarts the broker should it stop by itself. */
    public void start() {
        open();
        var unused = watch.scheduleWithFixedDelay(
                this::look, StaleConnections.EVERY_SECONDS, StaleConnections.EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void open() {
        try {
            server.start();
            server.getRemotingService().addIncomingInterceptor(door);
        } catch (Exception e) {
            throw new IllegalStateException("the broker did not start: " + e.getMessage(), e);
        }
        if (!server.isActive()) {
            throw new IllegalStateException("the broker did not start: its folder is in use or its port is taken");
        }
        ensureQueues();
    }

    /** Sets the most consumers that one connection may have at each of these queues; surplus ones are closed. */
    public void expectConsumers(Supplier<Map<String, Integer>> byQueue) {
        stale.expect(byQueue);
    }

    private void look() {
        try {
            if (server.getState() == ActiveMQServer.SERVER_STATE.STOPPED && !watch.isShutdown()) {
                startAgain();
            }
            stale.look();
        } catch (RuntimeException e) {
            LOG.warn("the broker's consumers were not compared: {}", e.toString());
        }
    }

    /** Artemis stops a server whose storage hangs for two minutes; its journal is intact, and the disk may recover. */
    private void startAgain() {
        LOG.warn("the broker has stopped itself and is started again");
        open();
        if (watch.isShutdown()) {
            stop();
        }
    }

    /** On a thread of its own, so that a hanging storage does not block new connections. */
    private void forget(Object connection) {
        if (!watch.isShutdown()) {
            watch.execute(() -> stale.close(connection, "the hub gave it up"));
        }
    }

    /** Creates missing queues, for instance when the directory has grown; deletes none. */
    public void ensureQueues() {
        settings.names().all(peers.nodes()).forEach(this::ensureQueue);
    }

    private void ensureQueue(String name) {
        try {
            if (server.locateQueue(SimpleString.of(name)) == null) {
                server.createQueue(
                        QueueConfiguration.of(name)
                                .setAddress(name)
                                .setRoutingType(RoutingType.ANYCAST)
                                .setDurable(true)
                                .setAutoDelete(false)
                                .setAutoCreateAddress(true),
                        true);
            }
        } catch (Exception e) {
            throw new IllegalStateException("no queue " + name + ": " + e.getMessage(), e);
        }
    }

    /** Closes the connections whose certificates the directory in force no longer accepts. */
    public void disconnectRefused() {
        for (RemotingConnection connection : server.getRemotingService().getConnections()) {
            if (gate.refuses(connection)) {
                LOG.warn("the connection of {} is closed", BrokerAuthorization.nodeOf(connection));
                connection.fail(new ActiveMQDisconnectedException("the directory no longer accepts its certificate"));
            }
        }
    }

    /** Closes the connections of one node, which may come back; for tests. */
    void disconnect(NodeId node) {
        for (RemotingConnection connection : server.getRemotingService().getConnections()) {
            if (BrokerAuthorization.belongs(connection, node)) {
                connection.fail(new ActiveMQDisconnectedException("ended by a test"));
            }
        }
    }

    @Override
    public Set<NodeId> connected() {
        Set<NodeId> nodes = new HashSet<>();
        for (RemotingConnection connection : server.getRemotingService().getConnections()) {
            BrokerAuthorization.nodeOf(connection).ifPresent(nodes::add);
        }
        return nodes;
    }

    /** Both queues of each node: messages, bytes, acknowledged since the start, consumers. */
    @Override
    public Map<NodeId, WaitingMessages> waiting() {
        Map<NodeId, WaitingMessages> all = new HashMap<>();
        for (NodeId node : peers.nodes()) {
            long messages = 0;
            long bytes = 0;
            long taken = 0;
            int consumers = 0;
            for (String name : settings.names().consumedBy(node)) {
                Queue queue = queue(name);
                if (queue != null) {
                    messages += queue.getMessageCount();
                    bytes += queue.getPersistentSize();
                    taken += queue.getMessagesAcknowledged();
                    consumers += queue.getConsumerCount();
                }
            }
            all.put(node, new WaitingMessages(messages, bytes, taken, consumers));
        }
        return all;
    }

    /** Pauses or resumes a node's queue for ordinary documents, durably. Idempotent. */
    @Override
    public void pause(NodeId node, boolean paused) {
        Queue queue = queue(settings.names().down(node));
        if (queue != null && queue.isPaused() != paused) {
            if (paused) {
                queue.pause(true);
            } else {
                queue.resume();
            }
        }
    }

    @Override
    public void drain(NodeId node, Consumer<byte[]> taken) {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            connection.start();
            for (String name : settings.names().consumedBy(node)) {
                try (MessageConsumer documents = session.createConsumer(session.createQueue(name), DOCUMENTS)) {
                    for (Message next = documents.receiveNoWait(); next != null; next = documents.receiveNoWait()) {
                        taken.accept(next.getBody(byte[].class));
                        session.commit();
                    }
                }
            }
        } catch (JMSException e) {
            throw new TryLater(Fault.LINE_DOWN, e);
        }
    }

    /** The nodes that exceeded their quota since the last call. */
    public Set<NodeId> overQuota() {
        return quota.refused();
    }

    /** The hub's own connections, inside this process, with every right. */
    public ConnectionFactory connections() {
        return connections;
    }

    /** The id of the connection in use; null while there is none. */
    @Nullable
    Object ownConnection() {
        return connections.id();
    }

    /** A connection that the hub does not manage, for tests. */
    ConnectionFactory inside() {
        return inside;
    }

    /** For tests, which trigger its looks themselves. */
    StaleConnections stale() {
        return stale;
    }

    /** For tests that inspect the broker. */
    ActiveMQServer server() {
        return server;
    }

    /** The port nodes connect to. */
    public int port() {
        if (server.getRemotingService().getAcceptor(BrokerConfiguration.ACCEPTOR) instanceof NettyAcceptor acceptor) {
            return acceptor.getActualPort();
        }
        throw new IllegalStateException("the broker does not listen");
    }

    public BrokerHealth health() {
        double limit = settings.maxDiskUsagePercent() / 100d;
        if (!server.isActive()) {
            return new BrokerHealth(false, 0, limit, 0, 0, List.of(), stale.consumersClosed());
        }
        List<BrokerHealth.QueueHealth> queues = new ArrayList<>();
        settings.names().all(peers.nodes()).forEach(name -> {
            Queue queue = queue(name);
            if (queue != null) {
                queues.add(health(name, queue));
            }
        });
        double memory = (double) server.getPagingManager().getGlobalSize() / settings.globalMaxBytes();
        return new BrokerHealth(
                true,
                diskUsed(),
                limit,
                memory,
                server.getConnectionCount(),
                List.copyOf(queues),
                stale.consumersClosed());
    }

    /** Measured now: the broker itself measures once a second, and not in its first second. */
    private double diskUsed() {
        try {
            FileStore disk = Files.getFileStore(folder);
            return 1 - (double) disk.getUsableSpace() / disk.getTotalSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("looking at the disk of " + folder, e);
        }
    }

    private BrokerHealth.QueueHealth health(String name, Queue queue) {
        return new BrokerHealth.QueueHealth(
                name,
                queue.getMessageCount(),
                queue.getDeliveringCount(),
                queue.getScheduledCount(),
                queue.getConsumerCount(),
                oldest(queue),
                queue.getPersistentSize(),
                queue.getMessagesAdded(),
                queue.getMessagesAcknowledged(),
                redeliveries.of(queue.getName()),
                queue.getMessagesKilled(),
                queue.getMessagesExpired(),
                queue.isPaused());
    }

    /** Since when the oldest message waits, whether queued, scheduled or being delivered. */
    private static Optional<Instant> oldest(Queue queue) {
        Stream<MessageReference> waiting = Stream.ofNullable(queue.peekFirstMessage());
        Stream<MessageReference> later =
                queue.getScheduledCount() == 0 ? Stream.empty() : queue.getScheduledMessages().stream();
        Stream<MessageReference> out = queue.getDeliveringCount() == 0
                ? Stream.empty()
                : queue.getDeliveringMessages().values().stream().flatMap(List::stream);
        return Stream.of(waiting, later, out)
                .flatMap(all -> all)
                .map(one -> one.getMessage().getIngressTimestamp())
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .map(Instant::ofEpochMilli);
    }

    /** The messages in a queue, up to a number; empty if it is no queue of the hub. Consumes none. */
    public Optional<List<BrowsedMessage>> browse(String name, int most) {
        Queue queue = settings.names().all(peers.nodes()).anyMatch(name::equals) ? queue(name) : null;
        return Optional.ofNullable(queue).map(found -> BrowsedMessage.in(found, most));
    }

    /** Null while the broker does not run. */
    private @Nullable Queue queue(String name) {
        return server.isActive() ? server.locateQueue(SimpleString.of(name)) : null;
    }

    /** The sender that the broker writes on the hub's own messages. */
    public static String self() {
        return BrokerAuthorization.HUB;
    }

    /** Whether a message of this sender is the hub's own. */
    public static boolean isHub(String sender) {
        return BrokerAuthorization.HUB.equals(sender);
    }

    /** Stops; accepted messages are in the journal. */
    @Override
    public void close() {
        watch.shutdown();
        connections.close();
        inside.close();
        stop();
    }

    private void stop() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the broker did not stop in order: " + e.getMessage(), e);
        }
    }
}
