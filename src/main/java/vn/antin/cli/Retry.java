package vn.antin.cli;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * Repeats a call that failed temporarily or got no answer, until it succeeds or the time is over.
 *
 * @param atMost after which the last failure is thrown
 * @param pause before the next attempt
 */
public record Retry(Duration atMost, Duration pause) {

    /** For interactive use on a slow machine. */
    public static final Retry PATIENT = new Retry(Duration.ofMinutes(5), Duration.ofSeconds(1));

    /** Runs the work, which must be idempotent. */
    public <T> T of(Supplier<T> work) {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            try {
                return work.get();
            } catch (Answered answer) {
                if (!answer.retryable() || System.nanoTime() >= end) {
                    throw answer;
                }
            } catch (Refused refused) {
                if (refused.fault() != Fault.NODE_UNREACHABLE
                        || Thread.currentThread().isInterrupted()
                        || System.nanoTime() >= end) {
                    throw refused;
                }
            }
            LockSupport.parkNanos(pause.toNanos());
        }
    }
}
