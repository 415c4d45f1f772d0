package vn.antin.console.pages;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One queue of the hub's broker.
 *
 * @param delivering messages that are with a consumer now
 * @param retrying messages that wait for another try
 * @param oldest since when the first one waits; null when none does
 * @param still whether it should move and does not
 * @param pace what came and went lately; null just after the start
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
        @Nullable Pace pace,
        Counts counts) {

    /** Messages a minute, on the mean of the last one or two. */
    public record Pace(double added, double taken) {}

    /**
     * Messages since the start of the hub.
     *
     * @param added with those that lay there then
     * @param taken and confirmed
     * @param again handed out once more
     * @param dead given up by the broker
     * @param expired past their time
     */
    public record Counts(long added, long taken, long again, long dead, long expired) {}

    /** In one word: what an operator would say of it. */
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

    /** Whether somebody is needed. */
    boolean bad() {
        return still || state().equals("NOBODY") || state().equals("RETRYING");
    }
}
