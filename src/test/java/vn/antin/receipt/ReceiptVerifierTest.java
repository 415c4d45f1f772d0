package vn.antin.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.antin.receipt.ReceiptProvince.HEALTH;
import static vn.antin.receipt.ReceiptProvince.HOME;
import static vn.antin.receipt.ReceiptProvince.HUB;

import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.directory.Directory;
import vn.antin.directory.Stopped;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.receipt.Evidence.Written;
import vn.antin.receipt.Verdict.Witnessed.VerdictState;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

class ReceiptVerifierTest {

    private static final Duration TEN_YEARS = Duration.ofDays(3650);

    private final ReceiptProvince province = new ReceiptProvince();

    @Test
    void a_receipt_holds_before_its_witness_with_it_and_with_a_time_stamp() {
        Receipts bare = province.receipt(submission());
        Verdict early = verify(bare);
        Verdict seen = verify(province.witnessed(bare, false));
        Verdict stamped = verify(province.witnessed(bare, true));

        assertThat(List.of(early, seen, stamped)).allSatisfy(ReceiptVerifierTest::assertHolds);
        assertThat(early.witnessed().state()).isEqualTo(VerdictState.NOT_YET);
        assertThat(seen.witnessed()).isEqualTo(new Verdict.Witnessed(VerdictState.WITNESSED, now()));
        assertThat(stamped.witnessed()).isEqualTo(new Verdict.Witnessed(VerdictState.TIME_STAMPED, now()));
        assertThat(stamped.checks().stream().map(ReceiptCheck::name))
                .contains(
                        ReceiptCheck.Name.FORM,
                        ReceiptCheck.Name.RIGHT,
                        ReceiptCheck.Name.PROOF,
                        ReceiptCheck.Name.CHECKPOINT_SEAL,
                        ReceiptCheck.Name.CERTIFICATE,
                        ReceiptCheck.Name.REVOCATION,
                        ReceiptCheck.Name.WITNESS_PROOF,
                        ReceiptCheck.Name.HUB_SEAL,
                        ReceiptCheck.Name.HUB_CERTIFICATE,
                        ReceiptCheck.Name.TIME_STAMP);
    }

    @Test
    void the_hubs_own_receipt_needs_no_witness_but_the_time_stamp() {
        Written relay = province.written(Event.RELAY_ACCEPTANCE, HUB, province.copy(), Digest.sha256());
        Receipts bare = province.receipt(relay);
        byte[] token = province.timeStamps.stamp(Digest.sha256(bare.checkpoint()));
        Verdict verdict = verify(with(bare, new Receipts.HubWitness(null, token)));

        assertHolds(verdict);
        assertThat(verdict.witnessed().state()).isEqualTo(VerdictState.TIME_STAMPED);
    }

    @Test
    void a_node_cannot_leave_the_hub_out() {
        Receipts bare = province.receipt(submission());
        byte[] token = province.timeStamps.stamp(Digest.sha256(bare.checkpoint()));
        assertBroken(
                verify(with(bare, new Receipts.HubWitness(null, token))),
                ReceiptCheck.Name.RIGHT,
                Fault.EVENT_NOT_ALLOWED);
    }

