package vn.antin.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.antin.receipt.ReceiptProvince.HEALTH;
import static vn.antin.receipt.ReceiptProvince.HOME;
import static vn.antin.receipt.ReceiptProvince.HUB;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
import vn.antin.fault.Refused;
import vn.antin.receipt.Evidence.Written;
import vn.antin.seal.pki.Trust;

class EvidenceBundleTest {

    private static final byte[] INNER = new InnerManifest(
                    new byte[16],
                    EnvelopeId.of("019cadcf-c240-73ea-8741-217cc060f8af"),
                    "000.00.02.H06,2026/03/02,812",
                    "V/v kiểm tra",
                    new byte[0],
                    new byte[0],
                    null,
                    List.of())
            .write();
    private static final Trust NOBODY = new Trust(List.of(), List.of(), List.of());

    @TempDir
    Path folder;

    private final ReceiptProvince province = new ReceiptProvince();
    private final EnvelopeId id = EnvelopeId.next(province.clock);
    private final byte[] envelope = sealedEnvelope(id);
    private final Copy copy = copyOf(envelope, id);
    private final List<Written> way = way(copy);
    private final byte[] directory = province.sealedDirectory();

    @Test
    void a_whole_bundle_holds_until_the_time_stamps_end_and_is_then_not_provable_any_more() {
        byte[] zip = bundle(way);
        assertThat(verify(zip))
                .allSatisfy(finding -> assertThat(finding.faults()).isEmpty());
        assertThat(outcome(zip)).isEqualTo(Outcome.HOLDS);

        Instant end = ReceiptProvince.MONDAY_NINE.plus(ReceiptProvince.LIFE);
        AuditResult before = result(zip, end.minusSeconds(1));
        assertThat(before.word()).isEqualTo("HOLDS");
        assertThat(before.basis().signers()).containsExactly("CN=directory", "CN=tsa");
        assertThat(before.basis().until()).isEqualTo(end);
        for (Duration later : List.of(Duration.ofDays(3650), Duration.ofDays(9131))) {
            AuditResult after = result(zip, province.clock.instant().plus(later));
            assertThat(after.outcome()).isEqualTo(Outcome.UNDECIDED);
            assertThat(after.word()).isEqualTo("LAPSED");
            assertThat(after.basisWord()).isEqualTo("LAPSED");
        }
    }

    @Test
    void the_same_maker_makes_the_same_bytes_again_so_that_a_download_goes_on() {
        BundleMaker maker = province.maker(true);
        var bundle = new EvidenceBundle(receipts(way), envelope, INNER, List.of(directory), List.of(), List.of());
        byte[] zip = bundle.write(maker, province.clock.instant());
        province.clock.pass(Duration.ofMinutes(5));
        assertThat(bundle.write(maker, province.clock.instant())).isEqualTo(zip);
    }

    private AuditResult result(byte[] zip, Instant now) {
        return AuditResult.of(EvidenceBundle.verify(file("b.zip", zip), province.trust, now), true);
    }

    @Test
    void is_a_zip_that_everybody_can_read_and_but_for_the_manifests_the_same_each_time() throws IOException {
        byte[] zip = bundle(way);
        SortedMap<String, byte[]> again = ZipContents.read(bundle(way), 1 << 30);
        SortedMap<String, byte[]> files = ZipContents.read(zip, 1 << 30);
        for (SortedMap<String, byte[]> each : List.of(files, again)) {
            each.keySet().removeIf(name -> name.startsWith("manifest."));
        }
        assertThat(again).containsExactlyEntriesOf(files);
        try (ZipFile plain = new ZipFile(file("b.zip", zip).toFile())) {
            assertThat(plain.stream().map(ZipEntry::getName))
                    .containsExactly(
                            "directory/1.xml",
                            "envelope.xml",
                            "inner.xml",
                            "manifest.tst",
                            "manifest.txt",
                            "manifest.xml",
                            "receipts/01-SubmissionAcceptance-H06.16.xml",
                            "receipts/02-RelayAcceptance-H06.16.xml",
                            "receipts/03-ContentConsignment-H06.16.xml",
                            "receipts/04-ContentHandover-H06.16.xml");
            try (InputStream in = plain.getInputStream(plain.getEntry("inner.xml"))) {
                assertThat(in.readAllBytes()).isEqualTo(INNER);
            }
        }
    }

