package vn.antin.trial.line;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection through a line: a socket at each end and a flow in each direction. */
final class LineConnection {

    private static final Logger log = LoggerFactory.getLogger(LineConnection.class);

    private final SimulatedLine line;
    private final SocketChannel near;
    private final SocketChannel far;
    private final SelectionKey nearKey;
    private final SelectionKey farKey;
    private final LineFlow up;
    private final LineFlow down;
    private final long opensAt;
    private boolean connected;
    private boolean open;
    private boolean lost;
    private boolean closed;

    /** Connects to the target; if that fails, the near end is closed. */
    static void start(SimulatedLine line, LinePort port, SocketChannel near, InetSocketAddress target)
            throws IOException {
        LineConnection connection = new LineConnection(line, port, near);
        line.opened(connection);
        connection.connect(target);
    }

    private LineConnection(SimulatedLine line, LinePort port, SocketChannel near) throws IOException {
        this.line = line;
        this.near = near;
        this.far = SocketChannel.open();
        this.up = new LineFlow(this, near, far, line.up(), port.up());
        this.down = new LineFlow(this, far, near, line.down(), port.down());
        this.opensAt = System.nanoTime() + line.roundTrip();
        far.setOption(StandardSocketOptions.SO_RCVBUF, LineFlow.BUFFER);
        this.nearKey = registered(near, up, down);
        this.farKey = registered(far, down, up);
    }

    private SelectionKey registered(SocketChannel channel, LineFlow in, LineFlow out) throws IOException {
        channel.setOption(StandardSocketOptions.SO_SNDBUF, LineFlow.BUFFER);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        SelectionKey key = channel.register(line.selector(), 0);
        key.attach((Runnable) () -> ready(key, in, out));
        return key;
    }

    private void connect(InetSocketAddress target) {
        try {
            connected = far.connect(target);
            watch();
        } catch (IOException e) {
            close();
        }
    }

    private void ready(SelectionKey key, LineFlow in, LineFlow out) {
        try {
            if (key.isConnectable()) {
                connected = far.finishConnect();
            }
            if (key.isReadable()) {
                in.queue();
            }
            if (key.isWritable()) {
                out.flush();
            }
            watch();
        } catch (IOException e) {
            close();
        }
    }

    /** Opens the flows once both ends are connected and one round trip has passed; returns the time until then. */
    long open(long now) {
        if (open || closed) {
            return Long.MAX_VALUE;
        }
        if (opensAt - now > 0) {
            return opensAt - now;
        }
        open = true;
        watch();
        return Long.MAX_VALUE;
    }

    /** Registers interest in the useful operations of each end. */
    void watch() {
        if (closed) {
            return;
        }
        if (connected) {
            watch(nearKey, up, down);
            watch(farKey, down, up);
        } else {
            farKey.interestOps(SelectionKey.OP_CONNECT);
        }
    }

    private void watch(SelectionKey key, LineFlow in, LineFlow out) {
        if (key.isValid()) {
            int read = open && in.wantsMore() ? SelectionKey.OP_READ : 0;
            int write = out.blocked() ? SelectionKey.OP_WRITE : 0;
            key.interestOps(read | write);
        }
    }

    /** Whether data may pass: after a loss the rest of the stream is useless. */
    boolean passes() {
        lost |= line.state() == SimulatedLine.LineState.BLACK_HOLE;
        return !lost && !closed;
    }

    /** Data was lost: once the line works, a sender to the lost end is reset. */
    void swallowed() {
        if (line.state() == SimulatedLine.LineState.OPEN && !(near.isOpen() && far.isOpen())) {
            close();
        }
    }

    /** One end closed while the line was down, and the other is not told. */
    void abandoned(SocketChannel end) {
        shut(end);
        if (!near.isOpen() && !far.isOpen()) {
            close();
        }
    }

    /** One direction has ended; after both the connection is closed. */
    void ended() {
        if (up.over() && down.over()) {
            close();
        }
    }

    boolean closed() {
        return closed;
    }

    void close() {
        closed = true;
        line.closed(this);
        shut(near);
        shut(far);
    }

    private static void shut(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            log.debug("a socket did not close cleanly: {}", e.toString());
        }
    }
}
