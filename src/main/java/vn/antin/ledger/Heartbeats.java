package vn.antin.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.Tx;
import vn.antin.wire.Heartbeat;

/**
 * At the hub: the last heartbeat of each node, its state and the start of it, and its last day in slots of half an
 * hour.
 */
public final class Heartbeats {

    /** Slots of a day. */
    public static final int SLOTS = 48;

    /** Length of a slot. */
    public static final Duration SLOT = Duration.ofDays(1).dividedBy(SLOTS);

    private static final String NEW = "NEVER";

    /**
     * The last heartbeat of a node.
     *
     * @param state as judged last
     * @param since start of the state
     * @param first time of the first heartbeat
     * @param heard time of the last heartbeat
     * @param directory serial of the edition that the node worked by then
     */
    public record LastHeartbeat(
            NodeId node, String state, Instant since, Instant first, Instant heard, Heartbeat beat, long directory) {}

    /**
     * A slot of half an hour.
     *
     * @param beats heartbeats received
     * @param documents the most documents that waited at the node
     * @param waited the longest that a document had waited there
     */
    public record Slot(Instant began, long beats, long documents, Duration waited) {}

    /**
     * Stores a heartbeat. A relaxed commit suffices, for the next one comes soon.
     *
     * @param directory serial of the edition that the node works by
     */
    public void heard(Tx tx, NodeId node, Heartbeat beat, long directory, Instant now) {
        tx.update("""
                insert into node_line (node, state, since, first_heard, stopping, version, documents, bytes, inbox, clock_wrong,
                free_bytes, certificate_days, failed, overdue, hub, directory)
                values (?, ?, ?, ?, false, '', 0, 0, 0, false, 0, 0, 0, 0, '', 0)
                on conflict do nothing
                """, node.value(), NEW, now, now);
        Duration clock = beat.clock();
        Heartbeat.Fares fares = beat.fares();
        Duration trip = fares.roundTrip();
        tx.update(
                """
                update node_line set heard = ?, stopping = ?, version = ?, documents = ?, bytes = ?,
                oldest = ?, inbox = ?,
                inbox_oldest = ?,
                last_document = ?, offset_millis = ?,
                clock_wrong = ?, free_bytes = ?, certificate_days = ?, round_trip_millis = ?,
                failed = ?, overdue = ?, hub = ?, directory = ? where node = ?
                """,
                now,
                beat.stopping(),
                beat.version(),
                beat.documents(),
                beat.bytes(),
                beat.oldest(),
                beat.inbox(),
                beat.inboxOldest(),
                beat.lastDocument(),
                clock == null ? null : clock.toMillis(),
                beat.clockWrong(),
                beat.freeBytes(),
                beat.certificateDays(),
                trip == null ? null : trip.toMillis(),
                fares.failed(),
                fares.overdue(),
                beat.hub(),
                directory,
                node.value());
        if (!beat.stopping()) {
            slot(tx, node, beat, now);
        }
    }

    private static void slot(Tx tx, NodeId node, Heartbeat beat, Instant now) {
        Instant began = began(now);
        int slot = (int) (now.getEpochSecond() / SLOT.toSeconds() % SLOTS);
        Instant oldest = beat.oldest();
        long waited =
                oldest == null ? 0 : Math.max(0, Duration.between(oldest, now).toSeconds());
        tx.update("delete from node_slot where node = ? and slot = ? and began < ?", node.value(), slot, began);
        tx.update(
                "insert into node_slot (node, slot, began, beats, documents, waited) values (?, ?, ?, 0, 0, 0) on"
                        + " conflict do nothing",
                node.value(),
                slot,
                began);
        tx.update(
                "update node_slot set beats = beats + 1, documents = greatest(documents, ?), waited ="
                        + " greatest(waited, ?) where node = ? and slot = ?",
                beat.documents(),
                waited,
                node.value(),
                slot);
    }

    /** Start of the slot that contains a moment. */
    public static Instant began(Instant moment) {
        return Instant.ofEpochSecond(moment.getEpochSecond() / SLOT.toSeconds() * SLOT.toSeconds());
    }

    /** Sets the state of a node; false when it was so already. */
    public boolean setState(Tx tx, NodeId node, String state, Instant since) {
        return tx.update(
                        "update node_line set state = ?, since = ? where node = ? and state <> ?",
                        state,
                        since,
                        node.value(),
                        state)
                == 1;
    }

    /** Every node that ever sent a heartbeat. */
    public Map<NodeId, LastHeartbeat> all(Tx tx) {
        Map<NodeId, LastHeartbeat> all = new HashMap<>();
        tx.query("select * from node_line", Heartbeats::lastHeartbeat).forEach(one -> all.put(one.node(), one));
        return all;
    }

    /** Documents for each node that are not in its queues yet. */
    public Map<NodeId, Long> unsent(Tx tx) {
        return byNode(
                tx,
                "select node, count(*) as total from outbox where node is not null and kind <> 'RECEIPTS' group by node");
    }

    /** Bytes of large parts that each node has not confirmed yet. */
    public Map<NodeId, Long> parts(Tx tx) {
        return byNode(
                tx,
                "select c.node, sum(s.size) as total from carried c join stored_part s on s.document = c.document"
                        + " where c.final_at is null group by c.node");
    }

    private static Map<NodeId, Long> byNode(Tx tx, String sql) {
        record Sum(NodeId node, long total) {}
        return tx.list(Sum.class, sql).stream().collect(Collectors.toMap(Sum::node, Sum::total));
    }

    /** The last day of these nodes, the oldest slot first. */
    public Map<NodeId, List<Slot>> day(Tx tx, Collection<NodeId> nodes, Instant now) {
        record NodeSlot(NodeId node, Instant began, long beats, long documents, long waited) {

            Slot slot() {
                return new Slot(began, beats, documents, Duration.ofSeconds(waited));
            }
        }
        Instant from = began(now).minus(SLOT.multipliedBy(SLOTS - 1L));
        return tx
                .list(
                        NodeSlot.class,
                        "select * from node_slot where node in (<nodes>) and began >= :from order by began",
                        Map.of("nodes", nodes, "from", from))
                .stream()
                .collect(
                        Collectors.groupingBy(NodeSlot::node, Collectors.mapping(NodeSlot::slot, Collectors.toList())));
    }

    private static LastHeartbeat lastHeartbeat(Columns row) {
        Optional<Long> offset = row.maybeNumber("offset_millis");
        return new LastHeartbeat(
                new NodeId(row.text("node")),
                row.text("state"),
                row.instant("since"),
                row.instant("first_heard"),
                row.instant("heard"),
                new Heartbeat(
                        row.maybeText("version").orElse(""),
                        row.number("documents"),
                        row.number("bytes"),
                        row.maybeInstant("oldest").orElse(null),
                        row.number("inbox"),
                        row.maybeInstant("inbox_oldest").orElse(null),
                        row.maybeInstant("last_document").orElse(null),
                        offset.map(Duration::ofMillis).orElse(null),
                        row.flag("clock_wrong"),
                        row.number("free_bytes"),
                        (int) row.number("certificate_days"),
                        row.flag("stopping"),
                        new Heartbeat.Fares(
                                row.maybeNumber("round_trip_millis")
                                        .map(Duration::ofMillis)
                                        .orElse(null),
                                row.number("failed"),
                                row.number("overdue")),
                        row.text("hub")),
                row.number("directory"));
    }
}
