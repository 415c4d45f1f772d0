package vn.antin.door.docs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.antin.json.Json;

/** The complete flow of flow.yaml over the operations of the contract. */
final class SampleFlow {

    private SampleFlow() {}

    static List<SampleRequest> of(Contract contract) {
        List<SampleRequest> steps = new ArrayList<>();
        for (JsonNode step : DocsFiles.tree("/vn/antin/door/docs/flow.yaml")) {
            steps.add(step(step, contract.request(step.path("call").asText())));
        }
        return steps;
    }

    private static SampleRequest step(JsonNode step, SampleRequest call) {
        return new SampleRequest(
                call.id(),
                call.group(),
                step.path("title").asText(),
                call.method(),
                step.path("as").asText(),
                call.template(),
                path(step, call),
                fields(call.query(), words(step.path("query"))),
                fields(call.headers(), words(step.path("headers"))),
                body(step),
                step.path("status").asInt(),
                words(step.path("keep")));
    }

    /** The contract's path with the step's values. */
    private static String path(JsonNode step, SampleRequest call) {
        String path = call.template();
        for (Map.Entry<String, String> value : words(step.path("path")).entrySet()) {
            path = path.replace("{" + value.getKey() + "}", value.getValue());
        }
        return path;
    }

    /** Enables the fields that the step gives; all others are left out. */
    private static List<SampleRequest.SampleField> fields(
            List<SampleRequest.SampleField> known, Map<String, String> given) {
        List<SampleRequest.SampleField> fields = new ArrayList<>();
        for (SampleRequest.SampleField field : known) {
            String value = given.get(field.name());
            if (value != null) {
                fields.add(new SampleRequest.SampleField(field.name(), value, true, field.about()));
            }
        }
        if (fields.size() != given.size()) {
            throw new IllegalStateException("the contract does not know all of " + given.keySet());
        }
        return fields;
    }

    private static Optional<SampleRequest.SampleBody> body(JsonNode step) {
        if (step.has("text")) {
            return Optional.of(new SampleRequest.SampleBody(
                    step.path("type").asText(), step.path("text").asText(), List.of()));
        }
        return step.has("body")
                ? Optional.of(
                        new SampleRequest.SampleBody("application/json", Json.pretty(step.path("body")), List.of()))
                : Optional.empty();
    }

    private static Map<String, String> words(JsonNode object) {
        Map<String, String> words = new LinkedHashMap<>();
        object.properties()
                .forEach(entry -> words.put(entry.getKey(), entry.getValue().asText()));
        return words;
    }
}
