package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.endtoend.Records.Dead;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Party;
import vn.antin.receipt.Copy;
import vn.antin.receipt.Event;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.Receipts;
import vn.antin.seal.SealedEnvelope;
import vn.antin.seal.pki.Purpose;
import vn.antin.xml.Deflated;

/** Receipts and checkpoints of a malicious node that joined legitimately, and how the hub reacts. */
class HostileReceiptsIT {

    private static final int SAMPLE = 24;
    private static final String RECEIPT = "RECEIPT";
    private static final String MESSAGE = "RECEIPTS";

    @TempDir
    static Path folder;

    private static RogueTown town;
    private static int epochs;

    @BeforeAll
    static void open() {
        town = new RogueTown(folder);
    }

    @AfterAll
    static void close() {
        town.all_good_letters_are_proved();
        town.close();
    }

    @AfterEach
    void honest_agencies_still_reach_each_other() {
        town.a_good_letter_arrives();
    }

    @Test
    void a_receipt_that_is_good_reaches_the_sender() {
        SealedEnvelope letter = letter();

        town.rogue.sendUrgent(MESSAGE, log().message(consigned(letter)).packed());

        await().untilAsserted(() -> assertThat(states(letter)).containsExactly("CONSIGNED"));
    }

    @Test
    void a_receipt_for_another_envelope_stays_at_the_hub() {
        SealedEnvelope letter = letter();
        SealedEnvelope another = letter();
        Copy mixed = new Copy(
                letter.envelope().id(),
                letter.envelope().sender(),
                1,
                letter.envelope().recipient(1),
                new Copy.SealedContent(another.digest(), another.envelope().commitment()));

        stays(log().message(evidence(Event.CONTENT_CONSIGNMENT, mixed)), "ANTIN-3007");

        assertThat(states(letter)).containsExactly("RELAYED");
    }

    @Test
    void a_receipt_for_a_document_nobody_knows_stays_at_the_hub() {
        Copy unknown = Copy.of(
                EnvelopeId.next(java.time.Clock.systemUTC()),
                new Party(new AgencyCode(RogueTown.SENDER), new NodeId("ngay-gui")),
                1,
                town.rogue.as(RogueTown.FALSE),
                new Copy.SealedContent(Digest.sha256(new byte[1]), Digest.sha256(new byte[2])));

        stays(log().message(evidence(Event.CONTENT_CONSIGNMENT, unknown)), "ANTIN-3003");
    }

    @Test
    void evidence_of_an_event_that_is_not_its_issuers_stays_at_the_hub() {
        SealedEnvelope letter = letter();
        for (Event event : List.of(Event.RELAY_ACCEPTANCE, Event.SUBMISSION_ACCEPTANCE)) {
            stays(log().message(evidence(event, copy(letter))), "ANTIN-2010");
        }
        Evidence ofTheHub = Evidence.of(
                Event.CONTENT_CONSIGNMENT,
                Instant.now(),
                new NodeId("hub"),
                copy(letter),
                Digest.sha256(new byte[1]),
                town.directory().serial());
        stays(log().message(ofTheHub), "ANTIN-2010");
        stays(log().message(consigned(honest())), "ANTIN-2010");
        assertThat(states(letter)).containsExactly("RELAYED");
    }

    @Test
    void evidence_that_rests_on_a_directory_to_come_stays_at_the_hub() {
        Evidence ahead = Evidence.of(
                Event.CONTENT_CONSIGNMENT,
                Instant.now(),
                town.rogue.id(),
                copy(letter()),
                Digest.sha256(new byte[1]),
                1_000_000);

        stays(log().message(ahead), "ANTIN-2018");
    }

    @Test
    void a_proof_for_another_place_of_the_log_stays_at_the_hub() {
        RogueLog log = log();
        town.rogue.sendUrgent(MESSAGE, log.message(consigned(letter())).packed());
        Receipts good = log.message(consigned(letter()));
        Receipts.Receipt receipt = good.receipts().get(0);
        Receipts.Receipt moved = new Receipts.Receipt(receipt.evidence(), receipt.index() - 1, receipt.proof());

        stays(new Receipts(good.checkpoint(), good.consistency(), List.of(moved), null), "ANTIN-6301");
    }

