package vn.antin.node.broker;

import java.time.Duration;

/**
 * The settings of a node's line to its hub.
 *
 * @param host the hub's name or address
 * @param port the broker's port
 * @param silence time without any data after which either side closes the connection (checked at this interval, so at
 *     most twice as long); longer than full buffers take on the line (1 MiB: 2.1 s at 4 Mbit/s), or a busy line looks
 *     dead
 * @param answer timeout of one confirmation of the hub
 * @param tlsProbe timeout of the first handshake
 * @param window bytes the hub sends ahead to each consumer, on the urgent connection half of them: enough for a batch,
 *     and for all consumers together small, so that urgent messages do not wait behind it
 * @param largestMessage larger messages are refused before they are sent
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

    /** The same with half of the bytes that the hub sends ahead. */
    LineSettings withHalfWindow() {
        return new LineSettings(host, port, silence, answer, tlsProbe, window / 2, largestMessage);
    }

    /** Defaults for a line of 4 to 10 Mbit/s. */
    public static LineSettings of(String host, int port) {
        return new LineSettings(
                host, port, Duration.ofSeconds(6), Duration.ofSeconds(10), Duration.ofSeconds(4), 128 << 10, 1 << 20);
    }
}
