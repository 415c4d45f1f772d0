package vn.antin.node.broker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.apache.activemq.artemis.api.core.ActiveMQDisconnectedException;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes stale connections at the broker with their consumers; their unacknowledged messages go back to the queue. The
 * broker keeps a connection whose client is gone, so that the client may reattach; this program's clients never do, and
 * inside the process no timeout would ever end it.
 *
 * <p>A suspect must be one at several looks in a row. Looks are counted instead of seconds: a process that stood still
 * has not looked meanwhile.
 */
final class StaleConnections {

    /** Interval of {@link #look}, in seconds. */
    static final int EVERY_SECONDS = 10;

    /** Looks after which a suspect is closed. */
    static final int SUSPECT = 6;

    /** Looks after which a message of the hub's own consumers must be settled: five minutes. */
    static final int LONGEST_WORK = 30;

    /** The same for a node, which may have a slow line and a slow disk: fifteen minutes. */
    static final int LONGEST_WORK_OF_NODE = 90;

    private static final Logger log = LoggerFactory.getLogger(StaleConnections.class);

    private final ActiveMQServer server;
    private final Supplier<@Nullable Object> own;
    private final Map<Object, Integer> suspects = new HashMap<>();
    private final LongAdder consumersClosed = new LongAdder();
    private volatile Supplier<Map<String, Integer>> expected = Map::of;

    /** A consumer and its oldest unacknowledged message: the same one at the next look has not moved. */
    private record Holding(Object connection, long consumer, long message) {}

    /** The consumers of one connection at a queue. */
    private record Share(String queue, Object connection) {}

    /**
     * Watches this broker.
     *
     * @param own id of the hub's own connection in use; null while it has none
     */
    StaleConnections(ActiveMQServer server, Supplier<@Nullable Object> own) {
        this.server = server;
        this.own = own;
    }

    /** Sets how many consumers a connection may have at a queue; other queues are not compared. */
    void expect(Supplier<Map<String, Integer>> consumersByQueue) {
        expected = consumersByQueue;
    }

    /** Consumers closed since the start. */
    long consumersClosed() {
        return consumersClosed.sum();
    }

    /** Compares once; a repeat only counts as one more look. */
    synchronized void look() {
        Map<Object, RemotingConnection> connections = new HashMap<>();
        server.getRemotingService().getConnections().forEach(each -> connections.put(each.getID(), each));
        Map<Object, List<ServerConsumer>> consumers = new HashMap<>();
        for (ServerSession session : server.getSessions()) {
            consumers
                    .computeIfAbsent(session.getConnectionID(), unused -> new ArrayList<>())
                    .addAll(session.getServerConsumers());
        }
        Set<Object> looked = new HashSet<>();
        Map<Object, String> stale = new LinkedHashMap<>();
        Object ownNow = own.get();
        connections.forEach((id, connection) -> {
            if (!connection.getTransportConnection().isOpen()) {
                stale.put(id, "its client is gone");
            } else if (BrokerAuthorization.inside(connection) && !id.equals(ownNow) && suspect(id, SUSPECT, looked)) {
                stale.putIfAbsent(id, "the hub uses another connection");
            }
        });
        consumers.keySet().stream()
                .filter(id -> !connections.containsKey(id) && suspect(id, SUSPECT, looked))
                .forEach(id -> stale.putIfAbsent(id, "its connection is gone"));
        surplus(connections, consumers, looked, stale);
        consumers.forEach((id, all) -> {
            RemotingConnection connection = connections.get(id);
            int longest =
                    connection == null || BrokerAuthorization.inside(connection) ? LONGEST_WORK : LONGEST_WORK_OF_NODE;
            if (all.stream().anyMatch(one -> stuck(id, one, longest, looked))) {
                stale.putIfAbsent(id, "a message was neither confirmed nor given back in time");
            }
        });
        suspects.keySet().retainAll(looked);
        stale.forEach(this::close);
    }

