package vn.antin.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One queue of the hub's broker.
 *
 * @param delivering messages that are with a consumer now
 * @param retrying messages that wait for another try
 * @param oldest since when the first one waits; null when none does
 */
public record QueueRow(
        String name,
        long messages,
        long bytes,
        int delivering,
        int retrying,
        int consumers,
        @Nullable Instant oldest,
        boolean paused) {

    /** In one word: what an operator would say of it. */
    public String state() {
        if (paused) {
            return "PAUSED";
        }
        if (messages == 0) {
            return consumers == 0 ? "UNUSED" : "EMPTY";
        }
        return consumers == 0 ? "NOBODY" : retrying > 0 ? "RETRYING" : "MOVING";
    }

    /** Whether somebody is needed. */
    boolean bad() {
        return state().equals("NOBODY") || state().equals("RETRYING");
    }
}
