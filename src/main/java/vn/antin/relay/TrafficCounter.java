package vn.antin.relay;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import vn.antin.envelope.AgencyCode;

/**
 * How many documents the hub passed on lately, from and to each agency. Counted in memory as they pass, so that asking
 * costs the ledger nothing; a hub that starts begins at nought.
 */
public final class TrafficCounter {

    /** So far back is counted, the minute that runs included. */
    static final int MINUTES = 5;

    private final Clock clock;
    private final Instant started;
    private final Map<AgencyCode, Ring> from = new ConcurrentHashMap<>();
    private final Map<AgencyCode, Ring> to = new ConcurrentHashMap<>();

    /**
     * What passed.
     *
     * @param since when the counting began that these numbers are of
     * @param sent documents from the agency
     * @param received copies for it
     */
    public record Passed(Instant since, long sent, long received) {

        private static final Duration LEAST = Duration.ofMinutes(1);

        /** Documents a minute from the agency, on the mean. */
        public double sentPerMinute(Instant now) {
            return perMinute(sent, now);
        }

        /** Copies a minute for the agency, on the mean. */
        public double receivedPerMinute(Instant now) {
            return perMinute(received, now);
        }

        private double perMinute(long count, Instant now) {
            Duration time = Duration.between(since, now);
            return 60_000.0 * count / Math.max(LEAST.toMillis(), time.toMillis());
        }
    }

    /** The last minutes of one agency, each in the place of its number. */
    private static final class Ring {
        private final long[] minutes = new long[MINUTES];
        private final long[] counts = new long[MINUTES];

        synchronized void add(long minute) {
            int place = (int) (minute % MINUTES);
            if (minutes[place] != minute) {
                minutes[place] = minute;
                counts[place] = 0;
            }
            counts[place]++;
        }

        synchronized long since(long minute) {
            long sum = 0;
            for (int place = 0; place < MINUTES; place++) {
                sum += minutes[place] >= minute ? counts[place] : 0;
            }
            return sum;
        }
    }

    public TrafficCounter(Clock clock) {
        this.clock = clock;
        this.started = clock.instant();
    }

    /** One document has gone on to these recipients; to none, it has not. */
    void passed(AgencyCode sender, Collection<AgencyCode> recipients) {
        if (recipients.isEmpty()) {
            return;
        }
        long minute = minute(clock.instant());
        add(from, sender, minute);
        recipients.forEach(agency -> add(to, agency, minute));
    }

    /** What passed from and to an agency in the last minutes, by any of its codes. */
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
