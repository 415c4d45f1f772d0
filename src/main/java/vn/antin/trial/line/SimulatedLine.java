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
 * The one line of an agency, on the loopback: all ports that lead through it share its rate, its delay and its fate. One
 * thread serves it.
 *
 * <pre>
 * Line line = new Line(Line.megabits(4), Duration.ofMillis(20));
 * int broker = line.to(hub.brokerPort()).number();
 * int https = line.to(hub.httpsPort()).number();
 * </pre>
 */
public final class SimulatedLine implements AutoCloseable {

    /** What becomes of what is sent. */
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

    /** A line as fast as this machine. */
    public SimulatedLine() {
        this(0, Duration.ZERO);
    }

    /**
     * @param bytesPerSecond for all connections together, in each direction; 0 for no limit
     * @param delay how long each byte is under way
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

    /** The bytes per second of so many Mbit/s. */
    public static long megabits(int perSecond) {
        return perSecond * 1_000_000L / Byte.SIZE;
    }

    /** One more port that leads through this line. */
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

    /** Closes every connection, and is there for new ones at once. */
    public void drop() {
        synchronized (lock) {
            List.copyOf(connections).forEach(LineConnection::close);
            wake();
        }
    }

    /** Accepts everything and lets nothing through; no connection learns of it. */
    public void blackHole() {
        become(LineState.BLACK_HOLE);
    }

    /** Works again. A connection that lost bytes meanwhile stays dead without a word, as behind a lost route. */
    public void restore() {
        become(LineState.OPEN);
    }

    /** Drops the connections again and again, at random times that are the same for the same seed. */
    public void lose(Duration meanTimeBetween, long seed) {
        synchronized (lock) {
            losses = new Losses(meanTimeBetween, new Random(seed), System.nanoTime());
            wake();
        }
    }

    public LineState state() {
        return state;
    }

    /** How many bytes went into the line towards the targets; a black hole counts nothing. */
    public long bytesUp() {
        return sum(LinePort::bytesUp);
    }

    /** How many bytes went into the line from the targets. */
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

    /** What setting up a connection takes before its first byte may leave. */
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

    /** Everything that is due now; answers the nanoseconds until there is more to do, or -1 when the line was closed. */
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
