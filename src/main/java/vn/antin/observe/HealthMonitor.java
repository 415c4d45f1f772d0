package vn.antin.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.antin.thread.DaemonThreads;

/**
 * Caches the health of this node or hub for a second. A reading reads the ledger; when the ledger hangs, callers get
 * the last reading after some seconds, together with the time since which nothing could be read.
 */
public final class HealthMonitor {

    private static final long FRESH = TimeUnit.SECONDS.toNanos(1);

    /** Longest wait of a caller for a reading. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final long fresh;
    private final long patience;
    private final LongSupplier nanos;
    private final Supplier<HealthReading> source;
    private final HealthChecks checks;
    private final Executor thread = Executors.newSingleThreadExecutor(DaemonThreads.named("antin-look"));
    private @Nullable HealthReading last;
    private long lastAt;
    private @Nullable CompletableFuture<HealthReading> look;
    private long lookAt;

    public HealthMonitor(Supplier<HealthReading> source, HealthChecks checks) {
        this(source, checks, FRESH);
    }

    /** Caches readings for this many nanoseconds. */
    HealthMonitor(Supplier<HealthReading> source, HealthChecks checks, long fresh) {
        this(source, checks, fresh, PATIENCE, System::nanoTime);
    }

    /**
     * Caches readings.
     *
     * @param patience longest wait of a caller for a reading
     * @param nanos the clock, as {@link System#nanoTime}
     */
    HealthMonitor(
            Supplier<HealthReading> source, HealthChecks checks, long fresh, Duration patience, LongSupplier nanos) {
        this.fresh = fresh;
        this.patience = patience.toNanos();
        this.nanos = nanos;
        this.source = source;
        this.checks = checks;
    }

    /** The reading of a second ago at most, or the last one that succeeded. */
    public HealthReading now() {
        CompletableFuture<HealthReading> asked;
        long wait;
        synchronized (this) {
            HealthReading known = last;
            if (known != null && nanos.getAsLong() - lastAt < fresh) {
                return known;
            }
            CompletableFuture<HealthReading> running = look;
            if (running == null) {
                running = begin();
            }
            asked = running;
            wait = known == null ? Long.MAX_VALUE : Math.max(0, lookAt + patience - nanos.getAsLong());
        }
        try {
            return asked.get(wait, TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return stale();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return stale();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new CompletionException(e.getCause());
        }
    }

    private CompletableFuture<HealthReading> begin() {
        lookAt = nanos.getAsLong();
        CompletableFuture<HealthReading> begun =
                CompletableFuture.supplyAsync(source, thread).whenComplete(this::end);
        look = begun.isDone() ? null : begun;
        return begun;
    }

    private synchronized void end(@Nullable HealthReading reading, @Nullable Throwable failure) {
        if (reading != null) {
            last = reading;
            lastAt = nanos.getAsLong();
        }
        look = null;
    }

    private synchronized HealthReading stale() {
        HealthReading known = last;
        if (known == null) {
            throw new IllegalStateException("interrupted before the first look");
        }
        Instant now = known.at().plusNanos(nanos.getAsLong() - lastAt);
        return known.standing(now, new Stall(Stall.StallKind.LEDGER, "", known.at(), 1, 0, true));
    }

    /** The evaluated reading. */
    public List<HealthCheck> checks() {
        return checks.of(now());
    }

    /** Whether documents can be delivered. */
    public static boolean ready(List<HealthCheck> checks) {
        return checks.stream().noneMatch(HealthCheck::blocks);
    }

    public static Map<HealthCheck.Rule, HealthCheck.CheckLevel> worst(List<HealthCheck> checks) {
        Map<HealthCheck.Rule, HealthCheck.CheckLevel> worst = new EnumMap<>(HealthCheck.Rule.class);
        checks.forEach(check ->
                worst.merge(check.rule(), check.level(), (one, other) -> one.compareTo(other) >= 0 ? one : other));
        return worst;
    }
}
