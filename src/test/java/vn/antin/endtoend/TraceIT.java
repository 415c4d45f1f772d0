package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.Traces;
import vn.antin.trial.Province;

/** The trace of a document, from its caller to the recipient's software and back, over a real broker. */
class TraceIT {

    private static final String GIVEN = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + GIVEN + "-00f067aa0ba902b7-01";

    @TempDir
    static Path folder;

    private static final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private static Collector collector;
    private static TestProvince town;

    @BeforeAll
    static void open() throws IOException {
        said.start();
        ((Logger) LoggerFactory.getLogger("vn.antin")).addAppender(said);
        collector = new Collector();
        town = TestProvince.start(
                folder, Map.of("nut-a", List.of("H06.11"), "nut-b", List.of("H06.12")), List.of(), TraceIT::told);
    }

    @AfterAll
    static void close() {
        ((Logger) LoggerFactory.getLogger("vn.antin")).detachAppender(said);
        town.close();
    }

    /** Configures the collector at hub and nodes, and one that does not exist, which must not disturb them. */
    private static void told(Province province) {
        String more = "traces: { otlp: '" + collector.address() + "' }\n";
        try {
            province.stopHub();
            Files.writeString(folder.resolve("hub/hub.yaml"), more, StandardOpenOption.APPEND);
            province.startHub();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        province.join("nut-a", List.of("H06.11"), more);
        province.join("nut-b", List.of("H06.12"), more);
    }

    private static String sent(String parent, byte[] content) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Idempotency-Key", UUID.randomUUID().toString());
        if (!parent.isEmpty()) {
            headers.put("traceparent", parent);
        }
        return town.office("H06.11")
                .letter(
                        Map.of("to", List.of("H06.12"), "subject", "V/v thử"),
                        List.of(Office.Part.file("a.pdf", content)),
                        headers)
                .id();
    }

    /** The traces at sender, hub and recipient, once the receipt has returned. */
    private static List<String> everywhere(String id) {
        await().until(() -> town.office("H06.11").get("/documents/" + id).text().contains("CONSIGNED"));
        List<String> all = new ArrayList<>();
        for (String agency : List.of("H06.11", "H06.12")) {
            all.add(town.office(agency)
                    .get("/documents/" + id)
                    .json()
                    .path("traceId")
                    .asText());
        }
        all.add(town.province()
                .hub()
                .repositories()
                .ledger()
                .read(tx -> Traces.of(tx, EnvelopeId.of(id)))
                .hex());
        return all;
    }

    /** The traces in the events of this document. */
    private static List<String> told(String agency, String id) {
        List<String> traces = new ArrayList<>();
        town.office(agency).get("/events?after=0").json().forEach(event -> {
            if (event.path("subject").asText().equals(id)) {
                traces.add(event.path("data").path("traceId").asText());
            }
        });
        return traces;
    }

    private static List<String> logged(String id) {
        return List.copyOf(said.list).stream()
                .filter(line -> line.getFormattedMessage().startsWith(id))
                // Log lines about a part on the line are no step of the document.
                .filter(line -> !line.getLoggerName().startsWith("vn.antin.parts"))
                .map(line -> String.valueOf(line.getMDCPropertyMap().get("trace")))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 300_000})
    void the_trace_that_a_caller_gave_goes_all_the_way(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);

        String id = sent(PARENT, content);

        assertThat(everywhere(id)).containsExactly(GIVEN, GIVEN, GIVEN);
        assertThat(told("H06.11", id)).contains(GIVEN);
        assertThat(told("H06.12", id)).contains(GIVEN);
        // Relayed, arrived, and each returned receipt.
        assertThat(logged(id)).hasSizeGreaterThanOrEqualTo(3).containsOnly(GIVEN);
    }

    @Test
    void a_collector_is_told_one_trace_from_node_to_hub_to_node() {
        String id = sent("", "vết".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String trace = id.replace("-", "");

        await().until(() -> collector.of(trace).stream()
                .map(Collector.Told::name)
                .toList()
                .containsAll(List.of("submit", "dispatch", "relay", "receive", "settle relayed", "settle consigned")));
        String root = trace.substring(16);
        assertThat(collector.of(trace)).allSatisfy(one -> {
            boolean first = one.name().equals("submit");
            assertThat(one.parent()).isEqualTo(first ? "" : root);
            assertThat(one.span().equals(root)).isEqualTo(first);
        });
        collector.close();
        String later = sent("", "còn đi".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(everywhere(later)).as("no document waits for a collector").hasSize(3);
    }

    @Test
    void without_one_it_is_the_id_of_the_document_and_nothing_is_kept() {
        long before = TestProvince.count(town.province().hub().repositories(), "trace");

        String id = sent("", "không".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        String own = id.replace("-", "");
        assertThat(everywhere(id)).containsExactly(own, own, own);
        assertThat(logged(id)).isNotEmpty().containsOnly(own);
        assertThat(TestProvince.count(town.province().hub().repositories(), "trace"))
                .isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-" + GIVEN + "-00f067aa0ba902b7",
                "khong phai",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01"
            })
    void what_is_not_of_the_form_is_not_heeded(String parent) {
        String id = sent(parent, "thử".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        assertThat(town.office("H06.11")
                        .get("/documents/" + id)
                        .json()
                        .path("traceId")
                        .asText())
                .isEqualTo(id.replace("-", ""));
    }
}
