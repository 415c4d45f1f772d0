package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;

/** Callers that violate the protocol: they disconnect, or are slow on purpose. */
record HostileDoors(SSLContext tls, int port, String key, Callable<Set<String>> files) {

    private static final int MUCH = 1 << 20;
    /** Threads of the three servers in this process: a hub and two nodes. */
    private static final int THREADS = 3 * 32;

    /** The beginning of a request with a declared body of a megabyte. */
    private String begins(String call, String type, String more) {
        return call + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key + "\r\nContent-Type: " + type
                + "\r\nContent-Length: " + MUCH + "\r\n" + more + "\r\n";
    }

    private String rest() {
        return begins("POST /api/v1/documents", "multipart/form-data; boundary=" + PartsBody.BOUNDARY, "");
    }

    private String soap() {
        return begins("POST /services/documents", "multipart/related; boundary=" + PartsBody.BOUNDARY, "");
    }

    String patch(String upload) {
        return begins("PATCH /api/v1/uploads/" + upload, "application/offset+octet-stream", "Upload-Offset: 0\r\n");
    }

    /** The line breaks after half of a large part; the spooled data is removed. */
    void vanishes() throws Exception {
        Set<String> before = files.call();
        String part =
                "--" + PartsBody.BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
        for (String beginning : List.of(rest(), soap())) {
            Socket caller = tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
            write(caller, beginning + part + "x".repeat(MUCH / 2));
            await().until(() -> !before.containsAll(files.call()));
            SlowClients.cut(caller);
            await().until(() -> before.containsAll(files.call()));
        }
    }

    /** Received bytes of an upload stay, for the caller to continue. */
    void vanishes(String upload) throws Exception {
        Socket caller = tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        write(caller, patch(upload) + "x".repeat(MUCH / 2));
        SlowClients.cut(caller);
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** A good caller is served while they are connected; afterwards nothing of them is left. */
    void thousand(String upload, Callable<Boolean> good) throws Exception {
        Set<String> before = files.call();
        long handles = handles();
        long memory = memory();
        try (SlowClients crowd = new SlowClients(tls, port)) {
            crowd.come(200, List.of("", "GET /api/v1/limits HTTP/1.1\r\nX-", rest(), soap(), patch(upload)));
            assertThat(crowd.still()).isEqualTo(1000);
            for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                assertThat(good.call()).isTrue();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
            }
            assertThat(threads()).isLessThanOrEqualTo(THREADS);
            // Other work in this process holds something for a moment, too.
            await().until(() -> memory() - memory < 256L << 20);
        }
        await().until(() -> handles() < handles + 50);
        await().until(() -> before.containsAll(files.call()));
        assertThat(good.call()).isTrue();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("antin-http"))
                .count();
    }

    private static long memory() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long handles() {
        return ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                .getOpenFileDescriptorCount();
    }
}
