package vn.antin.node.line;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A line on the loopback that can be slow, far, cut or swallow what is sent: what a commune's line does. */
public final class LineProxy implements AutoCloseable {

    private static final int CONNECTIONS = 64;
    private static final int CHUNK = 8 << 10;
    private static final int SOCKET_BUFFER = 64 << 10;

    private enum Mode {
        OPEN,
        CUT,
        BLACK_HOLE
    }

    private final InetSocketAddress target;
    private final Duration delay;
    private final Direction up;
    private final Direction down;
    private final ServerSocket door;
    private final Set<Closeable> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;
    private volatile Mode mode = Mode.OPEN;

    /** A line as fast as this machine. */
    public LineProxy(int targetPort) throws IOException {
        this(targetPort, 0, Duration.ZERO);
    }

    /**
     * @param targetPort where it leads, on the loopback
     * @param bytesPerSecond for all connections together, in each direction; 0 for no limit
     * @param delay how long each byte is under way
     */
    public LineProxy(int targetPort, long bytesPerSecond, Duration delay) throws IOException {
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
        this.delay = delay;
        this.up = new Direction(bytesPerSecond);
        this.down = new Direction(bytesPerSecond);
        this.door = new ServerSocket();
        door.setReceiveBufferSize(SOCKET_BUFFER);
        door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        // One thread reads and one writes, each way.
        this.threads = new ThreadPoolExecutor(
                0, 4 * CONNECTIONS + 1, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), LineProxy::thread);
        threads.execute(this::accept);
    }

    /** The port to connect to instead of the target's. */
    public int port() {
        return door.getLocalPort();
    }

    /** Closes every connection and refuses new ones. */
    public void cut() {
        mode = Mode.CUT;
        sockets.forEach(LineProxy::shut);
    }

    /** Accepts everything and lets nothing through; no connection learns of it. */
    public void blackHole() {
        mode = Mode.BLACK_HOLE;
    }

    /** Works again. A connection that lost bytes meanwhile stays dead without a word, as behind a lost route. */
    public void restore() {
        mode = Mode.OPEN;
    }

    /** How many bytes were let through towards the target. */
    public long bytesUp() {
        return up.total.get();
    }

    /** How many bytes were let through from the target. */
    public long bytesDown() {
        return down.total.get();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket near = door.accept();
                sockets.add(near);
                if (mode == Mode.CUT) {
                    shut(near);
                } else {
                    connect(near);
                }
            } catch (IOException e) {
                // closed, or a client that left again: the loop's condition tells which
            }
        }
    }

    private void connect(Socket near) {
        Socket far = new Socket();
        try {
            far.setReceiveBufferSize(SOCKET_BUFFER);
            far.setSendBufferSize(SOCKET_BUFFER);
            near.setSendBufferSize(SOCKET_BUFFER);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            far.connect(target);
            sockets.add(far);
            Pair pair = new Pair(near, far);
            new Flow(near, far, up, pair).start();
            new Flow(far, near, down, pair).start();
        } catch (IOException | RejectedExecutionException e) {
            shut(near);
            shut(far);
        }
    }

    private void shut(Pair pair) {
        for (Socket socket : new Socket[] {pair.near(), pair.far()}) {
            shut(socket);
            sockets.remove(socket);
        }
    }

    private static void shut(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed either way
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "line");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
        threads.shutdownNow();
    }

    private record Pair(Socket near, Socket far) {}

    /** One direction of one connection. */
    private final class Flow {

        private final Socket from;
        private final Socket to;
        private final Direction direction;
        private final Pair pair;
        private final Underway underway;
        private volatile boolean lost;

        Flow(Socket from, Socket to, Direction direction, Pair pair) {
            this.from = from;
            this.to = to;
            this.direction = direction;
            this.pair = pair;
            this.underway = new Underway(delay);
        }

        void start() {
            threads.execute(this::read);
            threads.execute(this::write);
        }

        private void read() {
            byte[] chunk = new byte[CHUNK];
            try {
                for (int length = from.getInputStream().read(chunk);
                        length >= 0;
                        length = from.getInputStream().read(chunk)) {
                    direction.take(length);
                    lost |= mode == Mode.BLACK_HOLE;
                    if (!lost) {
                        underway.put(chunk, length);
                    }
                }
                underway.end();
            } catch (IOException | InterruptedException e) {
                shut(pair);
            }
        }

        private void write() {
            try {
                for (byte[] chunk = underway.next(); chunk.length > 0; chunk = underway.next()) {
                    to.getOutputStream().write(chunk);
                    direction.total.addAndGet(chunk.length);
                }
                if (mode != Mode.BLACK_HOLE && !lost) {
                    shut(pair);
                }
            } catch (IOException | InterruptedException e) {
                shut(pair);
            }
        }
    }

    /** What one direction of the line lets through, all connections together. */
    private static final class Direction {

        private final long bytesPerSecond;
        private final AtomicLong total = new AtomicLong();
        private long freeAt = System.nanoTime();

        Direction(long bytesPerSecond) {
            this.bytesPerSecond = bytesPerSecond;
        }

        /** Holds these bytes for as long as a line of this rate takes to carry them. */
        void take(int bytes) throws InterruptedException {
            long until = bytesPerSecond > 0 ? System.nanoTime() + reserve(bytes) : System.nanoTime();
            for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                LockSupport.parkNanos(left);
            }
        }

        private synchronized long reserve(int bytes) {
            long now = System.nanoTime();
            freeAt = Math.max(freeAt, now) + bytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
            return freeAt - now;
        }
    }
}