    @Test
    void any_one_byte_changed_is_found_or_changes_no_file() {
        byte[] zip = bundle(way.subList(0, 1));
        SortedMap<String, byte[]> files = ZipContents.read(zip, 1 << 30);
        for (int at = 0; at < zip.length; at++) {
            byte[] changed = zip.clone();
            changed[at] ^= (byte) (1 << at % 8);
            try {
                assertThat(ZipContents.read(changed, 1 << 30)).as("byte %d", at).containsExactlyEntriesOf(files);
            } catch (Refused refused) {
                assertThat(refused.fault()).isIn(Fault.BUNDLE_CHANGED, Fault.TOO_LARGE);
            }
        }
        byte[] longer = Arrays.copyOf(zip, zip.length + 1);
        assertThatThrownBy(() -> ZipContents.read(longer, 1 << 30)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> ZipContents.read(zip, 10)).isInstanceOf(Refused.class);
        byte[] first = zip.clone();
        first[100] ^= 1;
        assertThat(outcome(first)).isEqualTo(Outcome.BROKEN);
    }

    @Test
    void a_file_changed_in_an_unpacked_bundle_is_found_by_the_manifest_and_by_what_it_says() {
        SortedMap<String, byte[]> files = ZipContents.read(bundle(way), 1 << 30);
        for (String name : files.keySet()) {
            SortedMap<String, byte[]> changed = new TreeMap<>(files);
            byte[] content = files.getOrDefault(name, new byte[0]).clone();
            content[content.length / 2] ^= 1;
            changed.put(name, content);
            assertThat(findings(unpacked(name.replace('/', '-'), changed)).stream()
                            .map(Finding::outcome))
                    .as(name)
                    .contains(Outcome.BROKEN);
        }
        assertThat(findings(unpacked("whole", files)))
                .allSatisfy(finding -> assertThat(finding.faults()).isEmpty());
    }

    @Test
    void an_inner_manifest_that_the_envelope_does_not_commit_to_is_told() {
        byte[] other = province.bundle(receipts(way), envelope, new byte[] {1}, List.of(directory));
        assertFault(other, ReceiptCheck.Name.COMMITMENT, Fault.COMMITMENT);
    }

    @Test
    void receipts_of_another_document_are_told() {
        EnvelopeId second = EnvelopeId.next(province.clock);
        List<Written> others = way(copyOf(sealedEnvelope(second), second));
        assertFault(bundle(others), ReceiptCheck.Name.ENVELOPE, Fault.RECEIPT_OTHER_DOCUMENT);
    }

    @Test
    void an_envelope_sealed_by_another_node_is_told() {
        byte[] forged = province.sealer(province.key(HEALTH)).seal(envelopeText(id), "envelope");
        byte[] bundle = province.bundle(receipts(way(copyOf(forged, id))), forged, INNER, List.of(directory));
        assertFault(bundle, ReceiptCheck.Name.ENVELOPE_SEAL, Fault.SIGNER_NOT_NAMED);
    }

    @Test
    void a_receipt_taken_out_leaves_a_gap() {
        for (int missing = 1; missing < 3; missing++) {
            List<Written> rest = new ArrayList<>(way);
            rest.remove(missing);
            assertFault(bundle(rest), ReceiptCheck.Name.CHAIN, Fault.BUNDLE_CHANGED);
        }
        assertThat(outcome(bundle(way.subList(0, 3)))).isEqualTo(Outcome.UNDECIDED);
        assertFault(bundle(List.of()), ReceiptCheck.Name.CHAIN, Fault.BUNDLE_CHANGED);
    }

