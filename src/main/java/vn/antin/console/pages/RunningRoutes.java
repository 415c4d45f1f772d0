package vn.antin.console.pages;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;

/** The routes of the running program, by id. */
public interface RunningRoutes {

    /** Whether a route consumes. */
    enum RouteState {
        STARTED,
        SUSPENDED,
        STOPPED
    }

    /**
     * The last failure of a route.
     *
     * @param kind class of the exception
     */
    record RouteFailure(Instant at, Fault fault, String kind) {}

    /**
     * Statistics of a route since the start.
     *
     * @param mean duration of a run; null before the first
     * @param p95 95th percentile of the durations; null before the first
     */
    record Run(
            RouteState state,
            long total,
            long failed,
            long inFlight,
            @Nullable Duration mean,
            @Nullable Duration p95,
            @Nullable RouteFailure last) {}

    Map<String, Run> runs();

    /** Resolves the placeholders in a text of a route file. */
    String resolved(String text);

    /** Starts and stops routes as the ledger says. Idempotent. */
    void follow();
}
