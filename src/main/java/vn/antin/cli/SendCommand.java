package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.antin.envelope.Urgency;
import vn.antin.json.Json;

/** Submits a document: files with metadata, or one edXML package. */
@Command(name = "send", sortOptions = false)
final class SendCommand implements Callable<Integer> {

    @Mixin
    private Terminal terminal;

    @Mixin
    private NodeOption node;

    @Parameters(arity = "1..*", paramLabel = "FILE", descriptionKey = "files")
    private List<Path> files;

    /** A node takes a while to encrypt a gigabyte. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    @Option(names = "--to", split = ",", paramLabel = "CODE", descriptionKey = "to")
    private @Nullable List<String> to;

    @Option(names = "--subject", paramLabel = "TEXT", descriptionKey = "subject")
    private @Nullable String subject;

    @Option(names = "--from", paramLabel = "CODE", descriptionKey = "from")
    private @Nullable String from;

    @Option(names = "--urgency", paramLabel = "WORD", descriptionKey = "urgency")
    private @Nullable Urgency urgency;

    @Option(names = "--number", paramLabel = "TEXT", descriptionKey = "number")
    private @Nullable String number;

    @Option(names = "--notation", paramLabel = "TEXT", descriptionKey = "notation")
    private @Nullable String notation;

    @Option(names = "--date", paramLabel = "YYYY-MM-DD", descriptionKey = "date")
    private @Nullable LocalDate date;

    @Option(names = "--type", paramLabel = "TEXT", descriptionKey = "type")
    private @Nullable String type;

    @Option(names = "--key", paramLabel = "TEXT", descriptionKey = "key")
    private @Nullable String key;

    @Option(names = "--wait", descriptionKey = "wait")
    private boolean wait;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "60", descriptionKey = "timeout")
    private int timeout;

    @Option(names = "--json", descriptionKey = "json")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        boolean whole = packaged();
        Rest rest = node.rest(terminal);
        Map<String, String> headers =
                Map.of("Idempotency-Key", key == null ? UUID.randomUUID().toString() : key);
        JsonNode accepted = whole
                ? rest.post("/api/v1/documents", "application/edxml+xml", Files.readAllBytes(files.get(0)), headers)
                : letter(rest, headers);
        String id = accepted.path("id").asText();
        if (json) {
            terminal.line(Json.pretty(accepted));
        } else {
            terminal.say(accepted.path("replayed").asBoolean() ? "send.replayed" : "send.accepted", id);
        }
        return wait ? new DeliveryWatch(terminal, rest, id).until(Duration.ofSeconds(timeout), json) : Exit.DONE;
    }

    /** Whether the only file is an edXML package, which needs no metadata. */
    private boolean packaged() {
        String name = files.get(0).toString().toLowerCase(Locale.ROOT);
        boolean alone = files.size() == 1 && to == null && subject == null;
        if (alone && (name.endsWith(".edxml") || name.endsWith(".xml"))) {
            return true;
        }
        if (to == null || subject == null) {
            throw terminal.usage("usage.missing", to == null ? "--to" : "--subject");
        }
        return false;
    }

    private JsonNode letter(Rest rest, Map<String, String> headers) throws IOException {
        MultipartBody body = new MultipartBody().metadata(metadata().toString());
        for (Path file : files) {
            String name = Normalizer.normalize(file.getFileName().toString(), Normalizer.Form.NFC);
            @Nullable String guessed = URLConnection.guessContentTypeFromName(name);
            body.file(name, guessed == null ? "application/octet-stream" : guessed, file);
        }
        return rest.post("/api/v1/documents", body.contentType(), body.publisher(), headers, PATIENCE);
    }

    private ObjectNode metadata() {
        ObjectNode said = Json.MAPPER.createObjectNode();
        if (to != null) {
            to.forEach(said.putArray("to")::add);
        }
        put(said, "subject", subject);
        put(said, "from", from);
        put(said, "urgency", urgency);
        put(said, "number", number);
        put(said, "notation", notation);
        put(said, "promulgated", date);
        put(said, "typeName", type);
        return said;
    }

    private static void put(ObjectNode said, String name, @Nullable Object value) {
        if (value != null) {
            said.put(name, value.toString());
        }
    }
}