    @Test
    void a_chain_that_begins_later_as_a_recipients_does_is_neither_whole_nor_changed() {
        for (int missing = 1; missing < 4; missing++) {
            byte[] zip = bundle(way.subList(missing, 4));
            assertThat(verify(zip).stream().flatMap(finding -> finding.faults().stream()))
                    .extracting(ReceiptCheck::name, ReceiptCheck::fault, ReceiptCheck::outcome)
                    .containsExactly(
                            Tuple.tuple(ReceiptCheck.Name.CHAIN, Fault.CHAIN_BEGINS_LATER, Outcome.UNDECIDED),
                            Tuple.tuple(ReceiptCheck.Name.COMPLETE, Fault.EVIDENCE_INCOMPLETE, Outcome.UNDECIDED));
            assertThat(outcome(zip)).isEqualTo(Outcome.UNDECIDED);
        }
    }

    @Test
    void a_receipt_that_came_before_its_forerunner_waits_for_it_and_not_for_ever() {
        Instant before = Instant.MIN;
        assertThat(EvidenceBundle.joined(receipts(way), before)).hasSameSizeAs(way);
        for (int missing = 0; missing < 3; missing++) {
            List<Written> rest = new ArrayList<>(way);
            rest.remove(missing);
            List<Receipts> joined = EvidenceBundle.joined(receipts(rest), before);
            assertThat(joined).hasSize(missing);
            if (missing > 0) {
                assertThat(outcome(province.bundle(joined, envelope, INNER, List.of(directory))))
                        .isEqualTo(Outcome.UNDECIDED);
            }
            assertThat(EvidenceBundle.joined(receipts(rest), Instant.MAX)).hasSameSizeAs(rest);
        }
    }

    @Test
    void a_chain_that_names_something_else_is_told() {
        List<Written> other = new ArrayList<>(way.subList(0, 2));
        other.add(province.written(Event.CONTENT_CONSIGNMENT, HEALTH, copy, Digest.sha256()));
        assertFault(bundle(other), ReceiptCheck.Name.CHAIN, Fault.BUNDLE_CHANGED);
    }

    @Test
    void a_chain_mended_over_a_gap_is_told() {
        Written submitted = way.get(0);
        Written consigned = province.written(Event.CONTENT_CONSIGNMENT, HEALTH, copy, submitted.digest());
        assertFault(bundle(List.of(submitted, consigned)), ReceiptCheck.Name.CHAIN, Fault.BUNDLE_CHANGED);
    }

    @Test
    void a_directory_sealed_by_a_key_that_is_not_pinned_is_told() {
        byte[] forged = province.directory().seal(province.sealer(province.key(HEALTH)));
        byte[] bundle = province.bundle(receipts(way), envelope, INNER, List.of(forged));
        assertFault(bundle, ReceiptCheck.Name.DIRECTORY, Fault.CERTIFICATE_FOREIGN);
    }

    @Test
    void without_a_trust_file_nothing_is_decided() {
        Path zip = file("b.zip", bundle(way));
        for (@Nullable Trust trust : new @Nullable Trust[] {null, NOBODY}) {
            List<Finding> findings = EvidenceBundle.verify(zip, trust, province.clock.instant());
            assertThat(findings)
                    .extracting(Finding::outcome)
                    .contains(Outcome.UNDECIDED)
                    .doesNotContain(Outcome.BROKEN);
        }
    }

    @Test
    void single_receipts_are_judged_by_the_directories_beside_them_and_folders_file_by_file() throws IOException {
        SortedMap<String, byte[]> files = ZipContents.read(bundle(way), 1 << 30);
        files.keySet().removeIf(name -> name.startsWith("manifest."));
        Path loose = unpacked("loose", files);
        Files.delete(loose.resolve(EvidenceBundle.ENVELOPE));
        Files.delete(loose.resolve(EvidenceBundle.INNER));
        Files.write(loose.resolve("b.zip"), bundle(way));

        assertThat(findings(loose))
                .hasSizeGreaterThan(10)
                .allSatisfy(finding -> assertThat(finding.faults()).isEmpty());
        assertThat(findings(loose.resolve("receipts/02-RelayAcceptance-H06.16.xml")))
                .extracting(Finding::outcome)
                .containsExactly(Outcome.HOLDS);
    }

