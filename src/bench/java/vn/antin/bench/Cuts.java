package vn.antin.bench;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Cuts one line after the other at a fixed interval. */
final class Cuts implements AutoCloseable {

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger made = new AtomicInteger();

    Cuts(List<AgencyLine> lines, int seconds) {
        var unused = clock.scheduleAtFixedRate(
                () -> lines.get(made.getAndIncrement() % lines.size()).cut(), seconds, seconds, TimeUnit.SECONDS);
    }

    int made() {
        return made.get();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
