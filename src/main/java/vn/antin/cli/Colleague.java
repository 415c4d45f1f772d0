package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import vn.antin.adapter.Language;
import vn.antin.envelope.edxml.BusinessHeader;

/** An agency of the demo with the software that works for it: it knows its node's REST interface and nothing else. */
record Colleague(String node, BusinessHeader.Party party, Rest rest) {

    /** Who signs for what arrives. */
    private static final String CLERK = "Văn thư (demo)";

    static Colleague of(DemoFolder folder, String node, String code, String name, Language language) {
        return new Colleague(node, DemoLetter.party(code, name), Rest.of(folder.config(node), language));
    }

    String code() {
        return party.code().value();
    }

    String name() {
        return party.name();
    }

    String send(DemoLetter letter) {
        JsonNode accepted = rest.post(
                "/api/v1/documents",
                "application/edxml+xml",
                letter.edxml(),
                java.util.Map.of("Idempotency-Key", java.util.UUID.randomUUID().toString()));
        return accepted.path("id").asText();
    }

    /** Takes and acknowledges what the inbox has within these seconds, and answers the ids. */
    List<String> takeAll(int seconds) {
        List<String> taken = new ArrayList<>();
        for (JsonNode offer : rest.get("/api/v1/inbox?limit=20&wait=" + seconds).path("documents")) {
            String id = offer.path("id").asText();
            ObjectNode said = Json.MAPPER.createObjectNode();
            said.put("lease", offer.path("lease").asText()).put("by", CLERK);
            rest.post("/api/v1/inbox/" + id + "/ack", said);
            taken.add(id);
        }
        return taken;
    }

    byte[] edxml(String id) {
        return rest.file("/api/v1/documents/" + id + "/edxml").body();
    }

    byte[] evidence(String id) {
        return rest.file("/api/v1/documents/" + id + "/evidence.zip").body();
    }

    JsonNode receipts(String id) {
        return rest.get("/api/v1/documents/" + id + "/receipts").path("receipts");
    }
}
