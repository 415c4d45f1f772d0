package vn.antin.node;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;
import vn.antin.console.pages.RunningRoutes;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.query.LatencyHistogram;
import vn.antin.node.broker.BatchObserver;
import vn.antin.observe.ProgressWatch;

/** Counts the messages of each route, whether alone or settled together, how long each takes and what failed last. */
final class RouteCounts extends RoutePolicySupport implements RoutePolicyFactory, BatchObserver {

    private static final String BEGUN = "antin.begun.";

    private final Clock clock;
    private final Map<String, Count> counts = new ConcurrentHashMap<>();

    private static final class Count {
        private final AtomicLong total = new AtomicLong();
        private final AtomicLong failed = new AtomicLong();
        private final AtomicLong rolledBack = new AtomicLong();
        private final AtomicLong inFlight = new AtomicLong();
        private final AtomicLong micros = new AtomicLong();
        private final LatencyHistogram spread = new LatencyHistogram();
        private volatile RunningRoutes.@Nullable RouteFailure last;

        private void took(long nanos) {
            micros.addAndGet(TimeUnit.NANOSECONDS.toMicros(nanos));
            spread.record(TimeUnit.NANOSECONDS.toMillis(nanos));
        }
    }

    RouteCounts(Clock clock) {
        this.clock = clock;
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext camel, String route, NamedNode definition) {
        return this;
    }

    @Override
    public void onExchangeBegin(Route route, Exchange exchange) {
        count(route.getRouteId()).inFlight.incrementAndGet();
        exchange.setProperty(BEGUN + route.getRouteId(), System.nanoTime());
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
        Count count = count(route.getRouteId());
        Long begun = exchange.getProperty(BEGUN + route.getRouteId(), Long.class);
        count.inFlight.decrementAndGet();
        count.total.incrementAndGet();
        if (begun != null) {
            count.took(System.nanoTime() - begun);
        }
        if (exchange.getException() != null) {
            count.rolledBack.incrementAndGet();
        }
        Throwable thrown = exchange.getException() == null
                ? exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)
                : exchange.getException();
        if (thrown != null) {
            count.failed.incrementAndGet();
            count.last = failure(thrown);
        }
    }

    @Override
    public void begun(String route, int messages) {
        count(route).inFlight.addAndGet(messages);
    }

    @Override
    public void ended(String route, int messages, int settled, long nanos) {
        Count count = count(route);
        count.inFlight.addAndGet(-messages);
        count.total.addAndGet(settled);
        for (int i = 0; i < settled; i++) {
            count.took(nanos);
        }
    }

    private Count count(String route) {
        return counts.computeIfAbsent(route, unused -> new Count());
    }

    /** In a word of the catalogue; never the text of what was thrown, which may say what a document is about. */
    private RunningRoutes.RouteFailure failure(Throwable thrown) {
        Throwable cause = thrown;
        while (cause != null) {
            if (cause instanceof Refused refused) {
                return new RunningRoutes.RouteFailure(
                        clock.instant(), refused.fault(), refused.fault().name());
            }
            if (cause instanceof TryLater later) {
                return new RunningRoutes.RouteFailure(
                        clock.instant(), later.fault(), later.fault().name());
            }
            if (cause instanceof jakarta.jms.JMSException) {
                return new RunningRoutes.RouteFailure(
                        clock.instant(), Fault.LINE_DOWN, cause.getClass().getSimpleName());
            }
            cause = cause.getCause() == cause ? null : cause.getCause();
        }
        return new RunningRoutes.RouteFailure(
                clock.instant(), Fault.INSIDE, thrown.getClass().getSimpleName());
    }

    /** How many runs a route has had, and how many of them are to be done again. */
    ProgressWatch.Runs runs(String route) {
        Count count = count(route);
        return new ProgressWatch.Runs(count.total.get(), count.rolledBack.get());
    }

    /** What a route has done so far. */
    RunningRoutes.Run run(String route, RunningRoutes.RouteState state) {
        Count count = count(route);
        long total = count.total.get();
        var p95 = count.spread.within(0.95);
        return new RunningRoutes.Run(
                state,
                total,
                count.failed.get(),
                Math.max(0, count.inFlight.get()),
                total == 0 ? null : Duration.of(count.micros.get() / total, java.time.temporal.ChronoUnit.MICROS),
                p95.isEmpty() ? null : Duration.ofMillis(p95.getAsLong()),
                count.last);
    }
}
