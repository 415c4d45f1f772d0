package vn.antin.bench;

import java.time.Duration;
import vn.antin.trial.line.SimulatedLine;

/** A simulated line between an agency and the hub: a rate, and a round trip of 40 ms, shared by all its connections. */
final class AgencyLine implements AutoCloseable {

    /** Speed of a commune's line. */
    private static final int COMMUNE_MEGABITS = 4;

    static final long BYTES_PER_SECOND = SimulatedLine.megabits(COMMUNE_MEGABITS);

    private static final Duration ONE_WAY = Duration.ofMillis(20);

    private final SimulatedLine line;
    private final int broker;
    private final int https;

    private AgencyLine(TestNetwork site, SimulatedLine line) {
        this.line = line;
        this.broker = line.to(site.brokerPort()).number();
        this.https = line.to(site.httpsPort()).number();
    }

    /** A commune's line. */
    static AgencyLine slow(TestNetwork site) {
        return of(site, COMMUNE_MEGABITS);
    }

    /** A line with that many Mbit/s in each direction. */
    static AgencyLine of(TestNetwork site, int megabits) {
        return new AgencyLine(site, new SimulatedLine(SimulatedLine.megabits(megabits), ONE_WAY));
    }

    /** Leads a node to the hub through this line only; before the node starts. */
    void carry(TestNetwork site, String node) {
        site.lead(node, broker, https);
    }

    long bytesUp() {
        return line.bytesUp();
    }

    long bytesDown() {
        return line.bytesDown();
    }

    /** Closes every connection; new ones are accepted at once. */
    void cut() {
        line.drop();
    }

    /** Carries nothing until it is restored; {@code silently} keeps the connections open. */
    void interrupt(boolean silently) {
        if (silently) {
            line.blackHole();
        } else {
            line.cut();
        }
    }

    void restore() {
        line.restore();
    }

    @Override
    public void close() {
        line.close();
    }
}
