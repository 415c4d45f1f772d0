package vn.antin.ledger.query;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * How long things took: counted in steps that grow by a fifth, from a millisecond to a month, so that what is told of it
 * is right within a tenth, however much was counted, and two of them add up. Safe for many threads.
 */
public final class LatencyHistogram {

    /** Steps in which a time doubles. */
    static final int PER_DOUBLING = 4;

    private static final int STEPS = 128;

    private final long[] counts = new long[STEPS];

    /** Nothing yet. */
    public LatencyHistogram() {}

    /** As {@link #text()} wrote it. */
    public static LatencyHistogram read(String text) {
        LatencyHistogram spread = new LatencyHistogram();
        if (!text.isEmpty()) {
            for (String pair : text.split(",", -1)) {
                int colon = pair.indexOf(':');
                spread.add(Integer.parseInt(pair.substring(0, colon)), Long.parseLong(pair.substring(colon + 1)));
            }
        }
        return spread;
    }

    /** One more, in milliseconds. */
    public void took(long millis) {
        add((int) Math.floor(Math.log((double) Math.max(1, millis)) / Math.log(2) * PER_DOUBLING), 1);
    }

    /** So many more of a step; what is beyond the last counts as the last. */
    synchronized void add(int step, long more) {
        counts[Math.max(0, Math.min(STEPS - 1, step))] += more;
    }

    /** All of another. */
    public void add(LatencyHistogram other) {
        long[] more = other.copy();
        synchronized (this) {
            for (int step = 0; step < STEPS; step++) {
                counts[step] += more[step];
            }
        }
    }

    private synchronized long[] copy() {
        return counts.clone();
    }

    /** What was counted until now; from now on it is counted anew. */
    public synchronized LatencyHistogram drain() {
        LatencyHistogram drained = new LatencyHistogram();
        System.arraycopy(counts, 0, drained.counts, 0, STEPS);
        Arrays.fill(counts, 0);
        return drained;
    }

    public synchronized long count() {
        return Arrays.stream(counts).sum();
    }

    /** Milliseconds within which this part of all was done; nothing when there is none. */
    public OptionalLong within(double part) {
        long[] all = copy();
        long total = Arrays.stream(all).sum();
        long wanted = (long) Math.ceil(total * part);
        long seen = 0;
        for (int step = 0; step < STEPS && total > 0; step++) {
            seen += all[step];
            if (seen >= wanted) {
                return OptionalLong.of(Math.round(Math.pow(2, (step + 0.5) / PER_DOUBLING)));
            }
        }
        return OptionalLong.empty();
    }

    /** Only the steps that were met: a few letters for a quiet minute. */
    public String text() {
        long[] all = copy();
        StringBuilder text = new StringBuilder();
        for (int step = 0; step < STEPS; step++) {
            if (all[step] > 0) {
                text.append(text.isEmpty() ? "" : ",").append(step).append(':').append(all[step]);
            }
        }
        return text.toString();
    }
}
