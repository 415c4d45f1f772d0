package vn.antin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import vn.antin.json.Json;

/** Posts a report or a recall about a document. */
final class Remark {

    private Remark() {}

    static void report(Rest rest, String id, String code, String reason) {
        ObjectNode words = Json.MAPPER.createObjectNode().put("code", code);
        if (!reason.isEmpty()) {
            words.put("reason", reason);
        }
        of(rest, id + "/status", words);
    }

    /** Returns the id of the document that carries it. */
    static String of(Rest rest, String path, ObjectNode words) {
        return rest.post("/api/v1/documents/" + path, words).path("id").asText();
    }
}
