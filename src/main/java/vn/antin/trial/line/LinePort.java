package vn.antin.trial.line;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port that forwards to a target through the line. */
public final class LinePort {

    private static final Logger log = LoggerFactory.getLogger(LinePort.class);

    private final SimulatedLine line;
    private final InetSocketAddress target;
    private final ServerSocketChannel door;
    private final int number;
    private final AtomicLong up = new AtomicLong();
    private final AtomicLong down = new AtomicLong();

    LinePort(SimulatedLine line, int targetPort) {
        this.line = line;
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
        try {
            this.door = ServerSocketChannel.open();
            door.setOption(StandardSocketOptions.SO_RCVBUF, LineFlow.BUFFER);
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            door.configureBlocking(false);
            door.register(line.selector(), SelectionKey.OP_ACCEPT, (Runnable) this::accept);
            this.number = door.socket().getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no port for a line", e);
        }
    }

    public int number() {
        return number;
    }

    /** Bytes sent towards the target. */
    public long bytesUp() {
        return up.get();
    }

    /** Bytes received from the target. */
    public long bytesDown() {
        return down.get();
    }

    AtomicLong up() {
        return up;
    }

    AtomicLong down() {
        return down;
    }

    private void accept() {
        try {
            for (SocketChannel near = door.accept(); near != null; near = door.accept()) {
                if (line.state() == SimulatedLine.LineState.CUT) {
                    near.close();
                } else {
                    connect(near);
                }
            }
        } catch (IOException e) {
            log.warn("a connection to {} was not taken: {}", target, e.toString());
        }
    }

    private void connect(SocketChannel near) throws IOException {
        try {
            LineConnection.start(line, this, near, target);
        } catch (IOException e) {
            near.close();
            throw e;
        }
    }

    void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException("port " + number + " of a line", e);
        }
    }
}
