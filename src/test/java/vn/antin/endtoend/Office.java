package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.SlowMachine;
import vn.antin.node.broker.Tls;
import vn.antin.seal.pki.Trust;

/** An agency's software at its node's REST interface. */
final class Office {

    /** The answer of the door. */
    record Answer(int status, String type, Map<String, List<String>> headers, byte[] body) {

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new IllegalStateException(text(), e);
            }
        }

        String text() {
            return new String(body, UTF_8);
        }

        String code() {
            return json().path("code").asText();
        }

        /** The codes of all faults, in order. */
        List<String> codes() {
            return json().path("errors").findValuesAsText("code");
        }

        String id() {
            if (status != 202) {
                throw new AssertionError(status + " " + text());
            }
            return json().get("id").asText();
        }
    }

    /** One file of a letter, with raw part headers. */
    record Part(String disposition, @Nullable String type, byte[] content) {

        static Part file(String name, byte[] content) {
            return new Part("form-data; name=\"file\"; filename=\"" + name + "\"", "application/pdf", content);
        }
    }

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client;
    private final String base;
    private final String key;
    private final @Nullable String agency;
    private final String language;

    private Office(HttpClient client, String base, String key, @Nullable String agency, String language) {
        this.client = client;
        this.base = base;
        this.key = key;
        this.agency = agency;
        this.language = language;
    }

    /** At the node of that folder. */
    static Office at(Path home, int port) {
        try {
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(Tls.client(
                            Trust.read(home.resolve("province.trust")).anchors()))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            String key = Files.readString(home.resolve("api.key")).strip();
            return new Office(client, "https://localhost:" + port + "/api/v1", key, null, "vi");
        } catch (IOException e) {
            throw new IllegalStateException(home.toString(), e);
        }
    }

    /** The same software, speaking for one of that node's agencies. */
    Office of(String code) {
        return new Office(client, base, key, code, language);
    }

    /** The same software, with that language. */
    Office in(String tag) {
        return new Office(client, base, key, agency, tag);
    }

    Answer get(String path) {
        return send(to(path).GET());
    }

    Answer submit(byte[] edxml) {
        return submit(edxml, Map.of());
    }

    Answer submit(byte[] edxml, Map<String, String> headers) {
        HttpRequest.Builder request = to("/documents").header("Content-Type", "application/edxml+xml");
        headers.forEach(request::header);
        return send(request.POST(BodyPublishers.ofByteArray(edxml)));
    }

    Answer validate(byte[] edxml) {
        return send(to("/documents/validate")
                .header("Content-Type", "application/edxml+xml")
                .POST(BodyPublishers.ofByteArray(edxml)));
    }

    Answer letter(Map<String, Object> metadata, List<Part> files, Map<String, String> headers) {
        PartsBody body = new PartsBody();
        write(body, new Part("form-data; name=\"metadata\"", "application/json", json(metadata)));
        files.forEach(file -> write(body, file));
        HttpRequest.Builder request =
                to("/documents").header("Content-Type", "multipart/form-data; boundary=" + PartsBody.BOUNDARY);
        headers.forEach(request::header);
        return send(request.POST(BodyPublishers.ofByteArray(body.end())));
    }

    /** A letter with a number of its own. */
    Answer letter(List<String> to, String subject, Part... files) {
        Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
        return letter(Map.of("to", to, "subject", subject), List.of(files), key);
    }

    private static void write(PartsBody body, Part part) {
        String type = part.type() == null ? "" : "Content-Type: " + part.type() + "\r\n";
        body.part("Content-Disposition: " + part.disposition() + "\r\n" + type, part.content());
    }

    /** Leases the documents in the inbox. */
    List<JsonNode> inbox() {
        List<JsonNode> documents = new ArrayList<>();
        get("/inbox?limit=100").json().path("documents").forEach(documents::add);
        return documents;
    }

    Answer acknowledge(JsonNode offer) {
        return post(offer, "ack", Map.of("lease", offer.get("lease").asText(), "by", "văn thư"));
    }

    Answer giveBackForGood(JsonNode offer, String reason) {
        return post(offer, "nack", Map.of("lease", offer.get("lease").asText(), "reason", reason, "final", true));
    }

    /** Posts JSON. */
    Answer post(String path, Map<String, Object> fields) {
        return send(to(path).header("Content-Type", "application/json").POST(BodyPublishers.ofByteArray(json(fields))));
    }

    /** Sends a piece of an upload. */
    Answer patch(String path, long offset, byte[] piece) {
        return send(to(path).header("Content-Type", "application/offset+octet-stream")
                .header("Upload-Offset", Long.toString(offset))
                .method("PATCH", BodyPublishers.ofByteArray(piece)));
    }

    Answer delete(String path) {
        return send(to(path).DELETE());
    }

    private Answer post(JsonNode offer, String step, Map<String, Object> fields) {
        return send(to("/inbox/" + offer.get("id").asText() + "/" + step)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(json(fields))));
    }

    /** The states of a document's copies, in the order of its recipients. */
    List<String> states(String id) {
        List<String> states = new ArrayList<>();
        get("/documents/" + id)
                .json()
                .path("recipients")
                .forEach(copy -> states.add(copy.get("state").asText()));
        return states;
    }

    /** The events of the receipts so far, with the number of the recipient, such as {@code RelayAcceptance.1}. */
    List<String> receipts(String id) {
        List<String> receipts = new ArrayList<>();
        get("/documents/" + id + "/receipts")
                .json()
                .path("receipts")
                .forEach(receipt -> receipts.add(receipt.get("event").asText() + "."
                        + receipt.get("recipient").asInt()));
        return receipts;
    }

    private HttpRequest.Builder to(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(SlowMachine.PATIENCE)
                .header("Accept-Language", language)
                .header("Authorization", "Bearer " + key);
        return agency == null ? request : request.header("X-Antin-Agency", agency);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.headers().map(),
                    response.body());
        } catch (IOException e) {
            throw new IllegalStateException("the door of " + base, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static byte[] json(Map<String, Object> fields) {
        try {
            return JSON.writeValueAsBytes(fields);
        } catch (IOException e) {
            throw new IllegalStateException(fields.toString(), e);
        }
    }
}
