package vn.antin.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A closed-loop load: each thread sends the next document when the proof for its last one has arrived. */
final class ClosedLoop {

    /** Sends one document and returns when its proof has arrived. */
    interface Exchange {
        void once() throws Exception;
    }

    private ClosedLoop() {}

    /** Runs for that long, each thread at least once. Ends at the first failure, with its exception. */
    static LoadResult run(int flight, double seconds, Exchange exchange) throws Exception {
        long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        return run(flight, () -> oneAfterTheOther(() -> System.nanoTime() < end, exchange));
    }

    /** Sends that many documents, but at least one in each thread. Ends at the first failure, with its exception. */
    static LoadResult number(int flight, int documents, Exchange exchange) throws Exception {
        AtomicInteger begun = new AtomicInteger(flight);
        return run(flight, () -> oneAfterTheOther(() -> begun.incrementAndGet() <= documents, exchange));
    }

    private static LoadResult run(int flight, Callable<List<Double>> thread) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(flight);
        try {
            long start = System.nanoTime();
            List<Callable<List<Double>>> all = Collections.nCopies(flight, thread);
            List<Double> millis = new ArrayList<>();
            for (Future<List<Double>> each : threads.invokeAll(all)) {
                millis.addAll(each.get());
            }
            return LoadResult.of(new Series(millis), (System.nanoTime() - start) / 1e9);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Double> oneAfterTheOther(BooleanSupplier another, Exchange exchange) throws Exception {
        List<Double> millis = new ArrayList<>();
        do {
            long start = System.nanoTime();
            exchange.once();
            millis.add((System.nanoTime() - start) / 1e6);
        } while (another.getAsBoolean());
        return millis;
    }
}
