package vn.antin.door.rest;

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
import java.lang.reflect.RecordComponent;
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

/** {@code openapi.yaml} and the code agree; the other tests validate the answers. */
class RestContractTest {

    private static final List<Class<?>> RESOURCES = List.of(
            SubmissionResource.class,
            SubmissionAlias.Letters.class,
            SubmissionAlias.Packages.class,
            DocumentResource.class,
            FollowupResource.class,
            DocumentListResource.class,
            EventResource.class,
            UploadResource.class,
            WebhookResource.class,
            WebhookDeliveryResource.class,
            InboxResource.class,
            ServiceResource.class);

    /** Answered by a servlet of its own, because it does not end. */
    private static final String STREAM = "get /events/stream";

    /** Keywords of Java, C#, TypeScript, PHP, Python, Kotlin, Swift and Go that could begin a class name. */
    private static final Set<String> KEYWORDS = Set.of("""
            abstract as async await base break case catch class const continue default delete do echo else
            enum event export extends false final finally for from function global go if implements import
            in interface internal is lambda list map namespace new none null object operator out package
            pass private protected protocol public raise range record ref return self set static string
            struct super switch this throw true try type use using var void while with yield
            """.split("\\s+"));

    private final OpenApiContract contract = OpenApiContract.read();

    /** A method of a resource; it may be inherited, the resource's media types hold all the same. */
    private record Call(Class<?> resource, Method method) {}

    private static Map<String, Call> coded() {
        Map<String, Call> coded = new TreeMap<>();
        for (Class<?> resource : RESOURCES) {
            for (Method method : resource.getMethods()) {
                for (Annotation annotation : method.getAnnotations()) {
                    HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
                    if (verb != null) {
                        coded.put(
                                verb.value().toLowerCase(Locale.ROOT) + " " + path(resource, method),
                                new Call(resource, method));
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
        coded().forEach((what, call) ->
                assertThat(described(operation(what))).as(what).isEqualTo(taken(call.method())));
    }

    /** The filter and the downloads read further headers on calls that need a key or return a file. */
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
        coded().forEach((what, call) -> {
            JsonNode operation = operation(what);
            JsonNode body = contract.followed(operation.path("requestBody"));
            Set<String> bodies = new HashSet<>();
            body.path("content").fieldNames().forEachRemaining(bodies::add);
            assertThat(bodies)
                    .as(what + ": a generated client sends one media type")
                    .hasSizeLessThan(2);
            body.path("x-also-accepted").forEach(type -> bodies.add(type.textValue()));
            assertThat(bodies).as(what).isEqualTo(what.matches("(post|patch) .*") ? consumed(call) : Set.of());

            List<String> made = List.of(produced(call));
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

    private static Set<String> consumed(Call call) {
        Consumes own = call.method().getAnnotation(Consumes.class);
        Consumes all = call.resource().getAnnotation(Consumes.class);
        // A call without a body.
        return own == null && all == null ? Set.of() : Set.of((own == null ? all : own).value());
    }

    private static String[] produced(Call call) {
        Produces own = call.method().getAnnotation(Produces.class);
        return (own == null ? call.resource().getAnnotation(Produces.class) : own).value();
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

    /** What a generator needs to make one client class for each group, with a method for each operation. */
    @Test
    void every_operation_has_one_described_group_and_an_id_of_its_own() {
        List<String> groups = new java.util.ArrayList<>();
        contract.tags().forEach(tag -> {
            groups.add(tag.path("name").textValue());
            assertThat(tag.path("description").asText()).isNotBlank();
        });
        Set<String> used = new HashSet<>();
        Set<String> ids = new HashSet<>();
        written().forEach((what, operation) -> {
            assertThat(operation.path("tags")).as(what).hasSize(1);
            used.add(operation.path("tags").get(0).textValue());
            assertThat(ids.add(operation.path("operationId").asText())).as(what).isTrue();
        });
        // Generators also make client classes of webhooks, which do not compile in Python.
        assertThat(contract.webhooks().isMissingNode()).isTrue();
        assertThat(used).containsExactlyInAnyOrderElementsOf(groups);
    }

    @Test
    void every_integer_says_how_large_it_gets() {
        int[] seen = {0};
        contract.each(node -> {
            if ("integer".equals(node.path("type").asText())) {
                seen[0]++;
                assertThat(node.path("format").asText()).as(node.toString()).isIn("int32", "int64");
            }
        });
        assertThat(seen[0]).isGreaterThan(50);
    }

    /** Bytes, serials and event numbers exceed 2³¹, so 32 bits would truncate them. */
    @Test
    void what_the_code_holds_in_64_bits_is_described_so() {
        Map.of(
                        "Limits", ServiceResource.ServiceLimits.class,
                        "Upload", UploadResource.UploadState.class,
                        "QueuePosition", ResponseJson.Queued.class,
                        "Transfer", ResponseJson.TransferJson.class,
                        "TimelineEntry", ResponseJson.EventJson.class,
                        "InboxPart", InboxJson.OfferedFile.class,
                        "Recipient", ResponseJson.RecipientJson.class,
                        "Agencies", vn.antin.door.Agencies.class)
                .forEach((schema, record) -> {
                    JsonNode properties =
                            contract.components().path("schemas").path(schema).path("properties");
                    for (RecordComponent component : record.getRecordComponents()) {
                        Class<?> type = component.getType();
                        boolean large = type == long.class || type == Long.class;
                        if (large || type == int.class || type == Integer.class) {
                            assertThat(properties
                                            .path(component.getName())
                                            .path("format")
                                            .asText())
                                    .as(schema + " " + component.getName())
                                    .isEqualTo(large ? "int64" : "int32");
                        }
                    }
                });
        for (String header : List.of("Upload-Offset", "Upload-Length", "X-Total-Count")) {
            assertThat(contract.paths().findValues(header))
                    .as(header)
                    .isNotEmpty()
                    .allSatisfy(described ->
                            assertThat(described.at("/schema/format").asText()).isEqualTo("int64"));
        }
    }

    /** Generators name classes and files by schemas, also on case-insensitive file systems. */
    @Test
    void no_name_of_a_schema_collides_with_what_generators_make() {
        Set<String> names = new TreeSet<>();
        contract.components().path("schemas").fieldNames().forEachRemaining(names::add);
        Set<String> files = new HashSet<>();
        assertThat(names).hasSizeGreaterThan(40).allSatisfy(name -> {
            assertThat(files.add(name.toLowerCase(Locale.ROOT))).isTrue();
            assertThat(KEYWORDS).doesNotContain(name.toLowerCase(Locale.ROOT));
            assertThat(List.of("Test", "Api", "Inner", "AllOf", "FromJSON"))
                    .noneMatch(end -> names.contains(name + end));
        });
    }

    @Test
    void every_object_has_a_name() {
        contract.components()
                .path("schemas")
                .properties()
                .forEach(schema -> contract.each(schema.getValue(), node -> {
                    if (!node.equals(schema.getValue())
                            && node.path("type").asText().equals("object")) {
                        assertThat(node.has("properties"))
                                .as(schema.getKey() + " " + node)
                                .isFalse();
                    }
                }));
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
