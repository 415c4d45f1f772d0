package vn.antin.cli.bench;

import java.time.Duration;
import vn.antin.node.line.Line;

/** The line of an agency to the hub: 4 Mbit/s and 40 ms there and back, for all its connections together. */
final class AgencyLine implements AutoCloseable {

    static final long BYTES_PER_SECOND = Line.megabits(4);

    private static final Duration ONE_WAY = Duration.ofMillis(20);

    private final Line line;
    private final int broker;
    private final int https;

    private AgencyLine(Site site, Line line) {
        this.line = line;
        this.broker = line.to(site.brokerPort()).number();
        this.https = line.to(site.httpsPort()).number();
    }

    /** A line as a commune has it. */
    static AgencyLine slow(Site site) {
        return new AgencyLine(site, new Line(BYTES_PER_SECOND, ONE_WAY));
    }

    /** A line as fast as the machine, which can only be cut. */
    static AgencyLine fast(Site site) {
        return new AgencyLine(site, new Line());
    }

    /** Lets a node reach the hub through this line only; before the node starts. */
    void carry(Site site, String node) {
        site.lead(node, broker, https);
    }

    long bytesUp() {
        return line.bytesUp();
    }

    long bytesDown() {
        return line.bytesDown();
    }

    /** Closes every connection; new ones are let in at once. */
    void cut() {
        line.drop();
    }

    @Override
    public void close() {
        line.close();
    }
}
