package vn.antin.ledger.db;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The writing transactions under way. */
final class UnderWay {

    private final Set<CountDownLatch> open = ConcurrentHashMap.newKeySet();

    /**
     * Registers a transaction before it begins; pass the returned latch to {@link #end} after the commit or rollback.
     */
    CountDownLatch begin() {
        CountDownLatch end = new CountDownLatch(1);
        open.add(end);
        return end;
    }

    void end(CountDownLatch begun) {
        open.remove(begun);
        begun.countDown();
    }

    /** Ends a transaction in doubt after this time. */
    void endLater(CountDownLatch begun, Duration time) {
        CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> end(begun));
    }

    /** Waits until every transaction registered before the call is over; false if one takes longer than that. */
    boolean awaitBegun(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (CountDownLatch begun : List.copyOf(open)) {
            if (!begun.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        }
        return true;
    }
}