    /**
     * Of a node only the newest connection counts; of any connection as many consumers at a queue as the program has.
     */
    private void surplus(
            Map<Object, RemotingConnection> connections,
            Map<Object, List<ServerConsumer>> consumers,
            Set<Object> looked,
            Map<Object, String> stale) {
        Map<String, Integer> most = expected.get();
        Map<String, RemotingConnection> newest = new HashMap<>();
        Map<Share, Integer> shares = new HashMap<>();
        consumers.forEach((id, all) -> {
            RemotingConnection connection = connections.get(id);
            if (connection != null && !stale.containsKey(id)) {
                all.forEach(one -> {
                    String queue = one.getQueue().getName().toString();
                    shares.merge(new Share(queue, id), 1, Integer::sum);
                    newest.merge(
                            queue,
                            connection,
                            (first, second) -> first.getCreationTime() >= second.getCreationTime() ? first : second);
                });
            }
        });
        shares.forEach((share, count) -> {
            RemotingConnection best = Objects.requireNonNull(newest.get(share.queue()));
            Object id = share.connection();
            boolean older = !best.getID().equals(id)
                    && !BrokerAuthorization.inside(Objects.requireNonNull(connections.get(id)));
            boolean tooMany = count > most.getOrDefault(share.queue(), Integer.MAX_VALUE);
            if ((older || tooMany) && suspect(share, SUSPECT, looked)) {
                stale.putIfAbsent(
                        id,
                        older
                                ? "the node has a newer one"
                                : count + " consumers at " + share.queue() + " where the program has at most "
                                        + most.get(share.queue()));
            }
        });
    }

    private boolean stuck(Object connection, ServerConsumer consumer, int longest, Set<Object> looked) {
        return delivering(consumer).stream()
                .map(MessageReference::getMessageID)
                .min(Comparator.naturalOrder())
                .filter(first -> suspect(new Holding(connection, consumer.sequentialID(), first), longest, looked))
                .isPresent();
    }

    /** None for a consumer that closed meanwhile: Artemis takes its session from it, and its messages are back. */
    static List<MessageReference> delivering(ServerConsumer consumer) {
        try {
            return consumer.getDeliveringMessages();
        } catch (NullPointerException closed) {
            log.debug("a consumer closed while it was looked at", closed);
            return List.of();
        }
    }

    private boolean suspect(Object what, int times, Set<Object> looked) {
        looked.add(what);
        return suspects.merge(what, 1, Integer::sum) >= times;
    }

    /** Closes a connection with all its sessions; no effect if there is none of this id. */
    synchronized void close(Object id, String why) {
        List<ServerSession> sessions = sessions(id);
        long consumers = 0;
        long held = 0;
        for (ServerSession session : sessions) {
            for (ServerConsumer consumer : session.getServerConsumers()) {
                consumers++;
                held += delivering(consumer).size();
            }
        }
        RemotingConnection connection = server.getRemotingService().removeConnection(id);
        if (connection == null && sessions.isEmpty()) {
            return;
        }
        String whose = connection == null
                ? "nobody"
                : BrokerAuthorization.nodeOf(connection).map(Object::toString).orElse("the hub");
        if (connection != null) {
            connection.fail(new ActiveMQDisconnectedException("closed by the hub: " + why));
        }
        sessions(id).forEach(StaleConnections::close);
        consumersClosed.add(consumers);
        log.warn(
                "closed a connection of {} at the broker: {}; {} consumers closed, {} messages back in their queues",
                whose,
                why,
                consumers,
                held);
    }

    private List<ServerSession> sessions(Object connection) {
        return server.getSessions().stream()
                .filter(session -> session.getConnectionID().equals(connection))
                .toList();
    }

    private static void close(ServerSession session) {
        try {
            session.close(true);
        } catch (Exception e) {
            log.warn("a session at the broker did not close, and is tried again: {}", e.toString());
        }
    }
}
