package vn.antin.observe;

import java.time.Instant;

/**
 * Something that should move and does not.
 *
 * @param subject which of its kind: a queue, a route; empty where there is one only
 * @param since when it last moved
 * @param count of what waits, or of runs that failed
 * @param of how many runs there were; 0 where nothing is compared
 * @param blocks whether nothing is delivered while it lasts
 */
public record Stall(StallKind kind, String subject, Instant since, long count, long of, boolean blocks) {

    /** What does not move. */
    public enum StallKind {
        /** The first of a queue stays the first, or what is taken is next to nothing of what waits. */
        QUEUE,
        /** Most runs of a route are rolled back. */
        ROUTE,
        /** Receipts do not come back although the line is up. */
        RECEIPTS,
        /** A message through the hub and back does not return. */
        PROBE,
        /** Nothing can be read from the ledger: its disk or its server stands still. */
        LEDGER
    }
}
