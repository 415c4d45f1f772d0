package vn.antin.node;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Random;
import javax.net.ssl.SSLContext;

/**
 * How fast the line to the hub is now, beside whatever else crosses it: half a megabyte each way.
 *
 * @param up bits each second towards the hub
 * @param down bits each second from it
 * @param roundTrip of a question and its answer
 */
record LineSpeed(long up, long down, Duration roundTrip) {

    private static final int BYTES = 512 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /**
     * Measures now.
     *
     * @throws java.net.http.HttpTimeoutException when the line is too slow for it
     * @throws ProtocolException when the hub gives no bytes for it: too many ask at once
     */
    static LineSpeed measure(URI hub, SSLContext tls) throws IOException {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
        URI endpoint = hub.resolve(SpeedEndpoint.PATH);
        // The first one opens the connection, and is not counted.
        took(client, get(endpoint, 1), 200);
        Duration trip = took(client, get(endpoint, 1), 200);
        byte[] bytes = new byte[BYTES];
        new Random().nextBytes(bytes);
        HttpRequest send = HttpRequest.newBuilder(endpoint)
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                .build();
        Duration up = took(client, send, 204);
        Duration down = took(client, get(endpoint, BYTES), 200);
        return new LineSpeed(bits(up, trip), bits(down, trip), trip);
    }

    private static HttpRequest get(URI endpoint, int bytes) {
        return HttpRequest.newBuilder(URI.create(endpoint + "?bytes=" + bytes))
                .timeout(PATIENCE)
                .build();
    }

    private static long bits(Duration took, Duration trip) {
        Duration crossing = took.compareTo(trip) > 0 ? took.minus(trip) : took;
        return BYTES * 8_000_000_000L / Math.max(1, crossing.toNanos());
    }

    private static Duration took(HttpClient client, HttpRequest request, int expected) throws IOException {
        long begin = System.nanoTime();
        try {
            HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != expected) {
                throw new ProtocolException(request.uri().getPath() + ": " + answer.statusCode());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static String mbit(long bits) {
        return String.format(java.util.Locale.ROOT, "%.1f", bits / 1e6);
    }

    @Override
    public String toString() {
        return "↑ " + mbit(up) + " Mbit/s, ↓ " + mbit(down) + " Mbit/s, " + roundTrip.toMillis() + " ms";
    }
}
