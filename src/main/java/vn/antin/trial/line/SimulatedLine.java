package vn.antin.trial.line;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A simulated line of an agency, on loopback: all ports that lead through it share its rate, delay and state. One thread
 * serves it.
 *
 * <pre>
 * SimulatedLine line = new SimulatedLine(SimulatedLine.megabits(4), Duration.ofMillis(20));
 * int broker = line.to(hub.brokerPort()).number();
 * int https = line.to(hub.httpsPort()).number();
 * </pre>
 */
public final class SimulatedLine implements AutoCloseable {

    /** The state of the line. */
    public enum LineState {
        OPEN,
        CUT,
        BLACK_HOLE
    }

    private final Object lock = new Object();
    private final Selector selector;
    private final LineDirection up;
    private final LineDirection down;
    private final long roundTrip;
    private final List<LinePort> ports = new ArrayList<>();
    private final Set<LineConnection> connections = new HashSet<>();
    private final Thread thread = new Thread(this::run, "line");
    private volatile LineState state = LineState.OPEN;
    private @Nullable Losses losses;
    private boolean closed;

    /** A line without limit or delay. */
    public SimulatedLine() {
        this(0, Duration.ZERO);
    }

    /**
     * Builds a line.
     *
     * @param bytesPerSecond of all connections together, in each direction; 0 for no limit
     * @param delay of each byte, one way
     */
    public SimulatedLine(long bytesPerSecond, Duration delay) {
        this.up = new LineDirection(bytesPerSecond, delay, System::nanoTime);
        this.down = new LineDirection(bytesPerSecond, delay, System::nanoTime);
        this.roundTrip = 2 * delay.toNanos();
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("no line", e);
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** Mbit/s in bytes per second. */
    public static long megabits(int perSecond) {
        return perSecond * 1_000_000L / Byte.SIZE;
    }

    /** Opens a further port through this line. */
    public LinePort to(int targetPort) {
        synchronized (lock) {
            LinePort port = new LinePort(this, targetPort);
            ports.add(port);
            wake();
            return port;
        }
    }

    /** Closes every connection and refuses new ones. */
    public void cut() {
        become(LineState.CUT);
        drop();
    }

    /** Closes every connection, but accepts new ones at once. */
    public void drop() {
        synchronized (lock) {
            List.copyOf(connections).forEach(LineConnection::close);
            wake();
        }
    }

    /** Drops all data silently, while connections stay open. */
    public void blackHole() {
        become(LineState.BLACK_HOLE);
    }

    /** Works again. A connection that lost data stays dead, as behind a lost route. */
    public void restore() {
        become(LineState.OPEN);
    }

    /** Drops the connections at random times, the same for the same seed. */
    public void lose(Duration meanTimeBetween, long seed) {
        synchronized (lock) {
            losses = new Losses(meanTimeBetween, new Random(seed), System.nanoTime());
            wake();
        }
    }

    public LineState state() {
        return state;
    }

    /** Bytes sent towards the targets; data that is dropped is not counted. */
    public long bytesUp() {
        return sum(LinePort::bytesUp);
    }

    /** Bytes received from the targets. */
    public long bytesDown() {
        return sum(LinePort::bytesDown);
    }

    private long sum(ToLongFunction<LinePort> bytes) {
        synchronized (lock) {
            return ports.stream().mapToLong(bytes).sum();
        }
    }

    private void wake() {
        if (selector.isOpen()) {
            selector.wakeup();
        }
    }

    private void become(LineState next) {
        synchronized (lock) {
            state = next;
        }
    }

    Selector selector() {
        return selector;
    }

    LineDirection up() {
        return up;
    }

    LineDirection down() {
        return down;
    }

    /** Time that a TCP handshake takes before the first byte. */
    long roundTrip() {
        return roundTrip;
    }

    void opened(LineConnection connection) {
        connections.add(connection);
    }

    void closed(LineConnection connection) {
        connections.remove(connection);
    }

    private void run() {
        try (selector) {
            for (long pause = Long.MAX_VALUE; pause >= 0; pause = work()) {
                select(pause);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the line broke down", e);
        }
    }

    private void select(long nanos) throws IOException {
        if (nanos == 0) {
            selector.selectNow();
        } else if (nanos == Long.MAX_VALUE) {
            selector.select();
        } else {
            selector.select(1 + TimeUnit.NANOSECONDS.toMillis(nanos - 1));
        }
    }

    /**
     * Does everything that is due; returns the nanoseconds until there is more to do, or -1 when the line was closed.
     */
    private long work() {
        synchronized (lock) {
            if (closed) {
                return -1;
            }
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isValid()) {
                    ((Runnable) key.attachment()).run();
                }
            }
            selector.selectedKeys().clear();
            long now = System.nanoTime();
            long pause = Math.min(up.work(now), down.work(now));
            for (LineConnection connection : connections) {
                pause = Math.min(pause, connection.open(now));
            }
            if (losses != null) {
                if (losses.due(now)) {
                    drop();
                }
                pause = Math.min(pause, losses.pause(now));
            }
            return Math.max(0, pause);
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            ports.forEach(LinePort::close);
            drop();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
