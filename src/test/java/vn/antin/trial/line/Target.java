package vn.antin.trial.line;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What a line leads to: answers each connection as it was told. */
final class Target implements AutoCloseable {

    /** What is done with one connection; what it throws, because the line was cut, ends it. */
    interface Answer {
        void to(Socket socket) throws IOException;
    }

    /** Sends back what comes, then hangs up. */
    static final Answer ECHO = socket -> {
        byte[] bytes = new byte[16 << 10];
        InputStream in = socket.getInputStream();
        for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
            socket.getOutputStream().write(bytes, 0, length);
        }
    };

    /** Reads and says nothing. */
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
