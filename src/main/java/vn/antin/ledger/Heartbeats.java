package vn.antin.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.Condition;
import vn.antin.ledger.db.Tx;
import vn.antin.wire.Heartbeat;

/** At the hub: what each node last said of itself, since when it stands so, and its last day in half hours. */
public final class Heartbeats {

    /** So many slots make a day. */
    public static final int SLOTS = 48;

    /** One slot of the day. */
    public static final Duration SLOT = Duration.ofDays(1).dividedBy(SLOTS);

    private static final String NEW = "NEVER";

    /**
     * What is known of a node.
     *
     * @param state as it was last judged
     * @param since when it became so
     * @param first when it greeted for the first time
     * @param heard when it last greeted
     */
    public record LastHeartbeat(
            NodeId node, String state, Instant since, Instant first, Instant heard, Heartbeat beat) {}

    /**
     * Half an hour of a node.
     *
     * @param beats greetings heard
     * @param documents the most that waited there
     * @param waited the longest that one had waited there
     */
    public record Slot(Instant began, long beats, long documents, Duration waited) {}

    /** What a greeting says. Relaxed will do: the next one comes soon. */
    public void heard(Tx tx, NodeId node, Heartbeat beat, Instant now) {
        tx.update("""
                insert into node_line (node, state, since, first_heard, stopping, version, documents, bytes, inbox, clock_wrong,
                free_bytes, certificate_days, failed, overdue) values (?, ?, ?, ?, false, '', 0, 0, 0, false, 0, 0, 0, 0)
                on conflict do nothing
                """, node.value(), NEW, now, now);
        Duration clock = beat.clock();
        Heartbeat.Fares fares = beat.fares();
        Duration trip = fares.roundTrip();
        tx.update(
                """
                update node_line set heard = ?, stopping = ?, version = ?, documents = ?, bytes = ?,
                oldest = cast(? as timestamp with time zone), inbox = ?,
                inbox_oldest = cast(? as timestamp with time zone),
                last_document = cast(? as timestamp with time zone), offset_millis = cast(? as bigint),
                clock_wrong = ?, free_bytes = ?, certificate_days = ?, round_trip_millis = cast(? as bigint),
                failed = ?, overdue = ? where node = ?
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

    /** When the slot began that a moment is in. */
    public static Instant began(Instant moment) {
        return Instant.ofEpochSecond(moment.getEpochSecond() / SLOT.toSeconds() * SLOT.toSeconds());
    }

    /** How it stands from now on; false when it stood so already. */
    public boolean stands(Tx tx, NodeId node, String state, Instant since) {
        return tx.update(
                        "update node_line set state = ?, since = ? where node = ? and state <> ?",
                        state,
                        since,
                        node.value(),
                        state)
                == 1;
    }

    /** Every node that was ever heard. */
    public Map<NodeId, LastHeartbeat> all(Tx tx) {
        Map<NodeId, LastHeartbeat> all = new HashMap<>();
        tx.query("select * from node_line", Heartbeats::kept).forEach(one -> all.put(one.node(), one));
        return all;
    }

    /** Documents for each node that are not in its queues yet. */
    public Map<NodeId, Long> unsent(Tx tx) {
        Map<NodeId, Long> unsent = new HashMap<>();
        tx.query(
                        "select node, count(*) as n from outbox where node is not null and kind <> 'RECEIPTS' group by"
                                + " node",
                        row -> Map.entry(new NodeId(row.text("node")), row.number("n")))
                .forEach(one -> unsent.put(one.getKey(), one.getValue()));
        return unsent;
    }

    /** Bytes of large parts that each node has not confirmed yet. */
    public Map<NodeId, Long> parts(Tx tx) {
        Map<NodeId, Long> parts = new HashMap<>();
        tx.query(
                        "select c.node, sum(s.size) as n from carried c join stored_part s on s.document = c.document"
                                + " where c.final_at is null group by c.node",
                        row -> Map.entry(new NodeId(row.text("node")), row.number("n")))
                .forEach(one -> parts.put(one.getKey(), one.getValue()));
        return parts;
    }

    /** The day of these nodes, the oldest slot first. */
    public Map<NodeId, List<Slot>> day(Tx tx, Collection<NodeId> nodes, Instant now) {
        Map<NodeId, List<Slot>> days = new HashMap<>();
        Instant from = began(now).minus(SLOT.multipliedBy(SLOTS - 1L));
        List<Object> values = new ArrayList<>(nodes.stream().map(NodeId::value).toList());
        values.add(from);
        tx.query(
                        "select node, began, beats, documents, waited from node_slot where node in ("
                                + Condition.places(nodes.size()) + ") and began >= ? order by began",
                        row -> Map.entry(new NodeId(row.text("node")), slot(row)),
                        values.toArray())
                .forEach(one -> days.computeIfAbsent(one.getKey(), unused -> new ArrayList<>())
                        .add(one.getValue()));
        return days;
    }

    private static Slot slot(Columns row) {
        return new Slot(
                row.instant("began"),
                row.number("beats"),
                row.number("documents"),
                Duration.ofSeconds(row.number("waited")));
    }

    private static LastHeartbeat kept(Columns row) {
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
                                row.number("overdue"))));
    }
}
