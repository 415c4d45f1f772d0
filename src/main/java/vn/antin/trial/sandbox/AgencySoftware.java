package vn.antin.trial.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import vn.antin.cli.MultipartBody;
import vn.antin.cli.Rest;
import vn.antin.json.Json;

/** An agency's software: one method for each call of its node's REST interface. */
record AgencySoftware(String code, Rest rest) {

    private static final String API = "/api/v1";
    private static final String CLERK = "Văn thư (thử nghiệm)";
    private static final String LETTER = "Văn bản THỬ NGHIỆM. A TEST document.\n";

    AgencySoftware(Rest shared, String code) {
        this(code, shared.as(code));
    }

    /**
     * Sends a short letter.
     *
     * @param more further members of the metadata
     * @return its id
     */
    String send(String to, String subject, Map<String, String> more) {
        ObjectNode metadata = Json.MAPPER.createObjectNode();
        metadata.putArray("to").add(to);
        metadata.put("subject", subject);
        more.forEach(metadata::put);
        MultipartBody body = new MultipartBody()
                .metadata(metadata.toString())
                .file("thu-nghiem.txt", "text/plain", (LETTER + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8));
        return rest.post(API + "/documents", body.contentType(), body.bytes(), Map.of())
                .path("id")
                .asText();
    }

    /** Leases the documents that wait. */
    List<JsonNode> inbox() {
        return Json.MAPPER.convertValue(
                rest.get(API + "/inbox?limit=100").path("documents"),
                Json.MAPPER.getTypeFactory().constructCollectionType(List.class, JsonNode.class));
    }

    void take(JsonNode offer) {
        rest.post(inbox(offer, "ack"), lease(offer).put("by", CLERK));
    }

    /** Returns a document, for a while or for good. */
    void giveBack(JsonNode offer, String reason, boolean last) {
        rest.post(inbox(offer, "nack"), lease(offer).put("reason", reason).put("final", last));
    }

    private static String inbox(JsonNode offer, String step) {
        return API + "/inbox/" + offer.path("id").asText() + "/" + step;
    }

    private static ObjectNode lease(JsonNode offer) {
        return Json.MAPPER.createObjectNode().put("lease", offer.path("lease").asText());
    }

    /** Reports on a document, with a status code of the format. */
    void report(String document, String status, String reason) {
        ObjectNode said = Json.MAPPER.createObjectNode().put("code", status).put("staff", CLERK);
        if (!reason.isEmpty()) {
            said.put("reason", reason);
        }
        rest.post(API + "/documents/" + document + "/status", said);
    }

    /** Asks for a recall; true when the document was taken back before it left. */
    boolean recall(String document, String reason) {
        ObjectNode said = Json.MAPPER.createObjectNode().put("reason", reason);
        return rest.post(API + "/documents/" + document + "/recall", said)
                .path("id")
                .asText()
                .equals(document);
    }

    List<String> states(String document) {
        return rest.get(API + "/documents/" + document).path("recipients").findValuesAsText("state");
    }
}
