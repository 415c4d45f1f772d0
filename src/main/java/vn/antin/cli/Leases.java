package vn.antin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.antin.json.Json;
import vn.antin.seal.pki.PrivateFile;

/**
 * The inbox leases that this user holds, in a file, so that one command can take a document and another acknowledge it.
 * If the file is lost, each lease expires and the document is offered again.
 */
final class Leases {

    private final Path file;
    private final Clock clock = Clock.systemUTC();

    Leases(Path file) {
        this.file = file;
    }

    /** Leases new documents and returns all offers held, each with its newest lease. */
    List<JsonNode> renew(Rest rest, int wait) {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        held().forEach(offer -> all.put(name(offer), offer));
        int seconds = all.isEmpty() ? wait : 0;
        rest.get("/api/v1/inbox?limit=100&wait=" + seconds)
                .path("documents")
                .forEach(offer -> all.put(name(offer), offer));
        List<JsonNode> offers = List.copyOf(all.values());
        keep(offers);
        return offers;
    }

    /** The leases of one document: one for each agency of this node that received it. */
    List<JsonNode> of(String id) {
        return held().stream()
                .filter(offer -> offer.path("id").asText().equals(id))
                .toList();
    }

    void drop(String id) {
        keep(held().stream()
                .filter(offer -> !offer.path("id").asText().equals(id))
                .toList());
    }

    private List<JsonNode> held() {
        List<JsonNode> held = new ArrayList<>();
        if (Files.isReadable(file)) {
            try {
                Json.MAPPER.readTree(file.toFile()).forEach(offer -> {
                    if (Instant.parse(offer.path("until").asText()).isAfter(clock.instant())) {
                        held.add(offer);
                    }
                });
            } catch (IOException | java.time.DateTimeException e) {
                return List.of(); // unreadable is treated as lost
            }
        }
        return held;
    }

    private void keep(List<JsonNode> offers) {
        ArrayNode list = Json.MAPPER.createArrayNode();
        offers.forEach(list::add);
        try {
            PrivateFile.write(file, Json.pretty(list).getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private static String name(JsonNode offer) {
        return offer.path("id").asText() + " " + offer.path("recipient").asText();
    }
}
