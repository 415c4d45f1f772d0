package vn.antin.observe;

import java.time.Instant;

/**
 * Something that should move and does not.
 *
 * @param subject of its kind: a queue, a route; empty where there is one only
 * @param since when it last moved
 * @param count messages that wait, or runs that failed
 * @param of number of runs; 0 where nothing is compared
 * @param blocks whether nothing is delivered while it lasts
 */
public record Stall(StallKind kind, String subject, Instant since, long count, long of, boolean blocks) {

    /** The kind of a stall. */
    public enum StallKind {
        /** The first message of a queue does not change, or the throughput is negligible. */
        QUEUE,
        /** Most runs of a route are rolled back. */
        ROUTE,
        /** Receipts do not return although the line is up. */
        RECEIPTS,
        /** The probe through the hub does not return. */
        PROBE,
        /** The ledger cannot be read: its disk or server hangs. */
        LEDGER
    }
}
