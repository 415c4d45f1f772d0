package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.antin.edxml.EdxmlAttachment;
import vn.antin.endtoend.Office.Answer;
import vn.antin.endtoend.Packages.Sample;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Operation;
import vn.antin.fault.Fault;
import vn.antin.receipt.Audit;
import vn.antin.receipt.Finding;
import vn.antin.receipt.ReceiptCheck;
import vn.antin.seal.pki.Trust;

/** Packages of other software cross the bus unchanged. */
class PackagesIT {

    /** The senders of two broken packages. */
    private static final String OF_BROKEN = "777.77.04.D77";

    private static final String OF_POOR = "vxp.saas.03";

    @TempDir
    static Path folder;

    private static TestProvince town;

    /** Three nodes that host every agency of a package. */
    @BeforeAll
    static void open() {
        town = TestProvince.start(folder, Packages.hosting(OF_BROKEN, OF_POOR, "H06.91", "H06.92", "H06.93"));
    }

    @AfterAll
    static void close() {
        town.close();
    }

    static Stream<Sample> readable() {
        return Packages.readable().stream();
    }

    static Stream<Sample> reports() {
        return readable().filter(sample -> sample.read().header().operation() == Operation.STATUS);
    }

    @ParameterizedTest
    @MethodSource("readable")
    void a_package_comes_out_at_every_recipient_as_it_went_in(Sample sample) throws Exception {
        Office sender = town.office(sample.sender());

        String id = sender.submit(sample.raw()).id();

        for (String recipient : sample.recipients()) {
            JsonNode offer = offered(recipient, id);
            Answer package_ = town.office(recipient).get("/documents/" + id + "/edxml");
            assertThat(package_.body()).isEqualTo(sample.raw());
            assertThat(offer.get("sender").asText()).isEqualTo(sample.sender());
            assertThat(offer.get("operation").asText())
                    .isEqualTo(sample.read().header().operation().name());
            isThatOf(sample, offer, town.office(recipient));
        }
        await().untilAsserted(() -> assertThat(sender.states(id))
                .hasSize(sample.recipients().size())
                .containsOnly("CONSIGNED"));
        holdsAsFarAsItGoes(findings(sender, id));
    }

    /**
     * The parts are those the reader finds in the package, by name and type, unzipped where the sender had zipped them.
     */
    private static void isThatOf(Sample sample, JsonNode offer, Office recipient) {
        List<EdxmlAttachment> attachments = new ArrayList<>(sample.read().attachments());
        attachments.sort(java.util.Comparator.comparingInt(EdxmlAttachment::place));
        JsonNode parts = offer.get("parts");
        assertThat(parts).hasSize(attachments.size());
        for (int i = 0; i < attachments.size(); i++) {
            EdxmlAttachment expected = attachments.get(i);
            JsonNode part = parts.get(i);
            Answer answer = recipient.get("/documents/" + offer.get("id").asText() + "/parts/"
                    + part.get("number").asInt());
            assertThat(part.get("name").asText()).isEqualTo(expected.name());
            assertThat(part.get("mediaType").asText()).isEqualTo(expected.mediaType());
            assertThat(answer.body()).isEqualTo(expected.document());
            assertThat(part.get("size").asLong()).isEqualTo(answer.body().length);
            assertThat(part.get("sha256").asText())
                    .isEqualTo(Digest.sha256(answer.body()).hex());
        }
    }

    private static JsonNode offered(String recipient, String id) {
        List<JsonNode> found = new ArrayList<>();
        await().until(() -> {
            town.office(recipient).inbox().stream()
                    .filter(offer -> offer.get("id").asText().equals(id))
                    .forEach(found::add);
            return !found.isEmpty();
        });
        return found.get(0);
    }

    /** Everything verifies; before the hand-over the bundle reports that receipt as missing. */
    private static void holdsAsFarAsItGoes(List<Finding> findings) {
        assertThat(findings).isNotEmpty();
        assertThat(findings.stream().flatMap(finding -> finding.faults().stream()))
                .extracting(ReceiptCheck::fault)
                .isSubsetOf(Fault.EVIDENCE_INCOMPLETE, Fault.WITNESS_MISSING);
    }

    private static List<Finding> findings(Office office, String id) throws IOException {
        Path zip = Files.createTempFile(folder, "evidence", ".zip");
        // Until its log has numbered the first receipt the node answers 409 ANTIN-3011, to be repeated.
        await().until(() -> {
            var answer = office.get("/documents/" + id + "/evidence.zip");
            Files.write(zip, answer.body());
            return answer.status() == 200;
        });
        Trust trust = Trust.read(town.province().home("nut-0").resolve("province.trust"));
        List<Finding> findings = new ArrayList<>();
        new Audit(trust, Instant.now()).verify(zip, findings::add);
        return findings;
    }

    @ParameterizedTest
    @MethodSource("reports")
    void a_report_gets_no_evidence_beyond_its_consignment(Sample sample) {
        Office sender = town.office(sample.sender());
        String recipient = sample.recipients().get(0);
        String id = sender.submit(Packages.changed(sample.raw(), "</edXML:StatusCode>", "</edXML:StatusCode> "))
                .id();

        JsonNode offer = offered(recipient, id);
        assertThat(town.office(recipient).acknowledge(offer).status()).isEqualTo(204);
        await().untilAsserted(() -> assertThat(sender.receipts(id))
                .containsExactlyInAnyOrder("SubmissionAcceptance.1", "RelayAcceptance.1", "ContentConsignment.1"));

        assertThat(sender.states(id)).containsExactly("CONSIGNED");
        assertThat(town.office(recipient).receipts(id)).doesNotContain("ContentHandover.1");
    }

