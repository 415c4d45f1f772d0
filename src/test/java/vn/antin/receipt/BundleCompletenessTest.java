package vn.antin.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.antin.receipt.ReceiptProvince.HEALTH;
import static vn.antin.receipt.ReceiptProvince.HOME;
import static vn.antin.receipt.ReceiptProvince.HUB;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.EnvelopeXml;
import vn.antin.envelope.InnerManifest;
import vn.antin.envelope.Mode;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Part;
import vn.antin.envelope.Party;
import vn.antin.envelope.Urgency;
import vn.antin.fault.Fault;
import vn.antin.receipt.Evidence.Written;

/** What is missing from a bundle of two recipients is reported, although everything left in it is valid. */
class BundleCompletenessTest {

    private static final String MAC_FOLDER = "__MACOSX/";

    private final ReceiptProvince province = new ReceiptProvince();
    private final EnvelopeId id = EnvelopeId.next(province.clock);
    private final Party sender = new Party(ReceiptProvince.HOME_AFFAIRS, HOME);
    private final List<Party> recipients =
            List.of(new Party(ReceiptProvince.HEALTH_CARE, HEALTH), new Party(new AgencyCode("H06.17"), HEALTH));
    private final byte[] inner = new InnerManifest(
                    new byte[16],
                    id,
                    "000.00.02.H06,2026/03/02,812",
                    "V/v kiểm tra",
                    new byte[0],
                    new byte[0],
                    null,
                    List.of())
            .write();
    private final byte[] directory = published();
    private final byte[] envelope = sealed(Operation.NEW);

    private byte[] published() {
        var agencies = new ArrayList<>(province.directory().edition().agencies());
        agencies.add(ReceiptProvince.agency(new AgencyCode("H06.17"), HEALTH));
        province.publish(province.directory()
                .next(province.clock.instant(), province.clock.instant().plus(ReceiptProvince.LIFE))
                .withAgencies(agencies));
        return province.sealedDirectory();
    }

    @Test
    void a_whole_bundle_holds_and_tells_document_sender_recipients_and_times() {
        byte[] zip = zip(whole());
        assertThat(outcome(zip)).isEqualTo(Outcome.HOLDS);

        AuditResult result = AuditResult.of(findings(zip), true);

        assertThat(result.word()).isEqualTo("HOLDS");
        assertThat(result.bundles()).hasSize(1);
        BundleSummary bundle = result.bundles().get(0);
        assertThat(bundle.document()).isEqualTo(id);
        assertThat(bundle.subject()).isEqualTo("V/v kiểm tra");
        assertThat(bundle.sender().name()).isEqualTo("Agency H06.02");
        assertThat(bundle.recipients())
                .extracting(one -> one.recipient().party().agency().value())
                .containsExactly("H06.16", "H06.17");
        assertThat(bundle.recipients()).allSatisfy(one -> {
            assertThat(one.found()).hasSize(4);
            assertThat(one.missing()).isEmpty();
        });
    }

    @Test
    void all_receipts_of_one_recipient_removed_is_undecided() {
        SortedMap<String, byte[]> files = whole();
        files.keySet().removeIf(name -> name.endsWith("-H06.17.xml"));
        assertMissing(files, "H06.17: SubmissionAcceptance, RelayAcceptance, ContentConsignment, ContentHandover");
    }

    @Test
    void the_last_receipt_removed_is_undecided() {
        SortedMap<String, byte[]> files = whole();
        files.keySet().removeIf(name -> name.endsWith("-ContentHandover-H06.17.xml"));
        assertMissing(files, "H06.17: ContentHandover");
    }

    @Test
    void the_inner_manifest_removed_is_undecided() {
        SortedMap<String, byte[]> files = whole();
        files.remove(EvidenceBundle.INNER);
        assertMissing(files, EvidenceBundle.INNER);
    }

    @Test
    void the_witness_or_the_time_stamp_of_one_receipt_removed_is_undecided() {
        String name = "receipts/03-ContentConsignment-H06.16.xml";
        for (boolean witnessed : new boolean[] {false, true}) {
            SortedMap<String, byte[]> files = whole();
            files.computeIfPresent(name, (same, xml) -> stripped(xml, witnessed));
            assertThat(outcome(files)).as("witnessed %s", witnessed).isEqualTo(Outcome.UNDECIDED);
        }
    }

    @Test
    void a_bundle_without_its_unsigned_list_of_files_is_undecided_and_the_rest_is_judged() {
        SortedMap<String, byte[]> files = whole();
        files.remove(EvidenceBundle.CHECKSUMS);
        assertThat(outcome(zip(files))).isEqualTo(Outcome.UNDECIDED);
    }

