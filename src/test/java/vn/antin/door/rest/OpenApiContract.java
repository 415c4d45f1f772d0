package vn.antin.door.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Validates every answer that a test gets against {@code openapi.yaml}. */
final class OpenApiContract {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final JsonNode contract;

    private OpenApiContract(JsonNode contract) {
        this.contract = contract;
    }

    static OpenApiContract read() {
        try {
            return new OpenApiContract(new YAMLMapper().readTree(Files.readString(Path.of("schemas/openapi.yaml"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode paths() {
        return contract.path("paths");
    }

    JsonNode tags() {
        return contract.path("tags");
    }

    JsonNode webhooks() {
        return contract.path("webhooks");
    }

    /** Visits every node that is an object. */
    void each(Consumer<JsonNode> use) {
        each(contract, use);
    }

    void each(JsonNode node, Consumer<JsonNode> use) {
        if (node.isObject()) {
            use.accept(node);
        }
        node.forEach(child -> each(child, use));
    }

    JsonNode components() {
        return contract.path("components");
    }

    /** A node, with its reference resolved. */
    JsonNode followed(JsonNode node) {
        return node.has("$ref") ? contract.at(node.path("$ref").textValue().substring(1)) : node;
    }

    /** Fails for an answer whose status, media type or JSON its path does not describe. */
    void judge(String method, String path, HttpResponse<byte[]> answer) {
        JsonNode operation = operation(method, path);
        if (answer.statusCode() == 431 || answer.statusCode() == 414) {
            // The server's own answer, given before the request is parsed.
            assertThat(faults(components().path("schemas").path("Problem"), json(answer)))
                    .isEmpty();
            return;
        }
        String what = method + " " + path + " → " + answer.statusCode();
        if (operation.isMissingNode()) {
            assertThat(answer.statusCode()).as(what + " is not described").isIn(400, 401, 403, 404, 405);
            return;
        }
        JsonNode response = followed(operation.path("responses").path(Integer.toString(answer.statusCode())));
        assertThat(response.isMissingNode()).as(what + " is not described").isFalse();
        String type = answer.headers().firstValue("Content-Type").orElse("");
        JsonNode content = response.path("content");
        if (method.equals("HEAD") || content.isMissingNode() || content.has("*/*")) {
            return;
        }
        String bare = type.split(";", 2)[0].toLowerCase(Locale.ROOT);
        assertThat(content.has(bare)).as(what + " as " + type).isTrue();
        if (bare.endsWith("json")) {
            assertThat(faults(content.path(bare).path("schema"), json(answer)))
                    .as(what)
                    .isEmpty();
        }
    }

    static JsonNode json(HttpResponse<byte[]> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(new String(answer.body(), UTF_8), e);
        }
    }

    List<Error> faults(JsonNode schema, JsonNode value) {
        ObjectNode whole = JSON.createObjectNode();
        whole.set("allOf", JSON.createArrayNode().add(schema));
        whole.set("components", contract.path("components"));
        return SCHEMAS.getSchema(whole)
                .validate(value, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
    }

    private JsonNode operation(String method, String path) {
        JsonNode own = operationOf(method.toLowerCase(Locale.ROOT), path);
        return method.equals("HEAD") && own.isMissingNode() ? operationOf("get", path) : own;
    }

    private JsonNode operationOf(String verb, String path) {
        for (Map.Entry<String, JsonNode> entry : paths().properties()) {
            String pattern = Pattern.compile("\\{\\w+}")
                    .splitAsStream(entry.getKey() + "/")
                    .map(Pattern::quote)
                    .reduce((left, right) -> left + "[^/]+" + right)
                    .orElseThrow();
            if ((path.replaceFirst("\\?.*", "").substring(ResponseJson.BASE.length()) + "/").matches(pattern)
                    && entry.getValue().has(verb)) {
                return entry.getValue().path(verb);
            }
        }
        return JSON.missingNode();
    }
}
