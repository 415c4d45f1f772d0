package vn.antin.relay;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import vn.antin.envelope.AgencyCode;

/**
 * Counts the documents relayed in the last minutes, from and to each agency. Kept in memory, so that reading costs the
 * ledger nothing; a restart of the hub begins at zero.
 */
public final class TrafficCounter {

    /** Length of the window in minutes, the running one included. */
    static final int MINUTES = 5;

    private final Clock clock;
    private final Instant started;
    private final Map<AgencyCode, Ring> from = new ConcurrentHashMap<>();
    private final Map<AgencyCode, Ring> to = new ConcurrentHashMap<>();

    /**
     * The traffic of an agency.
     *
     * @param since start of the window
     * @param sent documents from the agency
     * @param received copies to it
     */
    public record Passed(Instant since, long sent, long received) {

        private static final Duration LEAST = Duration.ofMinutes(1);

        /** Average number of documents a minute from the agency. */
        public double sentPerMinute(Instant now) {
            return perMinute(sent, now);
        }

        /** Average number of copies a minute to the agency. */
        public double receivedPerMinute(Instant now) {
            return perMinute(received, now);
        }

        private double perMinute(long count, Instant now) {
            Duration time = Duration.between(since, now);
            return 60_000.0 * count / Math.max(LEAST.toMillis(), time.toMillis());
        }
    }

    /** Ring buffer of the counts of one agency, a slot for each minute. */
    private static final class Ring {
        private final long[] minutes = new long[MINUTES];
        private final long[] counts = new long[MINUTES];

        synchronized void add(long minute) {
            int slot = (int) (minute % MINUTES);
            if (minutes[slot] != minute) {
                minutes[slot] = minute;
                counts[slot] = 0;
            }
            counts[slot]++;
        }

        synchronized long since(long minute) {
            long sum = 0;
            for (int slot = 0; slot < MINUTES; slot++) {
                sum += minutes[slot] >= minute ? counts[slot] : 0;
            }
            return sum;
        }
    }

    public TrafficCounter(Clock clock) {
        this.clock = clock;
        this.started = clock.instant();
    }

    /** Counts a document relayed to these recipients; none for an empty list. */
    void passed(AgencyCode sender, Collection<AgencyCode> recipients) {
        if (recipients.isEmpty()) {
            return;
        }
        long minute = minute(clock.instant());
        add(from, sender, minute);
        recipients.forEach(agency -> add(to, agency, minute));
    }

    /** The traffic from and to an agency, under any of its codes. */
    Passed of(Collection<AgencyCode> codes, Instant now) {
        long first = minute(now) - MINUTES + 1;
        Instant begin = Instant.ofEpochSecond(first * 60);
        return new Passed(
                begin.isBefore(started) ? started : begin, since(from, codes, first), since(to, codes, first));
    }

    private static void add(Map<AgencyCode, Ring> rings, AgencyCode agency, long minute) {
        rings.computeIfAbsent(agency, unused -> new Ring()).add(minute);
    }

    private static long since(Map<AgencyCode, Ring> rings, Collection<AgencyCode> codes, long minute) {
        long sum = 0;
        for (AgencyCode code : codes) {
            Ring ring = rings.get(code);
            sum += ring == null ? 0 : ring.since(minute);
        }
        return sum;
    }

    private static long minute(Instant at) {
        return at.getEpochSecond() / 60;
    }
}
