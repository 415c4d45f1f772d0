package vn.antin.adapter.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code openapi.yaml} and the code say the same; what they answer is judged by every other test here. */
class ContractTest {

    private static final List<Class<?>> RESOURCES = List.of(
            Submitting.class,
            Reading.class,
            Followups.class,
            Listing.class,
            EventFeed.class,
            Uploading.class,
            Webhooks.class,
            WebhookDeliveries.class,
            Inbox.class,
            Service.class);

    /** What a servlet of its own answers, as it never ends. */
    private static final String STREAM = "get /events/stream";

    private final Contract contract = Contract.read();

    private static Map<String, Method> coded() {
        Map<String, Method> coded = new TreeMap<>();
        for (Class<?> resource : RESOURCES) {
            for (Method method : resource.getMethods()) {
                for (Annotation annotation : method.getAnnotations()) {
                    HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
                    if (verb != null) {
                        coded.put(verb.value().toLowerCase(Locale.ROOT) + " " + path(resource, method), method);
                    }
                }
            }
        }
        return coded;
    }

    private static String path(Class<?> resource, Method method) {
        Path own = method.getAnnotation(Path.class);
        String whole = resource.getAnnotation(Path.class).value() + (own == null ? "" : "/" + own.value());
        return whole.replaceAll("/{2,}", "/");
    }

    private Map<String, JsonNode> written() {
        Map<String, JsonNode> written = new TreeMap<>();
        contract.paths()
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(verb -> written.put(verb.getKey() + " " + path.getKey(), verb.getValue())));
        return written;
    }

    private JsonNode operation(String what) {
        return java.util.Objects.requireNonNull(written().get(what), what);
    }

    @Test
    void every_method_is_described_and_every_description_is_coded() {
        assertThat(coded()).hasSizeGreaterThan(10);
        Set<String> coded = new TreeSet<>(coded().keySet());
        coded.add(STREAM);
        assertThat(written().keySet()).isEqualTo(coded);
    }

    @Test
    void the_parameters_are_the_same() {
        coded().forEach((what, method) ->
                assertThat(described(operation(what))).as(what).isEqualTo(taken(method)));
    }

    /** Besides those, the gate and the downloads read headers of their own on the calls that need a key or give a file. */
    private Set<String> described(JsonNode operation) {
        Set<String> names = new TreeSet<>();
        for (JsonNode parameter : operation.path("parameters")) {
            JsonNode real = contract.followed(parameter);
            names.add(real.path("in").textValue() + " " + real.path("name").textValue());
        }
        boolean open = operation.has("security");
        boolean file = names.contains("header Range");
        assertThat(names.remove("header X-Antin-Agency")).isNotEqualTo(open);
        assertThat(names.remove("header Accept-Language")).isNotEqualTo(open);
        if (file) {
            names.removeAll(Set.of("header Range", "header If-Range", "header If-None-Match"));
            assertThat(operation.path("responses").has("206")).isTrue();
        }
        return names;
    }

    private static Set<String> taken(Method method) {
        Set<String> names = new TreeSet<>();
        for (Parameter parameter : method.getParameters()) {
            for (Annotation annotation : parameter.getAnnotations()) {
                if (annotation instanceof PathParam path) {
                    names.add("path " + path.value());
                } else if (annotation instanceof QueryParam query) {
                    names.add("query " + query.value());
                } else if (annotation instanceof HeaderParam header) {
                    names.add("header " + header.value());
                }
            }
        }
        return names;
    }

    @Test
    void the_media_types_are_the_same() {
        coded().forEach((what, method) -> {
            JsonNode operation = operation(what);
            Set<String> bodies = new HashSet<>();
            contract.followed(operation.path("requestBody"))
                    .path("content")
                    .fieldNames()
                    .forEachRemaining(bodies::add);
            assertThat(bodies).as(what).isEqualTo(what.matches("(post|patch) .*") ? consumed(method) : Set.of());

            List<String> made = List.of(produced(method));
            Set<String> answers = new HashSet<>();
            operation.path("responses").properties().stream()
                    .filter(response -> response.getKey().startsWith("20"))
                    .forEach(response -> contract.followed(response.getValue())
                            .path("content")
                            .fieldNames()
                            .forEachRemaining(answers::add));
            if (!made.contains("*/*") && !answers.isEmpty()) {
                assertThat(answers).as(what).containsExactlyElementsOf(made);
            }
        });
    }

    private static Set<String> consumed(Method method) {
        Consumes own = method.getAnnotation(Consumes.class);
        Consumes all = method.getDeclaringClass().getAnnotation(Consumes.class);
        // Some calls need no body: the address says it all.
        return own == null && all == null ? Set.of() : Set.of((own == null ? all : own).value());
    }

    private static String[] produced(Method method) {
        Produces own = method.getAnnotation(Produces.class);
        return (own == null ? method.getDeclaringClass().getAnnotation(Produces.class) : own).value();
    }

    @Test
    void every_operation_that_needs_a_key_says_what_happens_without() {
        written().values().stream()
                .filter(operation -> !operation.has("security"))
                .forEach(operation -> assertThat(operation.path("responses").properties())
                        .extracting(Map.Entry::getKey)
                        .contains("401", "403", "500", "503"));
    }

    @Test
    void every_example_keeps_its_own_schema() {
        int[] seen = {0};
        Stream<JsonNode> all = contract.paths().findParents("examples").stream();
        Stream.concat(all, contract.components().findParents("examples").stream())
                .filter(content ->
                        content.has("schema") && content.path("examples").isObject())
                .forEach(content -> content.path("examples").forEach(example -> {
                    seen[0]++;
                    assertThat(contract.faults(content.path("schema"), example.path("value")))
                            .as(example.toString())
                            .isEmpty();
                }));
        assertThat(seen[0]).isGreaterThan(10);
    }

    @Test
    void the_states_and_urgencies_are_those_of_the_code() {
        assertThat(listed("State")).containsExactlyElementsOf(names(vn.antin.ledger.CopyState.values()));
        assertThat(listed("Urgency")).containsExactlyElementsOf(names(vn.antin.envelope.Urgency.values()));
        assertThat(listed("Operation")).containsExactlyElementsOf(names(vn.antin.envelope.Operation.values()));
    }

    private List<String> listed(String schema) {
        List<String> values = new java.util.ArrayList<>();
        contract.components().path("schemas").path(schema).path("enum").forEach(value -> values.add(value.textValue()));
        return values;
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }
}
