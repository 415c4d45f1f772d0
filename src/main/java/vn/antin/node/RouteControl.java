package vn.antin.node;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.console.pages.RunningRoutes;

/** The routes of one context: how each fared, and that those stand which the ledger says must. */
final class RouteControl implements RunningRoutes {

    /** A run under way is let finish for so long; what is cut off is done again, as after a crash. */
    private static final long SECONDS = 4;

    private static final Logger log = LoggerFactory.getLogger(RouteControl.class);

    private final CamelContext camel;
    private final RouteCounts counts;
    private final Supplier<Set<String>> stopped;

    RouteControl(CamelContext camel, RouteCounts counts, Supplier<Set<String>> stopped) {
        this.camel = camel;
        this.counts = counts;
        this.stopped = stopped;
    }

    @Override
    public Map<String, Run> runs() {
        Map<String, Run> runs = new LinkedHashMap<>();
        for (Route route : camel.getRoutes()) {
            runs.put(route.getRouteId(), counts.run(route.getRouteId(), state(route.getRouteId())));
        }
        return runs;
    }

    private RouteState state(String route) {
        ServiceStatus status = camel.getRouteController().getRouteStatus(route);
        if (status == null || status.isStopped() || status.isStopping()) {
            return RouteState.STOPPED;
        }
        return status.isSuspended() ? RouteState.SUSPENDED : RouteState.STARTED;
    }

    @Override
    public String resolved(String text) {
        return camel.resolvePropertyPlaceholders(text);
    }

    @Override
    public synchronized void follow() {
        Set<String> stand = stopped.get();
        for (Route route : camel.getRoutes()) {
            String id = route.getRouteId();
            try {
                if (stand.contains(id) && state(id) == RouteState.STARTED) {
                    camel.getRouteController().stopRoute(id, SECONDS, TimeUnit.SECONDS);
                    log.info("route {} was stopped by somebody at the console", id);
                } else if (!stand.contains(id) && state(id) != RouteState.STARTED) {
                    camel.getRouteController().startRoute(id);
                    log.info("route {} was started by somebody at the console", id);
                }
            } catch (Exception e) {
                throw new IllegalStateException("route " + id + " does not do as it is told: " + e.getMessage(), e);
            }
        }
    }
}
