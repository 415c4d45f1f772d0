package vn.antin.node;

import java.util.Map;
import vn.antin.console.pages.Mender;
import vn.antin.dispatch.Dispatcher;

/** Mends through the same routes and beans that everything goes through. */
final class Mending implements Mender {

    private final Routes routes;
    private final Dispatcher dispatcher;
    private final Failures failures;

    Mending(Routes routes) {
        this.routes = routes;
        this.dispatcher = routes.bean("dispatcher", Dispatcher.class);
        this.failures = routes.bean("failures", Failures.class);
    }

    @Override
    public void hurry() {
        dispatcher.hurry();
    }

    @Override
    public Outcome again(String sender, String kind, byte[] message) {
        // The last delivery: a fault that nobody foresaw is told at once, there is no queue that would offer it again.
        return routes.again(
                message, Map.of("antin_kind", kind, "JMSXUserID", sender, "JMSXDeliveryCount", Failures.TRIES));
    }

    @Override
    public boolean giveUp(String sender, String kind, byte[] message) {
        return failures.abandon(sender, kind, message);
    }
}