    @Test
    void what_is_no_receipt_or_not_there_does_not_hold() {
        assertThat(findings(file("a.xml", INNER))).extracting(Finding::outcome).containsExactly(Outcome.BROKEN);
        assertThat(findings(folder.resolve("none.xml")))
                .extracting(Finding::outcome)
                .containsExactly(Outcome.BROKEN);
        assertThat(findings(folder.resolve("none.zip")))
                .extracting(Finding::outcome)
                .containsExactly(Outcome.BROKEN);
        Receipts none = new Receipts(province.stamped().checkpoint(), null, List.of(), null);
        assertThat(findings(file("e.xml", none.write())))
                .extracting(Finding::outcome)
                .containsExactly(Outcome.BROKEN);
    }

    @Test
    void names_that_would_leave_the_folder_are_refused() {
        for (String name : List.of("../a", "/a", "a//b", "a\\b", "a/../b", ".hidden", "")) {
            SortedMap<String, byte[]> files = new TreeMap<>(Map.of(name, new byte[0]));
            assertThatThrownBy(() -> StoredZip.write(files)).isInstanceOf(Refused.class);
        }
    }

    private List<Written> way(Copy document) {
        Written submitted = province.written(Event.SUBMISSION_ACCEPTANCE, HOME, document, null);
        Written relayed = province.written(Event.RELAY_ACCEPTANCE, HUB, document, submitted.digest());
        Written consigned = province.written(Event.CONTENT_CONSIGNMENT, HEALTH, document, relayed.digest());
        Written handed = province.written(Event.CONTENT_HANDOVER, HEALTH, document, consigned.digest());
        return List.of(submitted, relayed, consigned, handed);
    }

    private byte[] bundle(List<Written> evidence) {
        return province.bundle(receipts(evidence), envelope, INNER, List.of(directory));
    }

    private final Map<Digest, Receipts> made = new HashMap<>();

    private List<Receipts> receipts(List<Written> evidence) {
        return evidence.stream()
                .map(each ->
                        made.computeIfAbsent(each.digest(), first -> province.witnessed(province.receipt(each), true)))
                .toList();
    }

    private byte[] sealedEnvelope(EnvelopeId of) {
        return province.sealer(province.key(HOME)).seal(envelopeText(of), "envelope");
    }

    private byte[] envelopeText(EnvelopeId of) {
        return EnvelopeXml.write(new Envelope(
                of,
                new Party(ReceiptProvince.HOME_AFFAIRS, HOME),
                List.of(new Party(ReceiptProvince.HEALTH_CARE, HEALTH)),
                Urgency.NORMAL,
                Operation.NEW,
                province.clock.instant(),
                province.clock.instant().plus(Duration.ofDays(7)),
                null,
                1,
                Digest.sha256(INNER),
                Digest.sha256(),
                65_536,
                List.of(new Part(0, Digest.sha256(), 1, null, false)),
                Map.of(HEALTH, new byte[] {1}),
                Mode.PRODUCTION));
    }

    private static Copy copyOf(byte[] sealed, EnvelopeId of) {
        return new Copy(
                of,
                new Party(ReceiptProvince.HOME_AFFAIRS, HOME),
                1,
                new Party(ReceiptProvince.HEALTH_CARE, HEALTH),
                new Copy.SealedContent(Digest.sha256(sealed), Digest.sha256(INNER)));
    }

    private Path file(String name, byte[] content) {
        try {
            return Files.write(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path unpacked(String name, Map<String, byte[]> files) {
        try {
            for (Map.Entry<String, byte[]> each : files.entrySet()) {
                Path file = folder.resolve(name).resolve(each.getKey());
                Files.createDirectories(file.getParent());
                Files.write(file, each.getValue());
            }
            return folder.resolve(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Finding> findings(Path path) {
        return EvidenceBundle.verify(path, province.trust, province.clock.instant());
    }

    private List<Finding> verify(byte[] zip) {
        return findings(file("b.zip", zip));
    }

    private Outcome outcome(byte[] zip) {
        return verify(zip).stream()
                .map(Finding::outcome)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private void assertFault(byte[] zip, ReceiptCheck.Name name, Fault fault) {
        List<Finding> findings = verify(zip);
        assertThat(findings.stream().flatMap(finding -> finding.faults().stream()))
                .extracting(ReceiptCheck::name, ReceiptCheck::fault)
                .contains(Tuple.tuple(name, fault));
        assertThat(outcome(zip)).isEqualTo(Outcome.BROKEN);
    }
}