    @Test
    void a_report_that_is_returned_for_good_makes_no_evidence_either() {
        Office sender = town.office("H06.35.08");
        String id = sender.submit(Packages.changed(
                        Packages.own("status-02.edxml"), "</edXML:StatusCode>", "</edXML:StatusCode>  "))
                .id();
        JsonNode offer = offered("H06.02", id);

        assertThat(town.office("H06.02").giveBackForGood(offer, "không hiểu").status())
                .isEqualTo(204);

        assertThat(town.office("H06.02").receipts(id)).doesNotContain("ContentHandoverFailure.1");
    }

    @Test
    void an_update_with_the_identifier_of_what_it_updates_is_no_conflict() {
        Office sender = town.office("H06.02");
        byte[] first = named("letter.edxml", "901/SNV-VP");
        byte[] update = named("update.edxml", "901/SNV-VP");
        byte[] another = Packages.changed(update, "</edXML:Content>", " (bản sau)</edXML:Content>");

        String id = sender.submit(first).id();
        String updated = sender.submit(update).id();

        assertThat(updated).isNotEqualTo(id);
        assertThat(sender.submit(update).id()).isEqualTo(updated);
        assertThat(sender.submit(another).id()).isNotIn(id, updated);
        assertThat(sender.submit(Packages.changed(first, "<!-- -->", "")).id()).isEqualTo(id);
    }

    @Test
    void the_same_package_again_gets_the_first_answer_again() {
        Office sender = town.office("H06.02");
        byte[] letter = named("letter.edxml", "902/SNV-VP");

        Answer first = sender.submit(letter);
        Answer again = sender.submit(letter);

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.headers()).containsKey("idempotency-replayed");
    }

    @Test
    void a_package_to_its_own_sender_goes_all_the_way() {
        Office agency = town.office("H06.02");
        String id = agency.submit(named("letter-to-itself.edxml", "903/SNV-VP")).id();

        assertThat(agency.acknowledge(offered("H06.02", id)).status()).isEqualTo(204);

        await().untilAsserted(() -> {
            assertThat(agency.states(id)).containsExactly("HANDED_OVER");
            assertThat(agency.receipts(id)).contains("ContentHandover.1", "ContentConsignment.1");
        });
    }

    @Test
    void a_recall_from_one_of_two_recipients_leaves_the_other_its_copy() throws Exception {
        byte[] file = "nội dung".getBytes(StandardCharsets.UTF_8);
        Office sender = town.office("H06.91");
        Office one = town.office("H06.92");
        Office other = town.office("H06.93");
        String id = sender.letter(List.of("H06.92", "H06.93"), "V/v thu hồi ở một nơi", Office.Part.file("a.pdf", file))
                .id();
        await().untilAsserted(() -> assertThat(sender.states(id)).containsExactly("CONSIGNED", "CONSIGNED"));

        assertThat(recall(sender, id, "H06.91").status()).as("has no copy").isBetween(400, 499);
        assertThat(recall(sender, id, "H06.92").status()).isEqualTo(202);
        await().until(() ->
                one.post("/documents/" + id + "/status", Map.of("code", "15")).status() == 202);
        await().until(() -> sender.get("/documents/" + id)
                .json()
                .at("/recipients/0/recall")
                .asText()
                .equals("AGREED"));

        assertThat(one.get("/documents/" + id + "/parts/1").code()).isEqualTo("ANTIN-3016");
        assertThat(other.get("/documents/" + id + "/parts/1").body()).isEqualTo(file);
        assertThat(sender.get("/documents/" + id)
                        .json()
                        .at("/recipients/1/recall")
                        .isMissingNode())
                .isTrue();
        holdsAsFarAsItGoes(findings(sender, id));
    }

    private static Answer recall(Office sender, String id, String from) {
        return sender.post("/documents/" + id + "/recall", Map.of("reason", "Gửi nhầm nơi", "from", List.of(from)));
    }

    private static byte[] named(String sample, String number) {
        return Packages.changed(Packages.own(sample), "2026/01/05,12/SNV-VP", "2026/01/05," + number);
    }

    @Test
    void a_package_that_is_no_xml_says_where() {
        assumeTrue(Packages.SHARED.isPresent());
        byte[] broken = Packages.bytes(Packages.SHARED.orElseThrow().resolve("edoc.edxml"));

        Answer answer = town.office(OF_BROKEN).submit(broken);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.type()).startsWith("application/problem+json");
        assertThat(answer.code()).isEqualTo("ANTIN-1001");
        assertThat(answer.json().get("detail").asText()).containsPattern("\\d+:\\d+");
    }

    @Test
    void a_package_that_lacks_much_is_told_all_of_it() {
        assumeTrue(Packages.SHARED.isPresent());
        byte[] poor = Packages.bytes(Packages.SHARED.orElseThrow().resolve("test_user_edxml.xml"));

        Answer answer = town.office(OF_POOR).submit(poor);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.codes()).hasSizeGreaterThan(1).contains("ANTIN-1102");
    }
}
