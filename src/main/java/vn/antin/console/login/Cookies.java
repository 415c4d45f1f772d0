package vn.antin.console.login;

import vn.antin.envelope.NodeId;

/**
 * The names of the console's cookies. A browser shares cookies between all ports of a host, so each node has names of
 * its own: several consoles on one machine do not log each other out. The prefix {@code __Host-} limits them to this
 * host and to TLS; the dot cannot occur in a node's id.
 */
public record Cookies(NodeId node) {

    private static final String PREFIX = "__Host-antin-";

    public String session() {
        return PREFIX + node.value();
    }

    /** A login in progress at a provider; unlike the session, the browser sends it when it comes from another site. */
    public String untilBack() {
        return PREFIX + node.value() + ".back";
    }

    /** Marks a browser as known from an earlier login ({@link KnownBrowsers}). */
    public String browser() {
        return PREFIX + node.value() + ".browser";
    }
}
