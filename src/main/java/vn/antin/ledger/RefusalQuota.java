package vn.antin.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A quota for the traces of refusals, so that a party that is refused again and again cannot fill the disk: a number of
 * traces and of bytes per party and hour, then one remark that there were more. Counted in memory, so a restart begins
 * anew.
 */
public final class RefusalQuota {

    /** The decision on a trace. */
    public enum Answer {
        KEEP,
        /** The first trace beyond the quota: recorded as the one remark. */
        QUOTA_REACHED,
        DROP
    }

    /** The quota of one party for an hour. */
    public static final int MOST = 100;

    public static final long MOST_BYTES = 16L << 20;

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int PARTIES = 10_000;

    private final Map<String, Hour> hours = new ConcurrentHashMap<>();
    private final Clock clock;

    private record Hour(Instant since, int traces, long bytes, Answer last) {

        Hour and(long more) {
            if (last != Answer.KEEP) {
                return new Hour(since, traces, bytes, Answer.DROP);
            }
            boolean fits = traces < MOST && bytes + more <= MOST_BYTES;
            return fits
                    ? new Hour(since, traces + 1, bytes + more, Answer.KEEP)
                    : new Hour(since, traces, bytes, Answer.QUOTA_REACHED);
        }
    }

    public RefusalQuota(Clock clock) {
        this.clock = clock;
    }

    /** Decides on the next trace of this party, of this number of bytes. */
    public Answer next(String party, long bytes) {
        Instant now = clock.instant();
        if (hours.size() > PARTIES) {
            hours.values().removeIf(hour -> over(hour, now));
        }
        return hours.compute(
                        party,
                        (name, hour) -> hour == null || over(hour, now)
                                ? new Hour(now, 0, 0, Answer.KEEP).and(bytes)
                                : hour.and(bytes))
                .last();
    }

    private static boolean over(Hour hour, Instant now) {
        return hour.since().plus(HOUR).isBefore(now);
    }
}