    @Test
    void two_roots_for_one_size_are_both_kept_with_an_alarm() {
        String epoch = Integer.toString(++epochs);
        RogueLog first = new RogueLog(town.rogue.id(), epoch, town.rogue.key(Purpose.SEAL));
        RogueLog second = new RogueLog(town.rogue.id(), epoch, town.rogue.key(Purpose.SEAL));
        SealedEnvelope letter = letter();
        town.rogue.sendUrgent(MESSAGE, first.message(consigned(letter())).packed());

        givenUp(second.message(consigned(letter)).packed(), Set.of("ANTIN-6302"));

        assertThat(town.hub().checkpoints(first.origin(), 1)).isEqualTo(2);
        assertThat(town.hub().alarms()).contains("ANTIN-6302 DEAD_LETTER gian-mot");
        assertThat(states(letter)).containsExactly("RELAYED");
    }

    @Test
    void a_log_that_goes_back_or_is_rewritten_is_given_up() {
        RogueLog log = log();
        Receipts one = log.message(consigned(letter()));
        Receipts two = log.message(consigned(letter()));
        town.rogue.sendUrgent(MESSAGE, one.packed());
        town.rogue.sendUrgent(MESSAGE, two.packed());
        RogueLog rewritten = new RogueLog(town.rogue.id(), Integer.toString(epochs), town.rogue.key(Purpose.SEAL));
        rewritten.message(consigned(letter()));
        givenUp(rewritten.again(consigned(letter())).packed(), Set.of("ANTIN-6302"));
        givenUp(rewritten.message(consigned(letter())).packed(), Set.of("ANTIN-6301"));

        RogueLog shorter = new RogueLog(town.rogue.id(), Integer.toString(epochs), town.rogue.key(Purpose.SEAL));
        givenUp(shorter.message(consigned(letter())).packed(), Set.of("ANTIN-6302", "ANTIN-6306"));
    }

    @Test
    void a_gap_in_a_log_waits_without_an_alarm_and_closes() {
        RogueLog log = log();
        SealedEnvelope letter = letter();
        Receipts one = log.message(consigned(letter()));
        Receipts two = log.message(consigned(letter));

        town.rogue.sendUrgent(MESSAGE, two.packed());
        await().until(() -> town.hub().count("early_checkpoint") == 1);
        assertThat(town.hub().alarms()).doesNotContain("ANTIN-6303 gian-mot", "ANTIN-6311 gian-mot");
        assertThat(states(letter)).containsExactly("RELAYED");
        town.rogue.sendUrgent(MESSAGE, one.packed());

        await().untilAsserted(() -> assertThat(states(letter)).containsExactly("CONSIGNED"));
        assertThat(town.hub().count("early_checkpoint") + town.hub().count("log_gap"))
                .isZero();
        assertThat(town.hub().alarms()).doesNotContain("ANTIN-6303 gian-mot", "ANTIN-6311 gian-mot");
    }

    @Test
    void a_checkpoint_of_another_or_under_a_key_of_another_is_given_up() {
        RogueLog theirs = new RogueLog(new NodeId("ngay-nhan"), "7", town.rogue.key(Purpose.SEAL));
        RogueLog borrowed =
                new RogueLog(town.rogue.id(), Integer.toString(++epochs), town.accomplice.key(Purpose.SEAL));

        givenUp(theirs.message(consigned(letter())).packed(), Set.of("ANTIN-2010"));
        givenUp(borrowed.message(consigned(letter())).packed(), Set.of("ANTIN-6108"));

        for (String thing : List.of("expired", "revoked", "stopped")) {
            var key = town.spoiled.get(thing);
            assertThat(key).isNotNull();
            RogueLog spoiled = new RogueLog(town.rogue.id(), Integer.toString(++epochs), key);
            givenUp(spoiled.message(consigned(letter())).packed(), Set.of("ANTIN-6101", "ANTIN-6103"));
        }
    }