    @Test
    void a_file_removed_or_added_after_the_maker_sealed_the_manifest_is_told() {
        SortedMap<String, byte[]> removed = whole();
        removed.keySet().removeIf(name -> name.endsWith("-ContentHandover-H06.17.xml"));
        SortedMap<String, byte[]> added = whole();
        added.put(
                "receipts/09-ContentHandover-H06.17.xml",
                Objects.requireNonNull(added.get("receipts/08-ContentHandover-H06.17.xml")));
        for (SortedMap<String, byte[]> files : List.of(removed, added)) {
            files.put(EvidenceBundle.CHECKSUMS, EvidenceBundle.checksums(files));
            assertThat(faults(zip(files))).contains(Tuple.tuple(ReceiptCheck.Name.MANIFEST, Fault.BUNDLE_CHANGED));
            assertThat(outcome(zip(files))).isEqualTo(Outcome.BROKEN);
        }
    }

    @Test
    void without_the_sealed_manifest_a_bundle_is_not_known_to_be_whole() {
        SortedMap<String, byte[]> files = whole();
        files.keySet().removeAll(List.of(EvidenceBundle.MANIFEST, EvidenceBundle.MANIFEST_STAMP));
        files.put(EvidenceBundle.CHECKSUMS, EvidenceBundle.checksums(files));
        assertThat(faults(zip(files)))
                .containsExactly(Tuple.tuple(ReceiptCheck.Name.MANIFEST_SEAL, Fault.EVIDENCE_INCOMPLETE));
        assertThat(AuditResult.of(findings(zip(files)), true).word()).isEqualTo("INCOMPLETE");
    }

    @Test
    void a_manifest_of_another_document_or_of_a_node_that_is_not_the_maker_is_told() {
        SortedMap<String, byte[]> other = province.manifested(whole(), EnvelopeId.next(province.clock));
        assertThat(faults(zip(other))).contains(Tuple.tuple(ReceiptCheck.Name.MANIFEST, Fault.BUNDLE_CHANGED));

        SortedMap<String, byte[]> files = whole();
        byte[] sealed = Objects.requireNonNull(files.get(EvidenceBundle.MANIFEST));
        BundleManifest named = BundleManifest.open(sealed).manifest();
        files.put(EvidenceBundle.MANIFEST, named.seal(province.sealer(province.key(HEALTH))));
        files.remove(EvidenceBundle.MANIFEST_STAMP);
        files.put(EvidenceBundle.CHECKSUMS, EvidenceBundle.checksums(files));
        assertThat(faults(zip(files))).contains(Tuple.tuple(ReceiptCheck.Name.MANIFEST_SEAL, Fault.SIGNER_NOT_NAMED));
        assertThat(outcome(zip(files))).isEqualTo(Outcome.BROKEN);
    }

    private List<Tuple> faults(byte[] zip) {
        return findings(zip).stream()
                .flatMap(finding -> finding.faults().stream())
                .map(check -> Tuple.tuple(check.name(), check.fault()))
                .toList();
    }

    @Test
    void a_refusal_ends_the_way_of_its_copy() {
        Copy refused = copy(2);
        Written submitted = province.written(Event.SUBMISSION_ACCEPTANCE, HOME, refused, null);
        Written rejected = Evidence.of(
                        Event.RELAY_REJECTION,
                        province.clock.instant(),
                        HUB,
                        refused,
                        new Evidence.Reason("ANTIN-2001", null),
                        submitted.digest(),
                        province.directory().serial())
                .write();
        assertThat(outcome(files(way(copy(1)), List.of(submitted, rejected)))).isEqualTo(Outcome.HOLDS);
    }

    @Test
    void a_report_ends_with_its_arrival_for_it_is_handed_over_without_a_receipt() {
        byte[] report = sealed(Operation.STATUS);
        List<Written> one = way(copy(report, 1)).subList(0, 3);
        List<Written> other = way(copy(report, 2)).subList(0, 3);
        assertThat(outcome(files(report, one, other))).isEqualTo(Outcome.HOLDS);
    }

    @Test
    void one_receipt_twice_counts_once() {
        SortedMap<String, byte[]> files = whole();
        byte[] twice = Objects.requireNonNull(files.get("receipts/04-ContentHandover-H06.16.xml"));
        files.put("receipts/09-ContentHandover-H06.17.xml", twice.clone());
        assertThat(outcome(files)).isEqualTo(Outcome.HOLDS);
        assertThat(AuditResult.of(findings(zip(province.manifested(files, id))), true)
                        .receipts())
                .isEqualTo(8);
        files.remove("receipts/08-ContentHandover-H06.17.xml");
        assertMissing(files, "H06.17: ContentHandover");
    }

