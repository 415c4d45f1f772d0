package vn.antin.ledger.db;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The writing transactions that are not over yet. */
final class UnderWay {

    private final Set<CountDownLatch> open = ConcurrentHashMap.newKeySet();

    /** Before a transaction begins; what it answers is counted down once the transaction is committed or rolled back. */
    CountDownLatch begin() {
        CountDownLatch end = new CountDownLatch(1);
        open.add(end);
        return end;
    }

    void end(CountDownLatch begun) {
        open.remove(begun);
        begun.countDown();
    }

    /** One of which nobody knows whether it is over: taken to be, after that time. */
    void endLater(CountDownLatch begun, Duration time) {
        CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> end(begun));
    }

    /** Waits until all that had begun before are over; false if one of them takes longer than that. */
    boolean awaitBegun(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (CountDownLatch begun : List.copyOf(open)) {
            if (!begun.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        }
        return true;
    }
}
