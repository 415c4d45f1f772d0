package vn.antin.ledger.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.ledger.Direction;
import vn.antin.ledger.Outbox;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.StoppedRoutes;
import vn.antin.ledger.StoredParts;
import vn.antin.ledger.Timeline;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.query.NodeOverview.CountAndAge;

/** Gauges of the work that waits in the ledger, for monitoring: counts and ages, each read along an index. */
public final class LedgerGauges {

    /** Number of the newest checkpoints searched for the oldest one without proof. */
    private static final int SEARCHED = 64;

    private final Repositories repositories;

    /**
     * A queue.
     *
     * @param oldest when its first entry was queued; null when it is empty, or that is unknown
     * @param bytes 0 where bytes are not counted
     */
    public record Queue(String name, long count, @Nullable Instant oldest, long bytes) {}

    /**
     * One reading of all gauges.
     *
     * @param unproved since when the log has had no time-stamp (hub) or no witness (node); null when all checkpoints
     *     have one
     * @param stopped the routes stopped by an operator
     * @param moving the outbox by lane, without rows held back by an operator
     * @param unanswered since when the hub has not answered a document that it has, parts included; null when none is
     *     open
     */
    public record GaugeReading(
            List<Queue> queues,
            long overdue,
            @Nullable Instant overdueSince,
            long deadLetters,
            List<Timeline.Alarm> alarms,
            @Nullable Instant unproved,
            List<StoppedRoutes.StoppedRoute> stopped,
            List<Moving> moving,
            @Nullable Instant unanswered) {

        public GaugeReading {
            moving = List.copyOf(moving);
            queues = List.copyOf(queues);
            alarms = List.copyOf(alarms);
            stopped = List.copyOf(stopped);
        }
    }

    /** The sendable rows of one lane: their count and the number of the first. */
    public record Moving(String name, long count, long first) {}

    public LedgerGauges(Repositories repositories) {
        this.repositories = repositories;
    }

    /**
     * Reads all gauges.
     *
     * @param hosted the agencies whose inbox is counted
     * @param hub true to count time-stamps as proof of a checkpoint, false to count witnesses
     */
    public GaugeReading now(Set<AgencyCode> hosted, boolean hub) {
        return repositories.ledger().read(tx -> {
            List<Queue> queues = new ArrayList<>(outbox(tx));
            if (!hub) {
                queues.add(inbox(tx, hosted));
                queues.add(parts(tx, "parts.up", StoredParts.PartDirection.UP));
                queues.add(parts(tx, "parts.down", StoredParts.PartDirection.DOWN));
            }
            CountAndAge overdue = NodeOverview.overdueSince(tx);
            return new GaugeReading(
                    queues,
                    overdue.count(),
                    overdue.oldest(),
                    NodeOverview.deadLetters(tx),
                    repositories.timeline().alarms(tx),
                    unproved(tx, hub),
                    StoppedRoutes.all(tx),
                    moving(tx),
                    hub ? null : unanswered(tx));
        });
    }

    private static Collection<Queue> outbox(Tx tx) {
        // A receipt has no document: its age is the time since its last attempt.
        record LaneQueue(Outbox.Lane lane, long count, Instant oldest) {}
        Map<Outbox.Lane, Queue> all = new EnumMap<>(Outbox.Lane.class);
        for (Outbox.Lane lane : Outbox.Lane.values()) {
            all.put(lane, new Queue(name(lane), 0, null, 0));
        }
        tx.list(LaneQueue.class, """
                        select o.lane, count(*) as count, min(coalesce(d.stored, o.due)) as oldest
                        from outbox o left join document d on d.id = o.document group by o.lane
                        """)
                .forEach(one -> all.put(one.lane(), new Queue(name(one.lane()), one.count(), one.oldest(), 0)));
        return all.values();
    }

    private static List<Moving> moving(Tx tx) {
        record Rows(Outbox.Lane lane, long count, long first) {}
        return tx.list(Rows.class, """
                        select lane, count(*) as count, min(id) as first from outbox
                        where state <> 'HELD' and (kind = 'RECEIPTS' or not exists
                            (select 1 from paused where target = coalesce(outbox.node, '*')))
                        group by lane
                        """).stream()
                .map(rows -> new Moving(name(rows.lane()), rows.count(), rows.first()))
                .toList();
    }

