package vn.antin.ledger;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import vn.antin.ledger.db.Tx;

/**
 * The routes that an operator has stopped until further notice. The rows are authoritative: the routes follow them,
 * also at a start.
 */
public final class StoppedRoutes {

    private final Clock clock;

    /** A stopped route, with the operator and the reason. */
    public record StoppedRoute(String route, Instant since, String who, String reason) {}

    public StoppedRoutes(Clock clock) {
        this.clock = clock;
    }

    /** Stops a route; false when it is stopped already. */
    public boolean stop(Tx tx, String route, String who, String reason) {
        return tx.update(
                        "insert into stopped_route (route, since, who, reason) values (?, ?, ?, ?) on conflict do"
                                + " nothing",
                        route,
                        clock.instant(),
                        who,
                        reason.length() <= 500 ? reason : reason.substring(0, 500))
                == 1;
    }

    /** Starts a route; false when it is not stopped. */
    public boolean start(Tx tx, String route) {
        return tx.update("delete from stopped_route where route = ?", route) == 1;
    }

    public static List<StoppedRoute> all(Tx tx) {
        return tx.list(StoppedRoute.class, "select * from stopped_route order by route");
    }
}