    @Test
    void a_bundle_zipped_anew_by_any_program_holds() throws IOException {
        assertThat(outcome(deflated(whole(), ""))).isEqualTo(Outcome.HOLDS);
        SortedMap<String, byte[]> within = whole();
        within.put(MAC_FOLDER + "._e.xml", new byte[] {1});
        assertThat(outcome(deflated(within, "bundle of 812/"))).isEqualTo(Outcome.HOLDS);
    }

    private SortedMap<String, byte[]> whole() {
        return files(way(copy(1)), way(copy(2)));
    }

    private SortedMap<String, byte[]> files(List<Written> one, List<Written> other) {
        return files(envelope, one, other);
    }

    private SortedMap<String, byte[]> files(byte[] sealed, List<Written> one, List<Written> other) {
        List<Receipts> receipts = new ArrayList<>();
        one.forEach(each -> receipts.add(province.witnessed(province.receipt(each), true)));
        other.forEach(each -> receipts.add(province.witnessed(province.receipt(each), true)));
        return ZipContents.read(province.bundle(receipts, sealed, inner, List.of(directory)), 1 << 30);
    }

    private List<Written> way(Copy copy) {
        Written submitted = province.written(Event.SUBMISSION_ACCEPTANCE, HOME, copy, null);
        Written relayed = province.written(Event.RELAY_ACCEPTANCE, HUB, copy, submitted.digest());
        Written consigned = province.written(Event.CONTENT_CONSIGNMENT, HEALTH, copy, relayed.digest());
        Written handed = province.written(Event.CONTENT_HANDOVER, HEALTH, copy, consigned.digest());
        return List.of(submitted, relayed, consigned, handed);
    }

    private Copy copy(int number) {
        return copy(envelope, number);
    }

    private Copy copy(byte[] sealed, int number) {
        return new Copy(
                id,
                sender,
                number,
                recipients.get(number - 1),
                new Copy.SealedContent(Digest.sha256(sealed), Digest.sha256(inner)));
    }

    private byte[] sealed(Operation operation) {
        return province.sealer(province.key(HOME))
                .seal(
                        EnvelopeXml.write(new Envelope(
                                id,
                                sender,
                                recipients,
                                Urgency.NORMAL,
                                operation,
                                province.clock.instant(),
                                province.clock.instant().plus(Duration.ofDays(7)),
                                null,
                                2,
                                Digest.sha256(inner),
                                Digest.sha256(),
                                65_536,
                                List.of(new Part(0, Digest.sha256(), 1, null, false)),
                                Map.of(HEALTH, new byte[] {1}),
                                Mode.PRODUCTION)),
                        "envelope");
    }

    private static byte[] stripped(byte[] xml, boolean witnessed) {
        Receipts receipts = Receipts.read(xml);
        Receipts.HubWitness witness = receipts.witness();
        Receipts.HubWitness left = witnessed && witness != null ? new Receipts.HubWitness(witness.leaf(), null) : null;
        return new Receipts(receipts.checkpoint(), null, receipts.receipts(), left).write();
    }

    private byte[] zip(SortedMap<String, byte[]> files) {
        return StoredZip.write(files);
    }

    private static byte[] deflated(SortedMap<String, byte[]> files, String folder) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            if (!folder.isEmpty()) {
                zip.putNextEntry(new ZipEntry(folder));
            }
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                String prefix = file.getKey().startsWith(MAC_FOLDER) ? "" : folder;
                zip.putNextEntry(new ZipEntry(prefix + file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    /** Makes the manifests of a bundle from which its maker left something out. */
    private Outcome outcome(SortedMap<String, byte[]> files) {
        return outcome(zip(province.manifested(files, id)));
    }

    private Outcome outcome(byte[] zip) {
        return findings(zip).stream()
                .map(Finding::outcome)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private List<Finding> findings(byte[] zip) {
        List<Finding> findings = new ArrayList<>();
        new Audit(province.trust, province.clock.instant())
                .judge("e.zip", zip, serials -> List.<byte[]>of(), RenewedProofs.NONE, findings::add);
        return findings;
    }

    private void assertMissing(SortedMap<String, byte[]> files, String detail) {
        SortedMap<String, byte[]> listed = province.manifested(files, id);
        List<Finding> findings = findings(zip(listed));
        assertThat(outcome(zip(listed))).isEqualTo(Outcome.UNDECIDED);
        assertThat(findings.stream().flatMap(finding -> finding.faults().stream()))
                .extracting(ReceiptCheck::detail)
                .contains(detail);
        assertThat(AuditResult.of(findings, true).word()).isEqualTo("INCOMPLETE");
    }
}
