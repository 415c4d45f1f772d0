package vn.antin.door.soap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import vn.antin.SlowMachine;
import vn.antin.door.ApiKeys;
import vn.antin.door.DoorLimits;
import vn.antin.door.Errors;
import vn.antin.door.http.HttpDoor;
import vn.antin.door.rest.Loopback;
import vn.antin.envelope.Digest;

/** A real HTTPS door with the SOAP interface, and a client that writes its envelopes by hand. */
final class OpenSoap implements AutoCloseable {

    static final String HOME_KEY = "antin_home-affairs-000000000000";
    static final String HEALTH_KEY = "antin_health-0000000000000000000";
    static final String BOTH_KEY = "antin_both-000000000000000000000";
    static final int ENVELOPE = 256 << 10;
    static final DoorLimits LIMITS = new DoorLimits(4 << 20, ENVELOPE, 10, 1000, 2, 16, 64, Duration.ofSeconds(5));
    static final String PATH = "/services/documents";

    final SoapNode counter = new SoapNode();
    private final Path spool;
    private final SSLContext tls;
    private final HttpDoor door;
    private final HttpClient client;

    OpenSoap(Path spool) throws Exception {
        this.spool = spool;
        this.tls = Loopback.tls();
        Errors errors = Errors.load();
        ApiKeys keys = new ApiKeys(Map.of(
                digest(HOME_KEY), Set.of(SoapNode.HOME_AFFAIRS),
                digest(HEALTH_KEY), Set.of(SoapNode.HEALTH),
                digest(BOTH_KEY), Set.of(SoapNode.HOME_AFFAIRS, SoapNode.HEALTH)));
        Clock clock = Clock.fixed(SoapNode.NOON, ZoneOffset.UTC);
        SoapApi api = new SoapApi(counter, keys, LIMITS, spool, errors, clock);
        this.door = new HttpDoor(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls, LIMITS, errors)
                .addServlet(SoapApi.PATH, api.servlet())
                .start();
        this.client = HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private static Digest digest(String key) {
        return Digest.sha256(key.getBytes(UTF_8));
    }

    SSLContext tls() {
        return tls;
    }

    int port() {
        return door.port();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + door.port() + path))
                .timeout(SlowMachine.PATIENCE);
    }

    /** A call with the key of the home affairs department. */
    HttpRequest.Builder signed() {
        return request(PATH).header("Authorization", "Bearer " + HOME_KEY);
    }

    SoapAnswer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return SoapAnswer.of(client.send(request.build(), BodyHandlers.ofByteArray()));
    }

    /** SOAP 1.1: the message in its body. */
    SoapAnswer eleven(String message) throws IOException, InterruptedException {
        return eleven(signed(), message);
    }

    SoapAnswer eleven(HttpRequest.Builder request, String message) throws IOException, InterruptedException {
        return post(request, "text/xml; charset=utf-8", Envelopes.eleven(message));
    }

    SoapAnswer twelve(String message) throws IOException, InterruptedException {
        return post(signed(), "application/soap+xml; charset=utf-8", Envelopes.twelve(message));
    }

    SoapAnswer twelveIn(String language, String message) throws IOException, InterruptedException {
        return post(
                signed().header("Accept-Language", language),
                "application/soap+xml; charset=utf-8",
                Envelopes.twelve(message));
    }

    SoapAnswer post(HttpRequest.Builder request, String type, String body) throws IOException, InterruptedException {
        return send(request.header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    SoapAnswer mtom(HttpRequest.Builder request, Envelopes.Part... parts) throws IOException, InterruptedException {
        return send(request.header("Content-Type", Envelopes.MTOM)
                .POST(BodyPublishers.ofByteArray(Envelopes.multipart(parts))));
    }

    long spooled() throws IOException {
        try (Stream<Path> files = Files.list(spool)) {
            return files.count();
        }
    }

    @Override
    public void close() {
        door.close();
    }
}
