package vn.antin.console.pages;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One queue of the hub's broker.
 *
 * @param delivering messages with a consumer
 * @param retrying messages scheduled for redelivery
 * @param oldest since when the first one waits; null when none does
 * @param still whether it is stalled
 * @param pace recent throughput; null just after the start
 * @param counts since the start
 */
public record QueueRow(
        String name,
        long messages,
        long bytes,
        int delivering,
        int retrying,
        int consumers,
        @Nullable Instant oldest,
        boolean paused,
        boolean still,
        @Nullable Throughput pace,
        Counts counts) {

    /** Messages a minute, averaged over the last minute or two. */
    public record Throughput(double added, double taken) {}

    /**
     * Messages since the start of the hub.
     *
     * @param added including those present at the start
     * @param taken acknowledged
     * @param again redelivered
     * @param dead dead letters
     * @param expired expired messages
     */
    public record Counts(long added, long taken, long again, long dead, long expired) {}

    public String state() {
        if (paused) {
            return "PAUSED";
        }
        if (still) {
            return "STILL";
        }
        if (messages == 0) {
            return consumers == 0 ? "UNUSED" : "EMPTY";
        }
        return consumers == 0 ? "NOBODY" : retrying > 0 ? "RETRYING" : "MOVING";
    }

    /** Whether somebody must act. */
    boolean bad() {
        return still || state().equals("NOBODY") || state().equals("RETRYING");
    }
}