    /** A document whose parts are still crossing the line is not counted: no answer is due yet. */
    private static @Nullable Instant unanswered(Tx tx) {
        return tx.one(Instant.class, """
                        select min(since) from copy where state = 'SENT' and not exists
                            (select 1 from transfer t where t.document = copy.document and t.done = false)
                        """).orElse(null);
    }

    private static String name(Outbox.Lane lane) {
        return switch (lane) {
            case NORMAL -> "out";
            case PROOFS -> "out.receipts";
            case URGENT -> "out.urgent";
        };
    }

    private static Queue inbox(Tx tx, Set<AgencyCode> hosted) {
        CountAndAge inbox = NodeOverview.inbox(tx, hosted);
        return new Queue("inbox", inbox.count(), inbox.oldest(), 0);
    }

    private static Queue parts(Tx tx, String name, StoredParts.PartDirection direction) {
        record Parts(long count, @Nullable Instant oldest, long bytes) {}
        Parts parts = tx.one(
                        Parts.class,
                        "select count(*) as count, min(since) as oldest, coalesce(sum(size), 0) as bytes from transfer"
                                + " where direction = ? and done = false",
                        direction)
                .orElseThrow();
        return new Queue(name, parts.count(), parts.oldest(), parts.bytes());
    }

    /** Only the newest checkpoints can be without proof: everything older was proved before. */
    private @Nullable Instant unproved(Tx tx, boolean hub) {
        record KeptCounts(Instant at, boolean proved) {}
        String proof = hub ? "time_stamp" : "witness_checkpoint";
        List<KeptCounts> newest = tx.list(
                KeptCounts.class,
                "select at, " + proof + " is not null as proved from checkpoint"
                        + " where origin = ? and own = true order by origin, size desc, seq limit ?",
                repositories.log().origin(tx),
                SEARCHED);
        Instant since = null;
        for (KeptCounts kept : newest) {
            if (kept.proved()) {
                break;
            }
            since = kept.at();
        }
        return since;
    }

    /** An event of a document, in the order it was recorded, for counters. */
    public record CountedEvent(
            long number, String what, Instant at, Direction direction, String urgency, Instant stored, long bytes) {}

    /** The events of this hub or node after a number. For counters only: an event may appear twice, or late. */
    public List<CountedEvent> after(long number, boolean hub, int most) {
        String size = "(select coalesce(sum(octet_length(content)), 0) from part where document = d.id)"
                + " + (select coalesce(sum(size), 0) from stored_part where document = d.id)";
        String sql = hub
                ? "select e.seq as number, e.event as what, e.at, d.direction, d.urgency, d.stored, " + size
                        + " as bytes from evidence e join document d on d.id = e.document"
                        + " where e.seq > ? order by e.seq limit ?"
                : "select e.seq as number, e.what, e.at, d.direction, d.urgency, d.stored, "
                        + "case when e.what in ('ACCEPTED', 'ARRIVED') then " + size + " else 0 end as bytes"
                        + " from event e join document d on d.id = e.document where e.seq > ? order by e.seq limit ?";
        return repositories.ledger().read(tx -> tx.list(CountedEvent.class, sql, number, most));
    }

    /** The last event number. */
    public long last(boolean hub) {
        return last(hub ? "evidence" : "event");
    }

    /**
     * The fault codes after a number: of dead letters, or of refused submissions.
     *
     * @param letters true for dead letters
     */
    public List<Refusal> refusals(boolean letters, long number, int most) {
        return repositories
                .ledger()
                .read(tx -> tx.list(
                        Refusal.class,
                        "select seq as number, code from " + (letters ? "dead_letter" : "refusal")
                                + " where seq > ? order by seq limit ?",
                        number,
                        most));
    }

    /** The last number of a dead letter or refusal. */
    public long lastRefusal(boolean letters) {
        return last(letters ? "dead_letter" : "refusal");
    }

    /** A refusal with its fault code. */
    public record Refusal(long number, String code) {}

    private long last(String table) {
        return repositories.ledger().read(tx -> tx.number("select max(seq) from " + table));
    }
}
