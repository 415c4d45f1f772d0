package vn.antin.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A closed-loop load: each thread sends the next document when the proof for its last one has arrived. */
final class ClosedLoop {

    /** Sends one document and returns when its proof has arrived. */
    interface Exchange {
        void once() throws Exception;
    }

    private ClosedLoop() {}

    /** Ends at the first failure, with its exception. */
    static LoadResult run(int flight, double seconds, Exchange exchange) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(flight);
        try {
            long start = System.nanoTime();
            long end = start + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
            List<Callable<List<Double>>> all = new ArrayList<>();
            for (int i = 0; i < flight; i++) {
                all.add(() -> oneAfterTheOther(end, exchange));
            }
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

    private static List<Double> oneAfterTheOther(long end, Exchange exchange) throws Exception {
        List<Double> millis = new ArrayList<>();
        do {
            long start = System.nanoTime();
            exchange.once();
            millis.add((System.nanoTime() - start) / 1e6);
        } while (System.nanoTime() < end);
        return millis;
    }
}
