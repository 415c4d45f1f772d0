package vn.antin.endtoend;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import vn.antin.envelope.VietnamTime;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.query.LatencyHistogram;
import vn.antin.ledger.query.Samples;
import vn.antin.ledger.query.Samples.Flow;
import vn.antin.ledger.query.Samples.MinuteSample;

/** Writes a typical day where the charts read it, because a new province has no history. */
final class PastDay {

    private static final int MINUTES = 24 * 60;
    private static final long BYTES = 240_000;

    private PastDay() {}

    /**
     * Writes the day.
     *
     * @param busiest documents in a minute of the busiest hour
     */
    static void write(Repositories repositories, int busiest) {
        Instant end = Samples.minute(Instant.now()).minus(Duration.ofMinutes(3));
        Samples samples = new Samples();
        repositories.ledger().store("shots.day", tx -> {
            Random chance = new Random(1);
            for (int ago = MINUTES; ago > 0; ago--) {
                samples.add(tx, minute(end.minus(Duration.ofMinutes(ago)), busiest, chance));
            }
        });
    }

    private static MinuteSample minute(Instant began, int busiest, Random chance) {
        double busy = busy(began.atZone(VietnamTime.ZONE).toLocalTime().toSecondOfDay() / 3600.0);
        long came = Math.round(busiest * busy * (0.6 + 0.8 * chance.nextDouble()));
        long went = Math.round(busiest * busy * (0.5 + 0.8 * chance.nextDouble()));
        LatencyHistogram took = new LatencyHistogram();
        for (long i = 0; i < went; i++) {
            took.record((long) ((300 + 900 * busy) * (0.5 + 3 * chance.nextDouble() * chance.nextDouble())));
        }
        Flow in = new Flow(came, came * BYTES);
        Flow out = new Flow(went, went * BYTES);
        return new MinuteSample(began, in, out, Math.round(came * 0.7), Math.round(went * 0.3), took);
    }

    /** Relative load by the hour, up to 1: two peaks and a lunch break. */
    private static double busy(double hour) {
        return 0.02 + 0.98 * Math.max(hump(hour - 9.5), 0.8 * hump(hour - 15));
    }

    private static double hump(double hours) {
        return Math.exp(-hours * hours / 2.4);
    }
}
