package vn.antin.ledger.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.ledger.Outbox;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.StoppedRoutes;
import vn.antin.ledger.StoredParts;
import vn.antin.ledger.Timeline;
import vn.antin.ledger.db.Condition;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.query.DocumentView.Direction;

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
            Queue overdue =
                    queue(tx, "overdue", "select count(*) as n, min(since) as oldest from copy where overdue = true");
            long dead = tx.one("select count(*) as n from dead_letter", row -> row.number("n"))
                    .orElse(0L);
            return new GaugeReading(
                    queues,
                    overdue.count(),
                    overdue.oldest(),
                    dead,
                    repositories.timeline().alarms(tx),
                    unproved(tx, hub),
                    StoppedRoutes.all(tx),
                    moving(tx),
                    hub ? null : unanswered(tx));
        });
    }

    private static List<Queue> outbox(Tx tx) {
        // A receipt has no document: its age is the time since its last attempt.
        List<Queue> found = tx.query(
                """
                select o.lane, count(*) as n, min(coalesce(d.stored, o.due)) as oldest
                from outbox o left join document d on d.id = o.document group by o.lane
                """,
                row -> new Queue(name(row.one(Outbox.Lane.class, "lane")), row.number("n"), row.instant("oldest"), 0));
        List<Queue> all = new ArrayList<>();
        for (Outbox.Lane lane : Outbox.Lane.values()) {
            all.add(found.stream()
                    .filter(queue -> queue.name().equals(name(lane)))
                    .findFirst()
                    .orElse(new Queue(name(lane), 0, null, 0)));
        }
        return all;
    }

    private static List<Moving> moving(Tx tx) {
        return tx.query(
                """
                select lane, count(*) as n, min(id) as first from outbox
                where state <> 'HELD' and (kind = 'RECEIPTS' or not exists
                    (select 1 from paused where target = coalesce(outbox.node, '*')))
                group by lane
                """, row -> new Moving(name(row.one(Outbox.Lane.class, "lane")), row.number("n"), row.number("first")));
    }

    /** A document whose parts are still crossing the line is not counted: no answer is due yet. */
    private static @Nullable Instant unanswered(Tx tx) {
        return queue(tx, "unanswered", """
                select count(*) as n, min(since) as oldest from copy where state = 'SENT' and not exists
                    (select 1 from transfer t where t.document = copy.document and t.done = false)
                """).oldest();
    }

    private static String name(Outbox.Lane lane) {
        return switch (lane) {
            case NORMAL -> "out";
            case PROOFS -> "out.receipts";
            case URGENT -> "out.urgent";
        };
    }

    private static Queue inbox(Tx tx, Set<AgencyCode> hosted) {
        if (hosted.isEmpty()) {
            return new Queue("inbox", 0, null, 0);
        }
        return queue(
                tx,
                "inbox",
                "select count(*) as n, min(since) as oldest from arrival where agency in ("
                        + Condition.places(hosted.size()) + ") and state in ('OFFERED', 'LEASED')",
                hosted.stream().map(AgencyCode::value).toArray());
    }

    private static Queue parts(Tx tx, String name, StoredParts.PartDirection direction) {
        return tx.one(
                        "select count(*) as n, min(since) as oldest, coalesce(sum(size), 0) as size from transfer"
                                + " where direction = ? and done = false",
                        row -> new Queue(
                                name,
                                row.number("n"),
                                row.maybeInstant("oldest").orElse(null),
                                row.number("size")),
                        direction)
                .orElseThrow();
    }

    private static Queue queue(Tx tx, String name, String sql, @Nullable Object... values) {
        return tx.one(
                        sql,
                        row -> new Queue(
                                name,
                                row.number("n"),
                                row.maybeInstant("oldest").orElse(null),
                                0),
                        values)
                .orElseThrow();
    }

    /** Only the newest checkpoints can be without proof: everything older was proved before. */
    private @Nullable Instant unproved(Tx tx, boolean hub) {
        record KeptCounts(Instant at, boolean proved) {}
        String proof = hub ? "time_stamp" : "witness_checkpoint";
        List<KeptCounts> newest = tx.query(
                "select at, case when " + proof + " is null then 0 else 1 end as proved from checkpoint"
                        + " where origin = ? and own = true order by origin, size desc, seq limit ?",
                row -> new KeptCounts(row.instant("at"), row.number("proved") == 1),
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
                ? "select l.seq, e.event as what, e.at, d.direction, d.urgency, d.stored, " + size + " as size"
                        + " from leaf l join evidence e on e.id = l.evidence join document d on d.id = e.document"
                        + " where l.seq > ? order by l.seq limit ?"
                : "select e.seq, e.what, e.at, d.direction, d.urgency, d.stored, "
                        + "case when e.what in ('ACCEPTED', 'ARRIVED') then " + size + " else 0 end as size"
                        + " from event e join document d on d.id = e.document where e.seq > ? order by e.seq limit ?";
        return repositories
                .ledger()
                .read(tx -> tx.query(
                        sql,
                        row -> new CountedEvent(
                                row.number("seq"),
                                row.text("what"),
                                row.instant("at"),
                                row.one(Direction.class, "direction"),
                                row.text("urgency"),
                                row.instant("stored"),
                                row.number("size")),
                        number,
                        most));
    }

    /** The last event number. */
    public long last(boolean hub) {
        return last(hub ? "leaf" : "event");
    }

    /**
     * The fault codes after a number: of dead letters, or of refused submissions.
     *
     * @param letters true for dead letters
     */
    public List<Refusal> refusals(boolean letters, long number, int most) {
        return repositories
                .ledger()
                .read(tx -> tx.query(
                        "select seq, code from " + (letters ? "dead_letter" : "refusal")
                                + " where seq > ? order by seq limit ?",
                        row -> new Refusal(row.number("seq"), row.text("code")),
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
        return repositories
                .ledger()
                .read(tx ->
                        tx.query("select seq from " + table + " order by seq desc limit 1", row -> row.number("seq")))
                .stream()
                .findFirst()
                .orElse(0L);
    }
}
