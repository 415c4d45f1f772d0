package vn.antin.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.SlowMachine;
import vn.antin.node.broker.Tls;
import vn.antin.seal.pki.Trust;

/** An agency's software at the door of its node: over HTTPS, with an API key only. */
final class Software {

    /** A leased document of the inbox. */
    record Offered(String id, String recipient, UUID lease) {}

    /** A receipt in the list of receipts. */
    record Receipt(String event, int recipient, String issuer, Instant at, boolean witnessed, boolean stamped) {}

    /** An unexpected answer. */
    static final class UnexpectedAnswer extends IOException {

        private static final long serialVersionUID = 1L;

        private final int status;

        UnexpectedAnswer(int status, String body) {
            super(status + " " + body);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    private static final String API = "/api/v1";
    private static final String BOUNDARY = "----antin";
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client;
    private final String base;
    private final String key;

    /** For the node with this folder, listening on this port. */
    Software(Path home, int port) {
        try {
            this.client = HttpClient.newBuilder()
                    .sslContext(Tls.client(
                            Trust.read(home.resolve("province.trust")).anchors()))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            this.key = Files.readString(home.resolve("api.key")).strip();
        } catch (IOException e) {
            throw new IllegalStateException(home.toString(), e);
        }
        this.base = "https://localhost:" + port;
    }

    /** Submits a letter with one file; returns its id once the node has it. */
    String submit(String idempotencyKey, Map<String, Object> metadata, byte[] file) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        part(body, "name=\"metadata\"", "application/json", JSON.writeValueAsBytes(metadata));
        part(body, "name=\"file\"; filename=\"cong-van.pdf\"", "application/pdf", file);
        body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        HttpRequest request = to("/documents")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .header("Idempotency-Key", idempotencyKey)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .build();
        return json(request).get("id").asText();
    }

    /** Forwards a document to more recipients; returns the new one's id. */
    String forward(String id, List<String> to) throws IOException {
        HttpRequest request = to("/documents/" + id + "/recipients")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(Map.of("to", to))))
                .build();
        return json(request).get("id").asText();
    }

    /** Reports the status of a document; returns the id of the report's own document. */
    String report(String id, String code, String reason) throws IOException {
        return said(id + "/status", Map.of("code", code, "reason", reason, "staff", "văn thư"));
    }

    /** Recalls a document. */
    String recall(String id, String reason) throws IOException {
        return said(id + "/recall", Map.of("reason", reason));
    }

    private String said(String path, Map<String, Object> words) throws IOException {
        HttpRequest request = to("/documents/" + path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(words)))
                .build();
        return json(request).get("id").asText();
    }

    /** The handling by the first recipient and the state of a recall; empty where there is none. */
    String handling(String id) throws IOException {
        JsonNode copy =
                json(to("/documents/" + id).GET().build()).get("recipients").get(0);
        return copy.path("handling").asText() + " " + copy.path("recall").asText();
    }

    private static void part(ByteArrayOutputStream body, String name, String type, byte[] content) {
        body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + name + "\r\nContent-Type: " + type
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    List<Offered> inbox(int waitSeconds) throws IOException {
        List<Offered> offered = new ArrayList<>();
        json(to("/inbox?wait=" + waitSeconds).GET().build())
                .get("documents")
                .forEach(one -> offered.add(new Offered(
                        one.get("id").asText(),
                        one.get("recipient").asText(),
                        UUID.fromString(one.get("lease").asText()))));
        return offered;
    }

    void acknowledge(Offered offer) throws IOException {
        byte[] json = JSON.writeValueAsBytes(Map.of("lease", offer.lease().toString(), "by", "văn thư"));
        send(to("/inbox/" + offer.id() + "/ack")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json))
                .build());
    }

    byte[] file(String id, int number) throws IOException {
        return send(to("/documents/" + id + "/parts/" + number).GET().build());
    }

    /** The serial of the node's directory. */
    long edition() throws IOException {
        return json(to("/agencies?q=" + CrashProvince.TO).GET().build())
                .get("serial")
                .asLong();
    }

    /** The agencies on whose lines its parts move now; empty for the sender's own line. */
    List<String> moving(String id) throws IOException {
        List<String> moving = new ArrayList<>();
        for (JsonNode transfer : json(to("/documents/" + id).GET().build()).path("transfers")) {
            if (transfer.hasNonNull("secondsLeft")) {
                moving.add(transfer.path("agency").asText());
            }
        }
        return moving;
    }

    /** The states of a document's copies, in order. */
    List<String> states(String id) throws IOException {
        List<String> states = new ArrayList<>();
        json(to("/documents/" + id).GET().build())
                .get("recipients")
                .forEach(copy -> states.add(copy.get("state").asText()));
        return states;
    }

    boolean overdue(String id) throws IOException {
        return json(to("/documents/" + id).GET().build()).findValues("overdue").stream()
                .anyMatch(JsonNode::asBoolean);
    }

    List<Receipt> receipts(String id) throws IOException {
        List<Receipt> receipts = new ArrayList<>();
        json(to("/documents/" + id + "/receipts").GET().build())
                .get("receipts")
                .forEach(one -> receipts.add(new Receipt(
                        one.get("event").asText(),
                        one.get("recipient").asInt(),
                        one.get("issuer").asText(),
                        Instant.parse(one.get("at").asText()),
                        one.get("witnessed").asBoolean(),
                        one.has("stamped"))));
        return receipts;
    }

    /** The auditor's bundle. */
    byte[] evidence(String id) throws IOException {
        return send(to("/documents/" + id + "/evidence.zip").GET().build());
    }

    /** The metadata of a letter. */
    static Map<String, Object> letter(List<String> to, String subject, @Nullable Instant expires) {
        return expires == null
                ? Map.of("to", to, "subject", subject)
                : Map.of("to", to, "subject", subject, "expires", expires.toString());
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(base + API + path))
                .timeout(SlowMachine.PATIENCE)
                .header("Authorization", "Bearer " + key);
    }

    private JsonNode json(HttpRequest request) throws IOException {
        return JSON.readTree(send(request));
    }

    private byte[] send(HttpRequest request) throws IOException {
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() >= 300) {
                throw new UnexpectedAnswer(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
