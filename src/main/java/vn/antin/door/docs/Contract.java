package vn.antin.door.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.json.Json;

/** Reads openapi.yaml as requests that can be tried; they send the contract's examples. */
final class Contract {

    static final String BASE = "/api/v1";

    private final JsonNode root;
    private final Map<String, SampleRequest> requests = new LinkedHashMap<>();

    private Contract(JsonNode root) {
        this.root = root;
        for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> verb : path.getValue().properties()) {
                SampleRequest request = request(verb.getKey(), path.getKey(), verb.getValue());
                requests.put(request.id(), request);
            }
        }
    }

    static Contract read() {
        return new Contract(DocsFiles.tree("/schemas/openapi.yaml"));
    }

    /** Every operation, in the order of the contract. */
    List<SampleRequest> requests() {
        return List.copyOf(requests.values());
    }

    SampleRequest request(String id) {
        @Nullable SampleRequest request = requests.get(id);
        if (request == null) {
            throw new IllegalArgumentException("no call " + id);
        }
        return request;
    }

    private SampleRequest request(String verb, String path, JsonNode operation) {
        String filled = path;
        List<SampleRequest.SampleField> query = new ArrayList<>();
        List<SampleRequest.SampleField> headers = new ArrayList<>();
        for (JsonNode written : operation.path("parameters")) {
            JsonNode parameter = followed(written);
            String name = parameter.path("name").asText();
            switch (parameter.path("in").asText()) {
                case "path" -> filled = filled.replace("{" + name + "}", inPath(path, name, parameter));
                case "query" -> query.add(field(name, parameter));
                default -> headers.add(field(name, parameter));
            }
        }
        return new SampleRequest(
                operation.path("operationId").asText(),
                operation.path("tags").path(0).asText(),
                operation.path("summary").asText(),
                verb.toUpperCase(Locale.ROOT),
                path.startsWith("/inbox") ? "recipient" : "sender",
                BASE + path,
                BASE + filled,
                query,
                headers,
                body(operation),
                0,
                Map.of());
    }

    /** A value that the flow passes on becomes a variable; any other is the contract's example. */
    private String inPath(String path, String name, JsonNode parameter) {
        if (name.equals("receipt")) {
            return "{{receipt}}";
        }
        if (name.equals("id") && path.startsWith("/uploads")) {
            return "{{upload}}";
        }
        return name.equals("id") && path.matches("/(documents|inbox)/.*") ? "{{document}}" : example(parameter);
    }

    private SampleRequest.SampleField field(String name, JsonNode parameter) {
        return new SampleRequest.SampleField(
                name,
                example(parameter),
                parameter.path("required").asBoolean(),
                parameter.path("description").asText().strip());
    }

    private String example(JsonNode parameter) {
        JsonNode example = parameter.path("example");
        return (example.isMissingNode() ? sample(parameter.path("schema")) : example).asText();
    }

    private Optional<SampleRequest.SampleBody> body(JsonNode operation) {
        JsonNode content = followed(operation.path("requestBody")).path("content");
        if (content.isEmpty()) {
            return Optional.empty();
        }
        Map.Entry<String, JsonNode> first = content.properties().iterator().next();
        JsonNode given = first.getValue().path("examples");
        JsonNode example = given.isEmpty()
                ? sample(first.getValue().path("schema"))
                : given.iterator().next().path("value");
        List<SampleRequest.SamplePart> parts = new ArrayList<>();
        if (first.getKey().startsWith("multipart/")) {
            parts.add(new SampleRequest.SamplePart("metadata", Json.pretty(example.path("metadata"))));
            parts.add(new SampleRequest.SamplePart("file", ""));
        }
        String text = !parts.isEmpty() ? "" : example.isTextual() ? example.asText() : Json.pretty(example);
        return Optional.of(new SampleRequest.SampleBody(first.getKey(), text, parts));
    }

    /** A value of that schema: its example, its first enum value, or its required members. */
    private JsonNode sample(JsonNode written) {
        JsonNode schema = followed(written);
        for (String name : List.of("examples", "enum")) {
            if (!schema.path(name).isEmpty()) {
                return schema.path(name).get(0);
            }
        }
        if (schema.has("default")) {
            return schema.path("default");
        }
        return switch (schema.path("type").asText()) {
            case "object" -> {
                ObjectNode made = JsonNodeFactory.instance.objectNode();
                schema.path("required")
                        .forEach(name -> made.set(
                                name.asText(), sample(schema.path("properties").path(name.asText()))));
                yield made;
            }
            case "array" -> JsonNodeFactory.instance.arrayNode().add(sample(schema.path("items")));
            case "integer" ->
                JsonNodeFactory.instance.numberNode(schema.path("minimum").asInt(1));
            case "boolean" -> JsonNodeFactory.instance.booleanNode(true);
            default -> JsonNodeFactory.instance.textNode("");
        };
    }

    private JsonNode followed(JsonNode node) {
        return node.has("$ref") ? followed(root.at(node.path("$ref").asText().substring(1))) : node;
    }
}
