package vn.antin.door.docs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The complete flow of flow.yaml over the calls of the contract. */
final class Flow {

    private Flow() {}

    static List<Request> of(Contract contract) {
        List<Request> steps = new ArrayList<>();
        for (JsonNode step : Files.tree("/vn/antin/door/docs/flow.yaml")) {
            steps.add(step(step, contract.request(step.path("call").asText())));
        }
        return steps;
    }

    private static Request step(JsonNode step, Request call) {
        return new Request(
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

    /** The contract's path with the step's own values in its places. */
    private static String path(JsonNode step, Request call) {
        String path = call.template();
        for (Map.Entry<String, String> value : words(step.path("path")).entrySet()) {
            path = path.replace("{" + value.getKey() + "}", value.getValue());
        }
        return path;
    }

    /** Those the step gives are on, all others are left out. */
    private static List<Request.Field> fields(List<Request.Field> known, Map<String, String> given) {
        List<Request.Field> fields = new ArrayList<>();
        for (Request.Field field : known) {
            String value = given.get(field.name());
            if (value != null) {
                fields.add(new Request.Field(field.name(), value, true, field.about()));
            }
        }
        if (fields.size() != given.size()) {
            throw new IllegalStateException("the contract does not know all of " + given.keySet());
        }
        return fields;
    }

    private static Optional<Request.Body> body(JsonNode step) {
        if (step.has("text")) {
            return Optional.of(new Request.Body(
                    step.path("type").asText(), step.path("text").asText(), List.of()));
        }
        return step.has("body")
                ? Optional.of(new Request.Body("application/json", Contract.text(step.path("body")), List.of()))
                : Optional.empty();
    }

    private static Map<String, String> words(JsonNode object) {
        Map<String, String> words = new LinkedHashMap<>();
        object.properties()
                .forEach(entry -> words.put(entry.getKey(), entry.getValue().asText()));
        return words;
    }
}
