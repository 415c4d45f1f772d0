package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.endtoend.Attempt.Body;
import vn.antin.endtoend.Attempt.File;
import vn.antin.endtoend.Attempt.Letter;
import vn.antin.endtoend.Attempt.PackageAttempt;
import vn.antin.endtoend.Attempt.Said;
import vn.antin.endtoend.Attempt.Wire;

/**
 * Submits by REST.
 *
 * @param uploads whether files are uploaded first, in pieces
 */
record RestHands(HttpClient client, String base, String key, boolean uploads) implements Seen.Hands {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String FORM = "multipart/form-data; boundary=" + PartsBody.BOUNDARY;

    @Override
    public Seen hand(Attempt attempt, String language) throws Exception {
        Wire in = Wire.PLAIN.with("Accept-Language", language);
        if (attempt instanceof Letter letter) {
            return uploads ? inPieces(letter, in) : seen(post("/documents", FORM, form(letter), in, letter.wire()));
        }
        if (attempt instanceof PackageAttempt one) {
            return seen(post("/documents", "application/edxml+xml", one.edxml(), in, one.wire()));
        }
        if (attempt instanceof Body body) {
            return seen(post("/documents", FORM, body.bytes(), in, body.wire()));
        }
        Said said = (Said) attempt;
        String path = said.call().equals("confirm")
                ? "/inbox/" + said.about() + "/ack"
                : "/documents/" + said.about() + "/" + said.call();
        return seen(post(path, "application/json", JSON.writeValueAsBytes(said.words()), in, Wire.PLAIN));
    }

    private static byte[] form(Letter letter) throws Exception {
        PartsBody body = new PartsBody()
                .part(
                        "Content-Disposition: form-data; name=\"metadata\"\r\nContent-Type: application/json\r\n",
                        json(letter, letter.words()));
        for (File file : letter.files()) {
            body.part(
                    "Content-Disposition: form-data; name=\"file\"; filename=\"" + file.name()
                            + "\"\r\nContent-Type: text/plain\r\n",
                    file.content());
        }
        return body.end();
    }

    private static byte[] json(Letter letter, Map<String, Object> words) throws Exception {
        String json = letter.json();
        return json == null ? JSON.writeValueAsBytes(words) : json.getBytes(UTF_8);
    }

    /** Removes uploads that were not used, as tidy software does. */
    private Seen inPieces(Letter letter, Wire in) throws Exception {
        List<String> begun = new ArrayList<>();
        Seen seen = inPieces(letter, in, begun);
        if (!seen.taken()) {
            for (String upload : begun) {
                call("/uploads/" + upload, "DELETE", BodyPublishers.noBody(), null, in);
            }
        }
        return seen;
    }

    private Seen inPieces(Letter letter, Wire in, List<String> begun) throws Exception {
        List<Map<String, String>> files = new ArrayList<>();
        for (File file : letter.files()) {
            Map<String, Object> words = new LinkedHashMap<>();
            words.put("name", file.name());
            words.put("size", file.content().length);
            if (file.sha256() != null) {
                words.put("sha256", file.sha256());
            }
            HttpResponse<byte[]> begins =
                    post("/uploads", "application/json", JSON.writeValueAsBytes(words), in, letter.wire());
            if (begins.statusCode() != 201) {
                return seen(begins);
            }
            String id = JSON.readTree(begins.body()).get("id").asText();
            begun.add(id);
            Wire piece = in.with("Upload-Offset", "0").as("application/offset+octet-stream");
            HttpResponse<byte[]> comes =
                    call("/uploads/" + id, "PATCH", BodyPublishers.ofByteArray(file.content()), null, piece);
            if (comes.statusCode() != 204) {
                return seen(comes);
            }
            files.add(Map.of("upload", id));
        }
        Map<String, Object> words = new LinkedHashMap<>(Map.of("files", files));
        words.putAll(letter.words());
        return seen(post("/documents", "application/json", json(letter, words), in, letter.wire()));
    }

    private HttpResponse<byte[]> post(String path, String type, byte[] body, Wire in, Wire own) throws Exception {
        Wire both = in;
        for (Map.Entry<String, String> header : own.headers().entrySet()) {
            both = both.with(header.getKey(), header.getValue());
        }
        return call(path, "POST", BodyPublishers.ofByteArray(body), type, both.as(own.type()));
    }

    private HttpResponse<byte[]> call(String path, String method, BodyPublisher body, @Nullable String type, Wire wire)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).method(method, body);
        request.setHeader("Authorization", "Bearer " + key);
        String as = wire.type() == null ? type : wire.type();
        if (as != null) {
            request.setHeader("Content-Type", as);
        }
        wire.headers().forEach(request::setHeader);
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** A problem (RFC 9457), or the document. */
    private static Seen seen(HttpResponse<byte[]> answer) throws Exception {
        JsonNode json = JSON.readTree(answer.body());
        if (answer.statusCode() / 100 == 2) {
            return Seen.taken(json.path("id").asText());
        }
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json.path("status").asInt()).isEqualTo(answer.statusCode());
        String code = json.path("code").asText();
        assertThat(json.path("type").asText()).endsWith(code);
        assertThat(json.path("traceId").asText()).matches("[0-9a-f]{32}");
        return Seen.refused(code, answer.statusCode(), json.path("detail").asText());
    }
}
