package vn.antin.parts;

import java.time.Clock;
import java.time.LocalTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import vn.antin.envelope.VietnamTime;

/** A rate limiter for large parts, so that an office keeps some of its line during its hours. */
public final class Throttle {

    /**
     * A rate for some hours of the day, Vietnam time.
     *
     * @param until hour at which it ends; before {@code from} it is an hour of the next day
     * @param bytesPerSecond the limit; several at one hour: the lowest counts
     */
    public record Hours(int from, int until, long bytesPerSecond) {

        boolean at(int hour) {
            return from < until ? hour >= from && hour < until : hour >= from || hour < until;
        }
    }

    /** Longest burst after a pause. */
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final List<Hours> hours;
    private final Clock clock;
    private long free = System.nanoTime();

    public Throttle(List<Hours> hours, Clock clock) {
        this.hours = List.copyOf(hours);
        this.clock = clock;
    }

    /** Waits until this number of bytes may be sent. */
    void take(int bytes) {
        long rate = rate();
        if (rate == 0) {
            return;
        }
        long until = reserve(TimeUnit.SECONDS.toNanos(bytes) / rate);
        long wait = until - System.nanoTime();
        while (wait > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, wait);
            wait = until - System.nanoTime();
        }
    }

    private synchronized long reserve(long nanos) {
        free = Math.max(free, System.nanoTime() - BURST_NANOS) + nanos;
        return free;
    }

    /** The lowest rate of this hour; 0 for no limit. */
    private long rate() {
        int hour = LocalTime.ofInstant(clock.instant(), VietnamTime.ZONE).getHour();
        return hours.stream()
                .filter(each -> each.at(hour))
                .mapToLong(Hours::bytesPerSecond)
                .min()
                .orElse(0);
    }
}
