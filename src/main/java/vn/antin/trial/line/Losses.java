package vn.antin.trial.line;

import java.time.Duration;
import java.util.Random;

/** When a bad line loses its connections: by chance, so many times in the long run (exponentially distributed). */
final class Losses {

    private final double mean;
    private final Random random;
    private long next;

    Losses(Duration mean, Random random, long now) {
        this.mean = mean.toNanos();
        this.random = random;
        this.next = now + time();
    }

    /** Whether it is time; then the next time is drawn. */
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
