package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.antin.endtoend.Packages.Sample;
import vn.antin.envelope.edxml.EdxmlPackage;
import vn.antin.envelope.edxml.EdxmlReader;

/** Every package, sent by the calls of the national axis and taken by them: each field is what it was. */
class AxisSamplesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static Town town;
    private static final Map<String, AxisOffice> OFFICES = new HashMap<>();

    @BeforeAll
    static void open() throws Exception {
        Map<String, List<String>> hosting = Packages.hosting();
        town = Town.start(folder, hosting);
        for (Map.Entry<String, List<String>> node : hosting.entrySet()) {
            Path home = town.province().home(node.getKey());
            town.province().stop(node.getKey());
            Files.writeString(home.resolve("node.yaml"), "vxp: true\n", StandardOpenOption.APPEND);
            int port = town.province().start(node.getKey()).port();
            for (String agency : node.getValue()) {
                OFFICES.put(agency, AxisOffice.at(home, port, agency));
            }
        }
    }

    @AfterAll
    static void close() {
        town.close();
    }

    static Stream<Sample> readable() {
        return Packages.readable().stream();
    }

    @ParameterizedTest
    @MethodSource("readable")
    void a_package_is_the_same_field_by_field(Sample sample) throws Exception {
        AxisOffice sender = OFFICES.get(sample.sender());
        String id = sender.call(sender.parcel(sample.raw(), sender.words(), Map.of()))
                .path("DocId")
                .asText();

        for (String code : sample.recipients()) {
            AxisOffice recipient = OFFICES.get(code);
            await().atMost(PATIENCE).until(() -> listed(recipient).contains(id));
            byte[] taken = recipient.send(recipient.to("getEdoc?docId=" + id)).body();
            EdxmlPackage read = EdxmlReader.read(taken);
            assertThat(read.header())
                    .usingRecursiveComparison()
                    .isEqualTo(sample.read().header());
            assertThat(read.attachments())
                    .usingRecursiveComparison()
                    .isEqualTo(sample.read().attachments());
            assertThat(taken).isEqualTo(sample.raw());
            recipient.call(recipient.to("updateStatus?status=done&docId=" + id));
            assertThat(listed(recipient)).doesNotContain(id);
        }
    }

    private static List<String> listed(AxisOffice office) throws Exception {
        JsonNode data = office.call(office.to("getReceivedEdocList")).path("data");
        return data.findValuesAsText("docId");
    }
}
