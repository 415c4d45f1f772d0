package vn.antin.cli.bench;

import java.io.IOException;
import java.time.Duration;
import vn.antin.node.line.LineProxy;

/** The line of an agency to the hub: 4 Mbit/s and 40 ms there and back, all its connections together. */
final class AgencyLine implements AutoCloseable {

    static final long BYTES_PER_SECOND = 4_000_000 / 8;

    private static final Duration ONE_WAY = Duration.ofMillis(20);

    private final LineProxy proxy;

    private AgencyLine(LineProxy proxy) {
        this.proxy = proxy;
    }

    /** Puts a line between a node and the hub; before the node starts. */
    static AgencyLine of(Site site, String node) throws IOException {
        AgencyLine line = new AgencyLine(new LineProxy(site.brokerPort(), BYTES_PER_SECOND, ONE_WAY));
        site.lead(node, line.proxy.port());
        return line;
    }

    /** A line as fast as the machine, which can only be cut. */
    static AgencyLine fast(Site site) throws IOException {
        return new AgencyLine(new LineProxy(site.brokerPort()));
    }

    int port() {
        return proxy.port();
    }

    long bytesUp() {
        return proxy.bytesUp();
    }

    long bytesDown() {
        return proxy.bytesDown();
    }

    /** Closes every connection; new ones are let in at once. */
    void cut() {
        proxy.cut();
        proxy.restore();
    }

    @Override
    public void close() throws IOException {
        proxy.close();
    }
}
