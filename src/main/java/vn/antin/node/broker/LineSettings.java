package vn.antin.node.broker;

import java.time.Duration;

/**
 * How a node reaches its hub.
 *
 * @param host the hub's name or address, as its certificate has it
 * @param port the broker's port
 * @param silence after how long without a sign of life either side gives the connection up (it looks that often, so at
 *     most twice as long); longer than full buffers take on the line (1 MiB: 2.1 s at 4 Mbit/s), or a busy line looks
 *     like a dead one
 * @param answer how long one step may wait for the hub's confirmation
 * @param tlsProbe how long the first handshake may take
 * @param window how much the hub sends ahead to each consumer, in bytes; small, or an urgent one waits behind it
 * @param largestMessage what is larger is refused before it is sent
 */
public record LineSettings(
        String host, int port, Duration silence, Duration answer, Duration tlsProbe, int window, int largestMessage) {

    public LineSettings {
        if (silence.compareTo(Duration.ofSeconds(5)) < 0) {
            throw new IllegalArgumentException("a full line of 4 Mbit/s is silent for up to 5 s");
        }
        if (answer.compareTo(silence) < 0) {
            throw new IllegalArgumentException("an answer may take as long as the line may be silent");
        }
    }

    /** What suits a line of 4 to 10 Mbit/s. */
    public static LineSettings of(String host, int port) {
        return new LineSettings(
                host, port, Duration.ofSeconds(6), Duration.ofSeconds(10), Duration.ofSeconds(4), 32 << 10, 1 << 20);
    }
}
