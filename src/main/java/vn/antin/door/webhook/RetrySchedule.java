package vn.antin.door.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When a message is tried again: the waits of the Standard Webhooks specification, each up to a tenth longer, so that
 * what failed together does not come back together.
 */
final class RetrySchedule {

    /** Before the second attempt, the third and so on: 75 hours and a half together. */
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

    /** What a receiver may ask for at most: after that it is tried all the same. */
    static final Duration LONGEST_HOLD = Duration.ofHours(24);

    private static final double JITTER = 0.1;

    private final RandomGenerator random;

    RetrySchedule(RandomGenerator random) {
        this.random = random;
    }

    /**
     * The next attempt.
     *
     * @param tries that were made, at least 1
     * @param asked when the receiver wants it at the earliest
     * @return empty when that was the last
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
