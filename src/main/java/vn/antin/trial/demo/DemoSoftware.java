package vn.antin.trial.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.cli.Answered;
import vn.antin.cli.Rest;
import vn.antin.cli.Retry;
import vn.antin.door.Language;
import vn.antin.edxml.BusinessHeader;
import vn.antin.json.Json;

/** The software of an agency of the demo; it uses only its node's REST interface. */
record DemoSoftware(String node, BusinessHeader.HeaderParty party, Rest rest) {

    /** Clerk named in acknowledgements. */
    private static final String CLERK = "Văn thư (demo)";

    private static final Logger log = LoggerFactory.getLogger(DemoSoftware.class);

    static DemoSoftware of(DemoFolder folder, String node, String code, String name, Language language) {
        return new DemoSoftware(node, DemoLetter.party(code, name), Rest.of(folder.config(node), language));
    }

    String code() {
        return party.code().value();
    }

    String name() {
        return party.name();
    }

    String send(DemoLetter letter) {
        Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
        JsonNode accepted =
                Retry.PATIENT.of(() -> rest.post("/api/v1/documents", "application/edxml+xml", letter.edxml(), key));
        return accepted.path("id").asText();
    }

    /** Waits up to that many seconds for documents, acknowledges them and returns their ids. */
    List<String> takeAll(int seconds) {
        JsonNode inbox = get("/api/v1/inbox?limit=20&wait=" + seconds);
        return takeAll(inbox.path("documents"), this::acknowledge);
    }

    /**
     * Acknowledges offers; one that its node refuses, because its lease or state has changed, is left for the next
     * call.
     */
    static List<String> takeAll(JsonNode offers, Consumer<JsonNode> acknowledge) {
        List<String> taken = new ArrayList<>();
        for (JsonNode offer : offers) {
            String id = offer.path("id").asText();
            try {
                acknowledge.accept(offer);
                taken.add(id);
            } catch (Answered answer) {
                log.warn("{} not taken: {} {}", id, answer.code(), answer.getMessage());
            }
        }
        return taken;
    }

    void acknowledge(JsonNode offer) {
        ObjectNode said = Json.MAPPER.createObjectNode();
        said.put("lease", offer.path("lease").asText()).put("by", CLERK);
        Retry.PATIENT.of(() -> rest.post("/api/v1/inbox/" + offer.path("id").asText() + "/ack", said));
    }

    byte[] edxml(String id) {
        return file("/api/v1/documents/" + id + "/edxml");
    }

    byte[] evidence(String id) {
        return file("/api/v1/documents/" + id + "/evidence.zip");
    }

    JsonNode receipts(String id) {
        return get("/api/v1/documents/" + id + "/receipts").path("receipts");
    }

    byte[] file(String path) {
        return Retry.PATIENT.of(() -> rest.file(path).body());
    }

    JsonNode get(String path) {
        return Retry.PATIENT.of(() -> rest.get(path));
    }
}
