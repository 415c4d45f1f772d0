package vn.antin.ledger.query;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * A histogram of durations from a millisecond to a month with logarithmic buckets, a factor of 1.19 apart: percentiles
 * are accurate to a tenth, and histograms can be added. Thread-safe.
 */
public final class LatencyHistogram {

    /** Buckets for each doubling of the duration. */
    static final int PER_DOUBLING = 4;

    private static final int STEPS = 128;

    private final long[] counts = new long[STEPS];

    /** An empty histogram. */
    public LatencyHistogram() {}

    /** Reads what {@link #text()} wrote. */
    public static LatencyHistogram read(String text) {
        LatencyHistogram histogram = new LatencyHistogram();
        if (!text.isEmpty()) {
            for (String pair : text.split(",", -1)) {
                int colon = pair.indexOf(':');
                histogram.add(Integer.parseInt(pair.substring(0, colon)), Long.parseLong(pair.substring(colon + 1)));
            }
        }
        return histogram;
    }

    /** Records a duration in milliseconds. */
    public void record(long millis) {
        add((int) Math.floor(Math.log((double) Math.max(1, millis)) / Math.log(2) * PER_DOUBLING), 1);
    }

    /** Adds to a bucket; one beyond the last counts as the last. */
    synchronized void add(int step, long more) {
        counts[Math.max(0, Math.min(STEPS - 1, step))] += more;
    }

    /** Adds another histogram. */
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

    /** Returns a copy and resets this histogram. */
    public synchronized LatencyHistogram drain() {
        LatencyHistogram drained = new LatencyHistogram();
        System.arraycopy(counts, 0, drained.counts, 0, STEPS);
        Arrays.fill(counts, 0);
        return drained;
    }

    public synchronized long count() {
        return Arrays.stream(counts).sum();
    }

    /** The percentile in milliseconds, for a fraction from 0 to 1; empty without data. */
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

    /** The non-empty buckets as text; short for a quiet minute. */
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
