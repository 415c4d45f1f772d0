package vn.antin.ledger.query;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import vn.antin.ledger.Direction;
import vn.antin.ledger.db.Tx;

/** The samples of each minute: traffic, waiting work and the time of receipts; kept for some days. */
public final class Samples {

    /** Length of a sample. */
    public static final Duration MINUTE = Duration.ofMinutes(1);

    private static final Duration KEPT = Duration.ofDays(8);

    private static final String SIZE =
            "coalesce(sum((select coalesce(sum(octet_length(content)), 0) from part where document = d.id)"
                    + " + (select coalesce(sum(size), 0) from stored_part where document = d.id)), 0) as bytes";

    private static final String STEP = "cast(floor(ln(greatest((cast(extract(epoch from e.at) as double precision)"
            + " - cast(extract(epoch from d.stored) as double precision)) * 1000, 1)) / ln(2) * "
            + LatencyHistogram.PER_DOUBLING
            + ") as integer)";

    /** Documents, and the encrypted bytes of their parts. */
    public record Flow(long documents, long bytes) {

        /** No traffic. */
        public static final Flow NONE = new Flow(0, 0);

        public Flow and(Flow other) {
            return new Flow(documents + other.documents, bytes + other.bytes);
        }
    }

    /**
     * The sample of a minute.
     *
     * @param came at a node, documents for its agencies; at a hub, documents from the nodes
     * @param went at a node, documents from its agencies; at a hub, relayed copies
     * @param waits the most that waited here to leave
     * @param there the most that waited at a node for the agency's software, at a hub at the nodes
     * @param took times from the submission to the receipt of arrival
     */
    public record MinuteSample(Instant began, Flow came, Flow went, long waits, long there, LatencyHistogram took) {}

    /** Start of the minute that contains a moment. */
    public static Instant minute(Instant moment) {
        return Instant.ofEpochSecond(Math.floorDiv(moment.getEpochSecond(), 60) * 60);
    }

    /** Stores a sample, once, and deletes those that are too old. */
    public void add(Tx tx, MinuteSample one) {
        tx.update(
                """
                insert into sample (began, came, came_bytes, went, went_bytes, waits, waits_there, took)
                values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                """,
                one.began(),
                one.came().documents(),
                one.came().bytes(),
                one.went().documents(),
                one.went().bytes(),
                one.waits(),
                one.there(),
                one.took().text());
        tx.update("delete from sample where began < ?", one.began().minus(KEPT));
    }

    /** The samples since a time, in order; minutes without a running process are missing. */
    public List<MinuteSample> since(Tx tx, Instant from) {
        return tx.query(
                "select * from sample where began >= ? order by began",
                row -> new MinuteSample(
                        row.instant("began"),
                        new Flow(row.number("came"), row.number("came_bytes")),
                        new Flow(row.number("went"), row.number("went_bytes")),
                        row.number("waits"),
                        row.number("waits_there"),
                        LatencyHistogram.read(row.text("took"))),
                from);
    }

    /** The documents of a direction stored in a period. */
    public Flow stored(Tx tx, Direction direction, Instant from, Instant until) {
        return tx.one(
                        Flow.class,
                        "select count(*) as documents, " + SIZE
                                + " from document d where d.direction = ? and d.stored >= ? and d.stored < ?",
                        direction,
                        from,
                        until)
                .orElse(Flow.NONE);
    }

    /** At a node: the times to the receipts of arrival that came in a period. */
    public LatencyHistogram receipts(Tx tx, Instant from, Instant until) {
        LatencyHistogram histogram = new LatencyHistogram();
        record Bucket(int step, long total) {}
        tx.list(
                        Bucket.class,
                        "select " + STEP
                                + " as step, count(*) as total from event e join document d on d.id = e.document"
                                + " where e.at >= ? and e.at < ? and e.what = 'ContentConsignment' and d.direction = 'OUT'"
                                + " group by 1",
                        from,
                        until)
                .forEach(bucket -> histogram.add(bucket.step(), bucket.total()));
        return histogram;
    }

    /** At a hub: the relayed copies, by its evidence after one number and up to another. */
    public Flow passed(Tx tx, long after, long upTo) {
        return tx.one(
                        Flow.class,
                        "select count(*) as documents, " + SIZE
                                + " from evidence e join document d on d.id = e.document"
                                + " where e.seq > ? and e.seq <= ? and e.event = 'RELAY_ACCEPTANCE'",
                        after,
                        upTo)
                .orElse(Flow.NONE);
    }
}
