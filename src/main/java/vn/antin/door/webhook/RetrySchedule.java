package vn.antin.door.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The retry schedule of the Standard Webhooks specification, with a jitter of up to a tenth, so that messages that
 * failed together are not retried together.
 */
final class RetrySchedule {

    /** Waits before the second attempt, the third and so on: 75.5 hours together. */
    static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));

    /** Upper bound of a receiver's Retry-After. */
    static final Duration LONGEST_HOLD = Duration.ofHours(24);

    private static final double JITTER = 0.1;

    private final RandomGenerator random;

    RetrySchedule(RandomGenerator random) {
        this.random = random;
    }

    /**
     * The next attempt.
     *
     * @param tries attempts so far, at least 1
     * @param asked the earliest time that the receiver allows
     * @return empty after the last attempt
     */
    Optional<Instant> next(int tries, Instant now, @Nullable Instant asked) {
        if (tries > WAITS.size()) {
            return Optional.empty();
        }
        Duration wait = WAITS.get(tries - 1);
        Instant next = now.plus(wait).plusMillis((long) (wait.toMillis() * JITTER * random.nextDouble()));
        return Optional.of(asked != null && asked.isAfter(next) ? asked : next);
    }
}
