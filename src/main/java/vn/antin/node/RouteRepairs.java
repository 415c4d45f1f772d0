package vn.antin.node;

import java.util.Map;
import vn.antin.console.pages.RepairActions;
import vn.antin.dispatch.Dispatcher;

/** Mends through the same routes and beans that everything goes through. */
final class RouteRepairs implements RepairActions {

    private final Routes routes;
    private final Dispatcher dispatcher;
    private final RouteFailures failures;

    RouteRepairs(Routes routes) {
        this.routes = routes;
        this.dispatcher = routes.bean("dispatcher", Dispatcher.class);
        this.failures = routes.bean("failures", RouteFailures.class);
    }

    @Override
    public void hurry() {
        dispatcher.retryNow();
    }

    @Override
    public RepairOutcome again(String sender, String kind, byte[] message) {
        // The last delivery: a fault that nobody foresaw is told at once, there is no queue that would offer it again.
        return routes.again(
                message, Map.of("antin_kind", kind, "JMSXUserID", sender, "JMSXDeliveryCount", RouteFailures.TRIES));
    }

    @Override
    public boolean giveUp(String sender, String kind, byte[] message) {
        return failures.abandon(sender, kind, message);
    }
}
