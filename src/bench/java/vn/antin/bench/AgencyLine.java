package vn.antin.bench;

import java.time.Duration;
import vn.antin.trial.line.SimulatedLine;

/** The line of an agency to the hub: its rate, and 40 ms there and back, for all its connections together. */
final class AgencyLine implements AutoCloseable {

    /** What a commune has. */
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

    /** A line as a commune has it. */
    static AgencyLine slow(TestNetwork site) {
        return of(site, COMMUNE_MEGABITS);
    }

    /** A line with so many Mbit/s in each direction. */
    static AgencyLine of(TestNetwork site, int megabits) {
        return new AgencyLine(site, new SimulatedLine(SimulatedLine.megabits(megabits), ONE_WAY));
    }

    /** Lets a node reach the hub through this line only; before the node starts. */
    void carry(TestNetwork site, String node) {
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

    /** Carries nothing until it is restored; silently: no connection learns of it. */
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
