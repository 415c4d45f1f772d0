package vn.antin.trial.line;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The target of a line, which answers each connection as the test says. */
final class Target implements AutoCloseable {

    /** Handles one connection; an exception, because the line was cut, ends it. */
    interface Answer {
        void to(Socket socket) throws IOException;
    }

    /** Echoes its input, then closes. */
    static final Answer ECHO = socket -> {
        byte[] bytes = new byte[16 << 10];
        InputStream in = socket.getInputStream();
        for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
            socket.getOutputStream().write(bytes, 0, length);
        }
    };

    /** Reads without answering. */
    static final Answer SWALLOW = socket -> socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger connections = new AtomicInteger();

    Target(Answer answer) throws IOException {
        threads.execute(() -> accept(answer));
    }

    private void accept(Answer answer) {
        while (!door.isClosed()) {
            try {
                Socket socket = door.accept();
                connections.incrementAndGet();
                threads.execute(() -> answer(answer, socket));
            } catch (IOException e) {
                // closed: the loop ends
            }
        }
    }

    private static void answer(Answer answer, Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            answer.to(socket);
        } catch (IOException e) {
            // the line was cut
        }
    }

    int port() {
        return door.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        door.close();
        threads.shutdownNow();
    }
}
