package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;

/** Many concurrent callers that send the beginning of a request and then a byte now and then. */
final class SlowClients implements AutoCloseable {

    private static final int HANDS = 8;
    private static final long PAUSE_MILLIS = 250;

    private final SSLContext tls;
    private final int port;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService dripping = Executors.newSingleThreadScheduledExecutor();

    SlowClients(SSLContext tls, int port) {
        this.tls = tls;
        this.port = port;
    }

    /** Opens that many connections for each of these beginnings. */
    void come(int each, List<String> beginnings) throws Exception {
        ExecutorService hands = Executors.newFixedThreadPool(HANDS);
        try {
            List<Future<?>> coming = beginnings.stream()
                    .flatMap(beginning -> IntStream.range(0, each)
                            .<Future<?>>mapToObj(i -> hands.submit(() -> {
                                sockets.add(begun(beginning));
                                return null;
                            })))
                    .toList();
            for (Future<?> one : coming) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a caller of the crowd did not come in", e);
        } finally {
            hands.shutdown();
        }
        var unused = dripping.scheduleWithFixedDelay(this::drip, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** An empty beginning is a caller that never starts TLS. */
    private Socket begun(String beginning) throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        Socket socket = beginning.isEmpty()
                ? new Socket(here, port)
                : tls.getSocketFactory().createSocket(here, port);
        socket.getOutputStream().write(beginning.isEmpty() ? new byte[] {22} : beginning.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
        return socket;
    }

    private void drip() {
        sockets.removeIf(socket -> !drips(socket));
    }

    /** Sends a byte; false when the node has closed the connection. */
    private static boolean drips(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            socket.getOutputStream().flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    int still() {
        return sockets.size();
    }

    @Override
    public void close() {
        dripping.shutdownNow();
        sockets.forEach(SlowClients::cut);
    }

    /** Resets the connection, as a broken line does. */
    static void cut(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a socket of the crowd", e);
        }
    }
}
