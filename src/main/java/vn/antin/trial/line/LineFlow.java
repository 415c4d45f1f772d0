package vn.antin.trial.line;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

/** One direction of one connection; the data between its ends is bounded. */
final class LineFlow implements LineDirection.LineSender {

    /** Buffer size of a socket and of a flow. */
    static final int BUFFER = 64 << 10;

    private final LineConnection connection;
    private final SocketChannel from;
    private final SocketChannel to;
    private final LineDirection direction;
    private final AtomicLong carried;
    private final Queue<ByteBuffer> arrived = new ArrayDeque<>();
    private int inside;
    private boolean queued;
    private boolean ended;
    private boolean lastArrived;
    private boolean over;

    LineFlow(
            LineConnection connection,
            SocketChannel from,
            SocketChannel to,
            LineDirection direction,
            AtomicLong carried) {
        this.connection = connection;
        this.from = from;
        this.to = to;
        this.direction = direction;
        this.carried = carried;
    }

    /** Queues for a turn. */
    void queue() {
        if (!queued) {
            queued = true;
            direction.queue(this);
        }
    }

    @Override
    public int read(ByteBuffer bytes) {
        if (connection.closed()) {
            return 0;
        }
        try {
            int length = from.read(bytes);
            ended = length < 0;
            return length;
        } catch (IOException e) {
            connection.close();
            return 0;
        }
    }

    /** A connection that lost data does not deliver its end either. */
    @Override
    public boolean passes(int length) {
        if (connection.passes()) {
            inside += Math.max(0, length);
            carried.addAndGet(Math.max(0, length));
            return true;
        }
        if (ended) {
            connection.abandoned(from);
        } else {
            connection.swallowed();
        }
        return false;
    }

    @Override
    public void leave() {
        queued = false;
        connection.watch();
    }

    @Override
    public boolean hasRoom() {
        return inside + direction.turn() <= BUFFER;
    }

    boolean wantsMore() {
        return !queued && !ended && hasRoom();
    }

    @Override
    public void arrive(ByteBuffer bytes) {
        if (!connection.passes()) {
            return;
        }
        if (bytes.hasRemaining()) {
            arrived.add(bytes);
        } else {
            lastArrived = true;
        }
        flush();
        connection.watch();
    }

    /** Writes the data that has arrived, as far as the socket accepts it. */
    void flush() {
        try {
            for (ByteBuffer next = arrived.peek(); next != null; next = arrived.peek()) {
                to.write(next);
                if (next.hasRemaining()) {
                    return;
                }
                inside -= next.capacity();
                arrived.remove();
            }
            if (lastArrived && !over) {
                over = true;
                to.shutdownOutput();
                connection.ended();
            }
        } catch (IOException e) {
            connection.close();
        }
    }

    boolean blocked() {
        return !arrived.isEmpty();
    }

    boolean over() {
        return over;
    }
}
