package vn.antin.trial.line;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection through a line: the socket at the near end, the one at the far end, and what flows both ways. */
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

    /** Reaches out to the target; if nobody is there, the near end is closed. */
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

    /** Bytes may flow once both ends are there and the greeting has gone to and fro; answers how long until then. */
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

    /** Asks to be told of what each end can do now that is of use. */
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

    /** Whether what was read now goes on: once a byte was swallowed, the rest makes no sense to anybody. */
    boolean passes() {
        lost |= line.state() == SimulatedLine.LineState.BLACK_HOLE;
        return !lost && !closed;
    }

    /** Bytes came that nobody will get: once the line works, whoever sends to an end that is gone learns of it. */
    void swallowed() {
        if (line.state() == SimulatedLine.LineState.OPEN && !(near.isOpen() && far.isOpen())) {
            close();
        }
    }

    /** One end has gone, and no word of it reaches the other. */
    void abandoned(SocketChannel end) {
        shut(end);
        if (!near.isOpen() && !far.isOpen()) {
            close();
        }
    }

    /** One direction has come to its end; after both the connection is over. */
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