    @Test
    void a_checkpoint_with_one_changed_byte_is_given_up() {
        Receipts good = log().message(consigned(letter()));
        Random random = new Random(2);
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < SAMPLE; i++) {
            byte[] changed = good.checkpoint().clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(7));
            messages.add(new Receipts(changed, good.consistency(), good.receipts(), null).packed());
        }

        messages.forEach(message -> givenUp(message, Set.of()));
    }

    @Test
    void a_message_with_one_changed_byte_moves_nothing() {
        SealedEnvelope letter = letter();
        String good = new String(log().message(consigned(letter)).write(), StandardCharsets.UTF_8);
        int evidence = good.indexOf("<Evidence>") + "<Evidence>".length();
        int end = good.indexOf("</Evidence>");
        Random random = new Random(3);
        // Another byte in the evidence makes another evidence, which is not in this log or invalid.
        for (int i = 0; i < 6; i++) {
            int at = evidence + random.nextInt(end - evidence - 4);
            String changed = good.substring(0, at) + (good.charAt(at) == 'A' ? 'B' : 'A') + good.substring(at + 1);
            int dead = town.hub().dead().size();
            town.rogue.sendUrgent(MESSAGE, Deflated.of(changed.getBytes(StandardCharsets.UTF_8)));
            town.a_good_letter_arrives();
            assertThat(town.hub().dead().size()).isLessThanOrEqualTo(dead + 1);
        }
        for (int at : new int[] {1, 12, good.length() - 3, good.indexOf("</Proof>") + 3}) {
            byte[] changed = good.getBytes(StandardCharsets.UTF_8);
            changed[at] ^= 1;
            givenUp(Deflated.of(changed), Set.of());
        }
        byte[] packed = Deflated.of(good.getBytes(StandardCharsets.UTF_8));
        for (int at : new int[] {0, packed.length / 2, packed.length - 1}) {
            byte[] changed = packed.clone();
            changed[at] ^= 1;
            givenUp(changed, Set.of());
        }
        assertThat(town.hub().dead()).noneMatch(each -> each.code().equals("ANTIN-9001"));
        assertThat(states(letter)).containsExactly("RELAYED");
    }

    /** A letter of an honest agency to the malicious node's, relayed and waiting for its receipt. */
    private static SealedEnvelope letter() {
        return letter(RogueTown.FALSE, "RELAYED");
    }

    /** A letter between honest agencies, whose envelope the hub has, too. */
    private static SealedEnvelope honest() {
        return letter(RogueTown.RECIPIENT, "CONSIGNED");
    }

    private static SealedEnvelope letter(String to, String state) {
        Office office = town.town.office(RogueTown.SENDER);
        String id = office.letter(List.of(to), "V/v biên nhận", Office.Part.file("a.pdf", new byte[] {1}))
                .id();
        await().untilAsserted(() -> assertThat(office.states(id)).containsExactly(state));
        var repositories = town.town.node("ngay-gui").repositories();
        return SealedEnvelope.open(repositories
                .ledger()
                .read(tx -> repositories.documents().find(tx, EnvelopeId.of(id)))
                .orElseThrow()
                .envelope());
    }

    private static List<String> states(SealedEnvelope letter) {
        return town.town.office(RogueTown.SENDER).states(letter.envelope().id().toString());
    }

    /** Of an epoch of its own, as after a restore. */
    private static RogueLog log() {
        return new RogueLog(town.rogue.id(), Integer.toString(++epochs), town.rogue.key(Purpose.SEAL));
    }

    private static Copy copy(SealedEnvelope letter) {
        return Copy.of(
                letter.envelope().id(),
                letter.envelope().sender(),
                1,
                letter.envelope().recipient(1),
                new Copy.SealedContent(letter.digest(), letter.envelope().commitment()));
    }

    private static Evidence consigned(SealedEnvelope letter) {
        return evidence(Event.CONTENT_CONSIGNMENT, copy(letter));
    }

    private static Evidence evidence(Event event, Copy copy) {
        Digest previous = event == Event.SUBMISSION_ACCEPTANCE ? null : Digest.sha256(new byte[1]);
        return Evidence.of(
                event,
                Instant.now(),
                town.rogue.id(),
                copy,
                previous,
                town.directory().serial());
    }

    /** The checkpoint is witnessed, the receipt under it is not passed on. */
    private static void stays(Receipts receipts, String code) {
        arrivesDead(receipts.packed(), RECEIPT, Set.of(code));
    }

    /** The whole message is refused. */
    private static void givenUp(byte[] message, Set<String> codes) {
        arrivesDead(message, MESSAGE, codes);
    }

    private static void arrivesDead(byte[] message, String kind, Set<String> codes) {
        int before = town.hub().dead().size();
        town.rogue.sendUrgent(MESSAGE, message);
        await().until(() -> town.hub().dead().size() > before);
        Dead dead = town.hub().dead().get(before);
        assertThat(dead.sender()).isEqualTo("gian-mot");
        assertThat(dead.kind()).isEqualTo(kind);
        assertThat(dead.code()).isNotEqualTo("ANTIN-9001");
        if (!codes.isEmpty()) {
            assertThat(dead.code()).isIn(codes);
        }
    }
}
