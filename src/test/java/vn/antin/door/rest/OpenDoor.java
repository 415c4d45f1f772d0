package vn.antin.door.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import vn.antin.SlowMachine;
import vn.antin.door.ApiKeys;
import vn.antin.door.DoorLimits;
import vn.antin.door.Errors;
import vn.antin.door.docs.ErrorPages;
import vn.antin.door.http.HttpDoor;
import vn.antin.door.webhook.AllowedNetworks;
import vn.antin.door.webhook.NodeKey;
import vn.antin.door.webhook.WebhookKeyWrap;
import vn.antin.door.webhook.WebhookService;
import vn.antin.door.webhook.WebhookSettings;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Mode;
import vn.antin.ledger.Feed;
import vn.antin.ledger.db.LedgerSamples;
import vn.antin.ledger.db.Signal;

/** A real HTTPS door on a free loopback port, and a client that validates every answer against the contract. */
public final class OpenDoor implements AutoCloseable {

    public static final String HOME_KEY = "antin_home-affairs-000000000000";
    static final String HEALTH_KEY = "antin_health-0000000000000000000";
    static final String BOTH_KEY = "antin_both-000000000000000000000";
    static final DoorLimits LIMITS = new DoorLimits(1 << 20, 1 << 20, 100, 1000, 2, 16, 64, Duration.ofSeconds(5));

    /** A part of a multipart body: its Content-Disposition after {@code form-data;}, its type, its content. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Piece(String disposition, String type, byte[] content) {

        public static Piece metadata(String json) {
            return new Piece("name=\"metadata\"", "application/json", json.getBytes(UTF_8));
        }

        public static Piece file(String name, String content) {
            return new Piece("name=\"file\"; filename=\"" + name + "\"", "application/pdf", content.getBytes(UTF_8));
        }
    }

    public final RestNode bus = new RestNode();
    final InboxNotifier notifier = new InboxNotifier();
    final Path spool;
    private final Standing clock = new Standing();
    private final RestApi api;
    private final WebhookService webhooks;
    private final HttpDoor door;
    private final HttpClient client;
    private final OpenApiContract contract = OpenApiContract.read();
    private final SSLContext tls;

    public OpenDoor(Path spool) throws Exception {
        this(spool, LIMITS);
    }

    public OpenDoor(Path spool, DoorLimits limits) throws Exception {
        this(spool, limits, LedgerSamples.shared());
    }

    /** With a ledger, which lists and events are read from. */
    public OpenDoor(Path spool, DoorLimits limits, LedgerSamples offered) throws Exception {
        this.spool = spool;
        this.tls = Loopback.tls();
        Errors errors = Errors.load();
        ApiKeys keys = new ApiKeys(Map.of(
                digest(HOME_KEY), Set.of(RestNode.HOME_AFFAIRS),
                digest(HEALTH_KEY), Set.of(RestNode.HEALTH),
                digest(BOTH_KEY), Set.of(RestNode.HOME_AFFAIRS, RestNode.HEALTH)));
        this.webhooks = webhooks(offered, tls, clock);
        this.api = new RestApi(
                bus,
                offered.queries(),
                new RestApi.Services(uploads(offered, clock), webhooks, keys, notifier),
                limits,
                spool,
                errors,
                clock);
        offered.ledger().onWake(what -> {
            if (what == Signal.EVENTS) {
                api.happened();
                webhooks.happened();
            }
        });
        this.door = new HttpDoor(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls, limits, errors)
                .addServlet(RestApi.PATH, api.servlet())
                .addServlet(RestApi.STREAM_PATH, api.streams())
                .addServlet(ErrorPages.PATH + "*", new ErrorPages(errors))
                .onClose(api::close)
                .start();
        this.client = HttpClient.newBuilder().sslContext(tls).build();
    }

    private static UploadService uploads(LedgerSamples offered, Clock clock) {
        return new UploadService(offered.ledger(), offered.folder().resolve("uploads"), 2 << 20, clock);
    }

    private static WebhookService webhooks(LedgerSamples offered, SSLContext tls, Clock clock) {
        Feed feed = new Feed(offered.repositories());
        return new WebhookService(
                        offered.repositories(),
                        feed,
                        new WebhookKeyWrap(purpose -> NodeKey.encryption()),
                        new WebhookEventRenderer(feed.node()),
                        new WebhookSettings(AllowedNetworks.standard(), tls, 3, Duration.ofDays(14), Mode.PRODUCTION),
                        clock)
                .start();
    }

    static Digest digest(String key) {
        return Digest.sha256(key.getBytes(UTF_8));
    }

    public SSLContext tls() {
        return tls;
    }

    /** Moves the door's clock forward. */
    void later(Duration time) {
        clock.now = clock.now.plus(time);
    }

    private static final class Standing extends Clock {

        private volatile Instant now = RestNode.NOON;

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    int following() {
        return api.following();
    }

    HttpClient client() {
        return client;
    }

    int waiting() {
        return api.waiting();
    }

    public int port() {
        return door.port();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + door.port() + path))
                .timeout(SlowMachine.PATIENCE);
    }

    /** A request with the key of the home affairs department. */
    public HttpRequest.Builder signed(String path) {
        return request(path).header("Authorization", "Bearer " + HOME_KEY);
    }

    public HttpResponse<byte[]> send(HttpRequest.Builder builder) throws IOException, InterruptedException {
        HttpRequest request = builder.build();
        return judged(request, client.send(request, BodyHandlers.ofByteArray()));
    }

    CompletableFuture<HttpResponse<byte[]>> later(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        return client.sendAsync(request, BodyHandlers.ofByteArray()).thenApply(answer -> judged(request, answer));
    }

    private HttpResponse<byte[]> judged(HttpRequest request, HttpResponse<byte[]> answer) {
        if (request.uri().getRawPath().startsWith(ResponseJson.BASE + "/")) {
            contract.judge(request.method(), request.uri().getRawPath(), answer);
        }
        return answer;
    }

    public HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return send(signed(path));
    }

    HttpResponse<byte[]> post(String path, String type, String body) throws IOException, InterruptedException {
        return send(signed(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<byte[]> letter(Piece... pieces) throws IOException, InterruptedException {
        return send(form(signed("/api/v1/documents"), pieces));
    }

    static HttpRequest.Builder form(HttpRequest.Builder builder, Piece... pieces) {
        return builder.header("Content-Type", "multipart/form-data; boundary=frontier")
                .POST(BodyPublishers.ofByteArray(body(pieces)));
    }

    public static byte[] body(Piece... pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Piece piece : pieces) {
            out.writeBytes(("--frontier\r\nContent-Disposition: form-data; " + piece.disposition()
                            + "\r\nContent-Type: " + piece.type() + "\r\n\r\n")
                    .getBytes(UTF_8));
            out.writeBytes(piece.content());
            out.writeBytes("\r\n".getBytes(UTF_8));
        }
        out.writeBytes("--frontier--\r\n".getBytes(UTF_8));
        return out.toByteArray();
    }

    public static JsonNode json(HttpResponse<byte[]> answer) {
        return OpenApiContract.json(answer);
    }

    public long spooled() throws IOException {
        try (Stream<Path> files = Files.list(spool)) {
            return files.count();
        }
    }

    @Override
    public void close() {
        door.close();
        webhooks.close();
    }
}
