package vn.antin.ledger.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.query.NodeOverview.CountAndAge;

/**
 * The work that waits at a node: for the line, and for the agency's software.
 *
 * @param documents documents that have not left
 * @param bytes their estimated size on the line
 * @param oldest submission of the first of them; null when there is none
 * @param inbox documents that the agency's software has not taken
 * @param inboxOldest arrival of the first of those
 * @param lastDocument when a document was last sent or received; null when never
 */
public record WaitingWork(
        long documents,
        long bytes,
        @Nullable Instant oldest,
        long inbox,
        @Nullable Instant inboxOldest,
        @Nullable Instant lastDocument) {

    /**
     * Documents measured; the others are estimated by the average, so that a long outage does not read all of them each
     * time.
     */
    private static final int MEASURED = 200;

    private record Measured(
            long count, long bytes, @Nullable Instant oldest) {}

    /** Reads the numbers. */
    public static WaitingWork of(Tx tx) {
        long unsent = tx.number("select count(distinct document) from outbox where kind = 'ENVELOPE'");
        Measured measured = tx.one(Measured.class, """
                        select count(*) as count, min(d.stored) as oldest, coalesce(sum(octet_length(d.envelope)), 0)
                            + coalesce(sum((select sum(octet_length(p.content)) from part p where p.document = d.id)), 0)
                            as bytes
                        from document d where d.id in
                            (select document from outbox where kind = 'ENVELOPE' order by id limit ?)
                        """, MEASURED).orElseThrow();
        CountAndAge inbox = tx.one(
                        CountAndAge.class,
                        "select count(*) as count, min(since) as oldest from arrival where state in ('OFFERED', 'LEASED')")
                .orElseThrow();
        long parts = tx.number("select sum(size) from transfer where direction = 'UP' and done = false");
        long inline = measured.count() == 0 ? 0 : measured.bytes() * unsent / measured.count();
        return new WaitingWork(unsent, inline + parts, measured.oldest(), inbox.count(), inbox.oldest(), last(tx));
    }

    private static @Nullable Instant last(Tx tx) {
        Instant out = NodeOverview.last(tx, "OUT");
        Instant in = NodeOverview.last(tx, "IN");
        return out == null || (in != null && in.isAfter(out)) ? in : out;
    }
}