    @ParameterizedTest
    @CsvSource({
        "SUBMISSION_ACCEPTANCE, so-y-te",
        "SUBMISSION_ACCEPTANCE, hub",
        "RELAY_ACCEPTANCE, so-noi-vu",
        "RELAY_ACCEPTANCE, so-y-te",
        "CONTENT_CONSIGNMENT, so-noi-vu",
        "CONTENT_CONSIGNMENT, hub",
        "CONTENT_HANDOVER, so-noi-vu",
        "CONSIGNMENT_ACCEPTANCE, so-noi-vu",
        "CONSIGNMENT_ACCEPTANCE, hub"
    })
    void refuses_an_event_that_its_issuer_has_no_right_to(Event event, String issuer) {
        Receipts receipts = province.receipt(province.written(event, new NodeId(issuer), province.copy(), null));
        assertBroken(verify(receipts), ReceiptCheck.Name.RIGHT, Fault.EVENT_NOT_ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hub", "so-noi-vu"})
    void a_relay_failure_is_the_senders_nodes_or_the_hubs(String issuer) {
        Evidence failure = Evidence.of(
                Event.RELAY_FAILURE,
                now(),
                new NodeId(issuer),
                province.copy(),
                Evidence.Reason.of(Fault.UNREACHABLE, "so-y-te"),
                null,
                1);
        assertHolds(verify(province.receipt(failure.write())));
    }

    @Test
    void evidence_in_the_log_of_somebody_else_is_not_his() {
        Written consignment = province.written(Event.CONTENT_CONSIGNMENT, HEALTH, province.copy(), null);
        assertBroken(verify(province.receipt(consignment, HOME)), ReceiptCheck.Name.RIGHT, Fault.SIGNER_NOT_NAMED);
    }

    @Test
    void refuses_a_wrong_index_a_wrong_proof_and_other_evidence() {
        province.log(HOME).add(submission().bytes());
        Receipts good = province.receipt(submission());
        Receipts.Receipt receipt = good.receipts().get(0);
        List<Digest> longer = new ArrayList<>(receipt.proof());
        longer.add(Digest.sha256());

        for (Receipts.Receipt wrong : List.of(
                new Receipts.Receipt(receipt.evidence(), receipt.index() - 1, receipt.proof()),
                new Receipts.Receipt(receipt.evidence(), receipt.index() + 1, receipt.proof()),
                new Receipts.Receipt(receipt.evidence(), -1, receipt.proof()),
                new Receipts.Receipt(receipt.evidence(), receipt.index(), longer),
                new Receipts.Receipt(receipt.evidence(), receipt.index(), List.of()),
                new Receipts.Receipt(submission().bytes(), receipt.index(), receipt.proof()))) {
            Verdict verdict = verify(new Receipts(good.checkpoint(), null, List.of(wrong), null));
            assertBroken(verdict, ReceiptCheck.Name.PROOF, Fault.PROOF_WRONG);
        }
    }

    @Test
    void refuses_the_witness_of_another_checkpoint() {
        Receipts one = province.witnessed(province.receipt(submission()), true);
        Receipts other = province.receipt(submission());
        assertBroken(verify(with(other, one.witness())), ReceiptCheck.Name.WITNESS_PROOF, Fault.PROOF_WRONG);
    }

    @Test
    void refuses_the_time_stamp_of_another_checkpoint_and_of_another_authority() {
        Receipts good = province.witnessed(province.receipt(submission()), false);
        Receipts.WitnessLeaf leaf = Objects.requireNonNull(good.witness()).leaf();
        byte[] swapped = province.timeStamps.stamp(Digest.sha256(good.checkpoint()));
        byte[] foreign = new ReceiptProvince()
                .timeStamps.stamp(Digest.sha256(Objects.requireNonNull(leaf).checkpoint()));

        assertBroken(
                verify(with(good, new Receipts.HubWitness(leaf, swapped))),
                ReceiptCheck.Name.TIME_STAMP,
                Fault.TIME_STAMP_WRONG);
        assertBroken(
                verify(with(good, new Receipts.HubWitness(leaf, foreign))),
                ReceiptCheck.Name.TIME_STAMP,
                Fault.CERTIFICATE_FOREIGN);
    }

    @Test
    void refuses_a_signer_who_is_not_listed_for_the_issuer() {
        TestLog forged = new TestLog(HOME, province.key(HEALTH), province.clock);
        assertBroken(verify(receipt(forged)), ReceiptCheck.Name.CERTIFICATE, Fault.SIGNER_NOT_NAMED);
    }

    @Test
    void refuses_an_authority_of_the_same_name() {
        Authority same = Authority.create("Province CA", province.clock, TEN_YEARS, KeyAlgorithm.EC_P256);
        TestLog forged = new TestLog(HOME, province.key(same, "so-noi-vu", Purpose.SEAL), province.clock);
        assertBroken(verify(receipt(forged)), ReceiptCheck.Name.CERTIFICATE, Fault.SIGNER_NOT_NAMED);

        Trust trust = new Trust(List.of(same.certificate()), List.of(), List.of());
        Verdict verdict =
                new ReceiptVerifier(trust, province.directories()).verify(province.receipt(submission()), now());
        assertBroken(verdict, ReceiptCheck.Name.CERTIFICATE, Fault.CERTIFICATE_FOREIGN);
    }

    @Test
    void nothing_is_provable_after_its_certificates_end_and_a_time_stamp_longest() {
        Receipts bare = province.receipt(submission());
        Receipts seen = province.witnessed(bare, false);
        Receipts stamped = province.witnessed(bare, true);
        Instant end = ReceiptProvince.MONDAY_NINE.plus(ReceiptProvince.LIFE);
        assertHolds(province.verifier().verify(stamped, end.minusSeconds(1)));
        Instant later = now().plus(TEN_YEARS);

        assertEnded(province.verifier().verify(stamped, later), ReceiptCheck.Name.LASTING);
        assertEnded(province.verifier().verify(seen, later), ReceiptCheck.Name.CERTIFICATE);
        assertEnded(province.verifier().verify(bare, later), ReceiptCheck.Name.CERTIFICATE);
    }

    private static void assertEnded(Verdict verdict, ReceiptCheck.Name name) {
        assertThat(verdict.outcome()).isEqualTo(Outcome.UNDECIDED);
        assertThat(verdict.faults())
                .extracting(ReceiptCheck::name, ReceiptCheck::fault)
                .contains(Tuple.tuple(name, Fault.PROOF_ENDED));
    }

    @Test
    void the_time_stamps_of_an_authority_whose_key_was_revoked_since_prove_nothing() {
        province.clock.pass(Duration.ofDays(2));
        Receipts stamped = province.stamped();
        province.clock.pass(Duration.ofDays(2));
        province.revoke(province.stamper, now().minus(Duration.ofDays(1)));

        Verdict verdict = verify(stamped);

        assertThat(verdict.outcome()).isEqualTo(Outcome.UNDECIDED);
        assertThat(verdict.faults())
                .extracting(ReceiptCheck::name, ReceiptCheck::fault)
                .containsExactly(Tuple.tuple(ReceiptCheck.Name.LASTING, Fault.PROOF_REVOKED));
    }

    @Test
    void a_revocation_after_the_time_stamp_changes_nothing_and_one_before_it_all() {
        province.clock.pass(Duration.ofDays(2));
        Receipts bare = province.receipt(submission());
        Receipts stamped = province.witnessed(bare, true);
        province.clock.pass(Duration.ofDays(2));

        province.revoke(HOME, now().minus(Duration.ofDays(1)));
        assertHolds(verify(stamped));
        assertBroken(verify(bare), ReceiptCheck.Name.REVOCATION, Fault.CERTIFICATE_REVOKED);

        province.revoke(HOME, now().minus(Duration.ofDays(3)));
        assertBroken(verify(stamped), ReceiptCheck.Name.REVOCATION, Fault.CERTIFICATE_REVOKED);
    }

    @Test
    void the_hubs_certificate_is_judged_like_the_issuers() {
        province.clock.pass(Duration.ofDays(2));
        Receipts stamped = province.stamped();
        province.revoke(HUB, now().minus(Duration.ofDays(1)));
        assertBroken(verify(stamped), ReceiptCheck.Name.HUB_REVOCATION, Fault.CERTIFICATE_REVOKED);
    }

    @Test
    void a_stopped_certificate_is_refused_from_then_on() {
        Receipts before = province.stamped();
        province.clock.pass(Duration.ofHours(1));
        Digest certificate = Digest.sha256(encoded(province.key(HOME)));
        province.publish(province.directory()
                .next(now(), now().plus(ReceiptProvince.LIFE))
                .withStopped(new Stopped(certificate, now(), "lost")));
        Receipts after = province.stamped();

        assertHolds(verify(before));
        assertBroken(verify(after), ReceiptCheck.Name.REVOCATION, Fault.CERTIFICATE_REVOKED);
    }

    @Test
    void a_stop_that_was_lifted_counts_for_nothing() {
        Digest certificate = Digest.sha256(encoded(province.key(HOME)));
        province.publish(province.directory()
                .next(now(), now().plus(ReceiptProvince.LIFE))
                .withStopped(new Stopped(certificate, now(), "suspected")));
        Receipts stopped = province.stamped();
        assertBroken(verify(stopped), ReceiptCheck.Name.REVOCATION, Fault.CERTIFICATE_REVOKED);

        province.publish(province.directory()
                .next(now(), now().plus(ReceiptProvince.LIFE))
                .withoutStopped(certificate));
        assertHolds(verify(stopped));
    }

    @Test
    void a_refusal_tells_since_when_the_key_is_distrusted() {
        Digest certificate = Digest.sha256(encoded(province.key(HOME)));
        Instant since = now().minus(Duration.ofHours(3));
        province.publish(province.directory()
                .next(now(), now().plus(ReceiptProvince.LIFE))
                .withStopped(new Stopped(certificate, since, "leaked")));

        assertThat(verify(province.stamped()).faults())
                .extracting(ReceiptCheck::revokedSince)
                .containsOnly(Optional.of(since));
    }

    @Test
    void without_an_anchor_nothing_is_decided_and_what_is_broken_still_is() {
        Trust nobody = new Trust(List.of(), List.of(), List.of());
        ReceiptVerifier verifier = new ReceiptVerifier(nobody, province.directories());
        Receipts good = province.stamped();
        assertThat(verifier.verify(good, now()).outcome()).isEqualTo(Outcome.UNDECIDED);

        Receipts.Receipt receipt = good.receipts().get(0);
        var wrong = new Receipts.Receipt(receipt.evidence(), receipt.index() + 1, receipt.proof());
        Receipts broken = new Receipts(good.checkpoint(), null, List.of(wrong), good.witness());
        assertThat(verifier.verify(broken, now()).outcome()).isEqualTo(Outcome.BROKEN);
    }

    @Test
    void without_the_directory_that_was_judged_by_nothing_is_decided() {
        Receipts good = province.stamped();
        Verdict verdict = new ReceiptVerifier(province.trust, KnownDirectories.of(List.of())).verify(good, now());
        assertThat(verdict.outcome()).isEqualTo(Outcome.UNDECIDED);
        assertThat(verdict.faults())
                .extracting(ReceiptCheck::name)
                .contains(ReceiptCheck.Name.RIGHT, ReceiptCheck.Name.CERTIFICATE);
    }

    @Test
    void times_that_cannot_be_are_refused_and_late_ones_believed_by_nobody() {
        Written early = submission();
        province.clock.pass(Duration.ofHours(1));
        Written future = submission();
        province.clock.pass(Duration.ofHours(-1));
        assertBroken(verify(province.receipt(future)), ReceiptCheck.Name.TIME, Fault.CLOCK_WRONG);

        Receipts old = province.receipt(early);
        assertBroken(
                province.verifier().verify(old, now().minus(Duration.ofHours(1))),
                ReceiptCheck.Name.TIME,
                Fault.CLOCK_WRONG);

        province.clock.pass(AttestedCheckpoint.MAX_DELAY.plusDays(1));
        assertThat(verify(province.witnessed(old, true)).outcome()).isEqualTo(Outcome.UNDECIDED);
        assertThat(verify(province.receipt(early)).outcome()).isEqualTo(Outcome.UNDECIDED);
    }

    @Test
    void a_witness_older_than_what_it_saw_is_refused() {
        province.clock.pass(Duration.ofHours(1));
        Receipts bare = province.receipt(submission());
        province.clock.pass(Duration.ofHours(-1));
        assertBroken(verify(province.witnessed(bare, true)), ReceiptCheck.Name.TIME, Fault.CLOCK_WRONG);
    }

    @Test
    void one_bad_receipt_does_not_spoil_its_neighbours() {
        TestLog log = province.log(HOME);
        long first = log.add(submission().bytes());
        long second = log.add(submission().bytes());
        SealedCheckpoint sealed = log.checkpoint();
        Receipts.Receipt good = log.receipt(first, sealed.checkpoint());
        Receipts.Receipt bad = new Receipts.Receipt(good.evidence(), second, log.proof(second, sealed.checkpoint()));

        Verdict verdict = verify(new Receipts(sealed.bytes(), null, List.of(good, bad), null));

        assertThat(verdict.receipts()).extracting(verdict::outcome).containsExactly(Outcome.HOLDS, Outcome.BROKEN);
        assertThat(verdict.outcome()).isEqualTo(Outcome.BROKEN);
    }

    @Test
    void remembers_nothing_that_was_not_verified_in_the_same_way() {
        ReceiptVerifier verifier = province.verifier();
        Receipts good = province.stamped();
        assertHolds(verifier.verify(good, now()));
        byte[] token = Objects.requireNonNull(
                        Objects.requireNonNull(good.witness()).timeStamp())
                .clone();
        token[token.length - 1] ^= 1;
        Receipts changed = with(good, new Receipts.HubWitness(good.witness().leaf(), token));
        assertThat(verifier.verify(changed, now()).outcome()).isEqualTo(Outcome.BROKEN);
        assertThat(verifier.verify(with(good, null), now().plus(TEN_YEARS)).outcome())
                .isEqualTo(Outcome.UNDECIDED);
        assertThat(verifier.verify(good, now().plus(TEN_YEARS)).outcome()).isEqualTo(Outcome.UNDECIDED);
        assertHolds(verifier.verify(good, now()));
    }

    @Test
    void a_newer_directory_is_heard_by_a_verifier_that_remembers() {
        province.clock.pass(Duration.ofDays(2));
        ReceiptVerifier verifier = new ReceiptVerifier(province.trust, new KnownDirectories() {
            @Override
            public Optional<Directory> serial(long serial) {
                return province.directories().serial(serial);
            }

            @Override
            public Optional<Directory> newest() {
                return province.directories().newest();
            }
        });
        Receipts stamped = province.stamped();
        province.revoke(HOME, now().plus(Duration.ofDays(1)));
        assertHolds(verifier.verify(stamped, now()));

        province.revoke(HOME, now().minus(Duration.ofDays(1)));
        assertBroken(verifier.verify(stamped, now()), ReceiptCheck.Name.REVOCATION, Fault.CERTIFICATE_REVOKED);
    }

    @Test
    void a_receipt_with_any_one_byte_changed_does_not_hold() {
        byte[] bytes = province.stamped().write();
        ReceiptVerifier verifier = province.verifier();
        // A step without a common factor with base64's four: over several builds every kind of position is tested.
        for (int at = 0; at < bytes.length; at += 11) {
            byte[] changed = bytes.clone();
            changed[at] ^= (byte) (at % 2 == 0 ? 1 : 2);
            assertThat(outcome(changed, verifier)).as("byte %d", at).isNotEqualTo(Outcome.HOLDS);
        }
    }

    private Outcome outcome(byte[] xml, ReceiptVerifier verifier) {
        try {
            return verifier.verify(Receipts.read(xml), now()).outcome();
        } catch (Refused e) {
            return Outcome.BROKEN;
        }
    }

    @Test
    void refuses_other_writings_of_the_same_receipts() {
        Receipts stamped = province.stamped();
        String text = new String(stamped.write(), UTF_8);
        // the last digit of this base64 has bits that belong to no byte
        String loose =
                new String(new Receipts(new byte[] {0}, null, List.of(), null).write(), UTF_8).replace("AA==", "AB==");
        List<String> others = List.of(
                text + "\n",
                "<?xml version=\"1.0\"?>" + text,
                text.replace("<Receipts xmlns", "<Receipts  xmlns"),
                text.replace("<Receipt index=\"0\">", "<Receipt index=\"00\">"),
                text.replace("<Receipt index=\"0\">", "<Receipt other=\"1\" index=\"0\">"),
                text.replace("<Witness>", "<Witness><!-- -->"),
                text.replace("<Witness>", " <Witness>"),
                loose);
        assertThat(others)
                .doesNotContain(text)
                .allSatisfy(other -> assertThatThrownBy(() -> Receipts.read(other.getBytes(UTF_8)))
                        .isInstanceOf(Refused.class));
    }

    @Test
    void receipts_read_back_and_limits_hold() {
        Receipts full = new Receipts(
                province.stamped().checkpoint(),
                new Receipts.Consistency(3, List.of(Digest.sha256())),
                province.stamped().receipts(),
                province.stamped().witness());
        assertThat(Receipts.read(full.write()).write()).isEqualTo(full.write());
        assertThat(Receipts.read(full.write()).consistency()).isEqualTo(full.consistency());

        var many = Collections.nCopies(4097, new Receipts.Receipt(new byte[] {1}, 0, List.of()));
        byte[] tooMany = new Receipts(new byte[] {1}, null, many, null).write();
        assertThatThrownBy(() -> Receipts.read(tooMany)).isInstanceOf(Refused.class);
    }

    private Written submission() {
        return province.written(Event.SUBMISSION_ACCEPTANCE, HOME, province.copy(), null);
    }

    private Receipts receipt(TestLog log) {
        long index = log.add(submission().bytes());
        SealedCheckpoint sealed = log.checkpoint();
        return new Receipts(sealed.bytes(), null, List.of(log.receipt(index, sealed.checkpoint())), null);
    }

    private static Receipts with(Receipts receipts, Receipts.@Nullable HubWitness witness) {
        return new Receipts(receipts.checkpoint(), null, receipts.receipts(), witness);
    }

    private Verdict verify(Receipts receipts) {
        return province.verifier().verify(receipts, now());
    }

    private Instant now() {
        return province.clock.instant();
    }

    private static byte[] encoded(KeyEntry key) {
        try {
            return key.certificate().getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertHolds(Verdict verdict) {
        assertThat(verdict.faults()).isEmpty();
        assertThat(verdict.outcome()).isEqualTo(Outcome.HOLDS);
    }

    private static void assertBroken(Verdict verdict, ReceiptCheck.Name name, Fault fault) {
        assertThat(verdict.outcome()).isEqualTo(Outcome.BROKEN);
        assertThat(verdict.faults())
                .extracting(ReceiptCheck::name, ReceiptCheck::fault)
                .contains(Tuple.tuple(name, fault));
    }
}
