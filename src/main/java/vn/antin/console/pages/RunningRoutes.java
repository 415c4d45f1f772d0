package vn.antin.console.pages;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;

/** What runs: the routes of the running program, by their ids. */
public interface RunningRoutes {

    /** Whether a route takes anything. */
    enum RouteState {
        STARTED,
        SUSPENDED,
        STOPPED
    }

    /**
     * The last thing that failed on a route.
     *
     * @param kind what was thrown: a name of the program
     */
    record RouteFailure(Instant at, Fault fault, String kind) {}

    /**
     * What a route has done since the start.
     *
     * @param mean of a run; null before the first
     * @param p95 within which 95 of 100 runs were over; null before the first
     */
    record Run(
            RouteState state,
            long total,
            long failed,
            long inFlight,
            @Nullable Duration mean,
            @Nullable Duration p95,
            @Nullable RouteFailure last) {}

    /** All of them. */
    Map<String, Run> runs();

    /** A text of a route file with the settings in their places. */
    String resolved(String text);

    /** Starts and stops what the ledger says must run or stand. A repeat changes nothing. */
    void follow();
}
