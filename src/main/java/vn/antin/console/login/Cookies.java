package vn.antin.console.login;

import vn.antin.envelope.NodeId;

/**
 * The names of the console's cookies. A browser has one set of cookies for all ports of a host, so each node has names of
 * its own: several consoles on one machine do not log each other out. The prefix makes browsers send them to this host
 * alone, over TLS alone; a point stands in no node's id.
 */
public record Cookies(NodeId node) {

    private static final String PREFIX = "__Host-antin-";

    /** Who is logged in. */
    public String session() {
        return PREFIX + node.value();
    }

    /** What a login elsewhere is held by; the browser brings it back from another site, as it never does the session. */
    public String untilBack() {
        return PREFIX + node.value() + ".back";
    }

    /** That somebody has logged in with this browser before ({@link KnownBrowsers}). */
    public String browser() {
        return PREFIX + node.value() + ".browser";
    }
}
