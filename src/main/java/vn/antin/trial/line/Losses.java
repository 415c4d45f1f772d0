package vn.antin.trial.line;

import java.time.Duration;
import java.util.Random;

/** Random times at which a bad line drops its connections (exponentially distributed). */
final class Losses {

    private final double mean;
    private final Random random;
    private long next;

    Losses(Duration mean, Random random, long now) {
        this.mean = mean.toNanos();
        this.random = random;
        this.next = now + time();
    }

    /** Whether a loss is due; then draws the time of the next one. */
    boolean due(long now) {
        if (next - now > 0) {
            return false;
        }
        next += time();
        return true;
    }

    long pause(long now) {
        return next - now;
    }

    private long time() {
        return (long) (-Math.log(1 - random.nextDouble()) * mean);
    }
}
