package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.antin.edxml.EdxmlPackage;
import vn.antin.edxml.EdxmlReader;
import vn.antin.endtoend.Packages.Sample;

/** Every sample package, sent and received by the calls of the national axis: each field is preserved. */
class AxisSamplesIT {

    @TempDir
    static Path folder;

    private static TestProvince town;
    private static final Map<String, AxisOffice> OFFICES = new HashMap<>();
    private static final Map<String, Office> REST = new HashMap<>();

    @BeforeAll
    static void open() throws Exception {
        Map<String, List<String>> hosting = Packages.hosting();
        town = TestProvince.start(folder, hosting);
        for (Map.Entry<String, List<String>> node : hosting.entrySet()) {
            Path home = town.province().home(node.getKey());
            town.province().stop(node.getKey());
            Files.writeString(
                    home.resolve("node.yaml"),
                    "vxp: true\npackageSignatures: legacy-sha1\n",
                    StandardOpenOption.APPEND);
            int port = town.province().start(node.getKey()).port();
            for (String agency : node.getValue()) {
                OFFICES.put(agency, AxisOffice.at(home, port, agency));
                REST.put(agency, Office.at(home, port).of(agency));
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
        String id = sender.call(sender.packageRequest(sample.raw(), sender.words(), Map.of()))
                .path("DocId")
                .asText();

        for (String code : sample.recipients()) {
            AxisOffice recipient = OFFICES.get(code);
            await().until(() -> listed(recipient).contains(id));
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

    /** Reports the node's result under the policy, whatever such a signature is worth. */
    @Test
    void a_signature_of_other_software_is_told_by_the_name_of_its_policy() {
        byte[] signed = Packages.bytes(Packages.SIGNED);
        byte[] later = Packages.changed(signed, "2026/01/05,77/", "2026/01/05,78/");

        JsonNode intact = told(signed);
        assertThat(intact.path("policy").asText()).isEqualTo("LEGACY-SHA1");
        assertThat(intact.path("result").asText()).isEqualTo("INTACT");
        assertThat(intact.path("signer").asText()).contains("CN=Văn phòng thử");
        assertThat(told(later).path("result").asText()).isEqualTo("BROKEN");
        assertThat(told(Packages.changed(Packages.own("letter.edxml"), "05,12/", "05,79/")))
                .isEmpty();
    }

    /** The row for the recipient, once the package has arrived. */
    private static JsonNode told(byte[] edxml) {
        String id = REST.get("H06.02").submit(edxml).id();
        Office recipient = REST.get("H06.35.08");
        List<JsonNode> found = new ArrayList<>();
        await().until(() -> {
            recipient.inbox().stream()
                    .filter(offer -> offer.path("id").asText().equals(id))
                    .forEach(found::add);
            return !found.isEmpty();
        });
        return found.get(0).path("packageSignature");
    }

    private static List<String> listed(AxisOffice office) throws Exception {
        JsonNode data = office.call(office.to("getReceivedEdocList")).path("data");
        return data.findValuesAsText("docId");
    }
}
