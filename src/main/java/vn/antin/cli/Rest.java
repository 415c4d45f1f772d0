package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import vn.antin.door.ApiKeys;
import vn.antin.door.Language;
import vn.antin.envelope.Mode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.json.Json;
import vn.antin.node.broker.Tls;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;
import vn.antin.seal.pki.Trust;

/**
 * A client of a node or hub by its configuration file: of the REST interface with the API key beside the file, of the
 * management endpoints without a key. It trusts the pinned certificates only.
 */
public final class Rest {

    /** A machine under full load takes a while to answer. */
    private static final Duration CONNECT = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration MANAGEMENT = Duration.ofSeconds(15);
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "[::]");

    private final HttpClient client;
    private final String base;
    private final Duration patience;
    private final Map<String, String> headers;
    private final Runnable onTest;
    private final AtomicBoolean told = new AtomicBoolean();

    private Rest(HttpClient client, String base, Duration patience, Map<String, String> headers, Runnable onTest) {
        this.client = client;
        this.base = base;
        this.patience = patience;
        this.headers = headers;
        this.onTest = onTest;
    }

    /** The node of that configuration file; its API key is in a file beside it. */
    public static Rest of(Path file, Language language) {
        return of(file, language, CONNECT, Clock.systemUTC(), () -> {});
    }

    /** Judges the node's certificate by this clock. */
    public static Rest of(Path file, Language language, Clock clock) {
        return of(file, language, CONNECT, clock, () -> {});
    }

    /** With this connect timeout, for a machine under full load. */
    public static Rest of(Path file, Language language, Duration connect) {
        return of(file, language, connect, Clock.systemUTC(), () -> {});
    }

    /** Calls {@code onTest} at the first answer of a test node. */
    public static Rest of(Path file, Language language, Runnable onTest) {
        return of(file, language, CONNECT, Clock.systemUTC(), onTest);
    }

    private static Rest of(Path file, Language language, Duration connect, Clock clock, Runnable onTest) {
        Config config = ConfigFile.read(file);
        if (config.role() != Config.Role.NODE) {
            throw new Refused(Fault.CONFIGURATION, file.toString(), "role: hub");
        }
        String key = key(config.trust().resolveSibling("api.key"));
        return new Rest(
                client(config, connect, clock),
                base(config.listen()),
                PATIENCE,
                Map.of("Authorization", "Bearer " + key, "Accept-Language", language.tag()),
                onTest);
    }

    /** The management endpoints of the node or hub of that configuration file, on this machine. */
    static Rest management(Path file, Language language) {
        Config config = ConfigFile.read(file);
        return new Rest(
                client(config, MANAGEMENT, Clock.systemUTC()),
                base(config.listen()),
                MANAGEMENT,
                Map.of("Accept-Language", language.tag()),
                () -> {});
    }

    private static HttpClient client(Config config, Duration connect, Clock clock) {
        return HttpClient.newBuilder()
                .sslContext(Tls.client(Trust.read(config.trust()).anchors(), clock))
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connect)
                .build();
    }

    /** A client that speaks for one of the key's agencies. */
    public Rest as(String code) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(ApiKeys.AGENCY, code);
        return new Rest(client, base, patience, all, onTest);
    }

    private static String base(Config.Address address) {
        String host = EVERYWHERE.contains(address.host()) ? "localhost" : address.host();
        return "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.port();
    }

    private static String key(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new Refused(Fault.FILE_MISSING, e, file.toString());
        }
    }

    /** The address of the node. */
    public String server() {
        return base;
    }

    /** The address of the interface. */
    public String base() {
        return base + "/api/v1";
    }

    public JsonNode get(String path) {
        return json(send(request(path).GET()).body());
    }

    /** The bytes at an address, with their headers. */
    public HttpResponse<byte[]> file(String path) {
        return send(request(path).GET());
    }

    /** Saves the bytes at an address; the file gets its name when it is complete. */
    public long save(String path, Path file) throws IOException {
        Path coming = file.resolveSibling(file.getFileName() + ".coming");
        HttpResponse<Path> response = exchange(request(path).GET(), HttpResponse.BodyHandlers.ofFile(coming));
        if (response.statusCode() >= 300) {
            byte[] why = Files.readAllBytes(coming);
            Files.delete(coming);
            throw refusal(response.statusCode(), why);
        }
        Files.move(coming, file, StandardCopyOption.REPLACE_EXISTING);
        return Files.size(file);
    }

    /** Posts a body; the answer is JSON or empty. */
    public JsonNode post(String path, String type, byte[] body, Map<String, String> more) {
        return post(path, type, HttpRequest.BodyPublishers.ofByteArray(body), more, PATIENCE);
    }

    /** Posts a body that is produced while it is sent, with this timeout. */
    public JsonNode post(
            String path, String type, HttpRequest.BodyPublisher body, Map<String, String> more, Duration timeout) {
        HttpRequest.Builder request =
                request(path).timeout(timeout).header("Content-Type", type).POST(body);
        more.forEach(request::header);
        return json(send(request).body());
    }

    public JsonNode post(String path, JsonNode body) {
        return post(path, "application/json", body.toString().getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(patience);
        headers.forEach(request::header);
        return request;
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        HttpResponse<byte[]> response = exchange(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() >= 300) {
            throw refusal(response.statusCode(), response.body());
        }
        return response;
    }

    private <T> HttpResponse<T> exchange(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            HttpResponse<T> response = client.send(request.build(), handler);
            boolean test = Mode.TEST
                    .name()
                    .equals(response.headers().firstValue("Antin-Mode").orElse(""));
            if (test && told.compareAndSet(false, true)) {
                onTest.run();
            }
            return response;
        } catch (IOException e) {
            throw new Refused(Fault.NODE_UNREACHABLE, e, base);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(Fault.NODE_UNREACHABLE, e, base);
        }
    }

    private static Answered refusal(int status, byte[] body) {
        try {
            JsonNode problem = Json.MAPPER.readTree(body);
            return new Answered(
                    status,
                    problem.path("code").asText(Fault.INSIDE.code()),
                    problem.path("detail").asText("HTTP " + status),
                    problem.path("retryable").asBoolean());
        } catch (IOException e) {
            return new Answered(status, Fault.INSIDE.code(), "HTTP " + status, status >= 500);
        }
    }

    private static JsonNode json(byte[] body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (IOException e) {
            throw new Refused(Fault.JSON_MALFORMED, e, e.getMessage() == null ? "" : e.getMessage());
        }
    }
}
