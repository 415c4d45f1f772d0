package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.endtoend.Rogue.Inside;
import vn.antin.endtoend.Rogue.Letter;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Party;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.Copy;
import vn.antin.receipt.Event;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.Receipts;
import vn.antin.receipt.SealedCheckpoint;
import vn.antin.seal.SealAlgorithm;
import vn.antin.seal.SealedEnvelope;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.Purpose;
import vn.antin.wire.HandshakeMessages;
import vn.antin.xml.Deflated;

/** What a malicious hub, alone or with senders, may put on a node's queue, and how the node reacts. */
class HostileHubIT {

    private static final NodeId HUB = new NodeId("hub");

    @TempDir
    static Path folder;

    private static RogueTown town;
    private static int epochs = 100;

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
    void an_envelope_with_one_changed_byte_is_given_up() {
        Letter letter = town.letter();
        Random random = new Random(4);
        for (int i = 0; i < 12; i++) {
            byte[] changed = letter.sealed().clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(7));
            givenUp("ENVELOPE", letter.sealed(changed).down(1), null);
        }

        assertThat(town.receiver().has(letter.id())).isFalse();
        assertThat(town.receiver().evidence(letter.id())).isEmpty();
    }

    @Test
    void a_copy_for_somebody_else_or_for_nobody_is_given_up() {
        Party sender = new Party(new AgencyCode(RogueTown.SENDER), new NodeId("ngay-gui"));

        givenUp(
                "ENVELOPE",
                town.rogue.letter(RogueTown.FALSE, sender, town.directory()).down(1),
                "ANTIN-2005");
        givenUp("ENVELOPE", town.letter().down(2), "ANTIN-1209");
        givenUp("ENVELOPE", town.letter().down(0), "ANTIN-1209");
    }

    @ParameterizedTest
    @ValueSource(strings = {"expired", "not yet valid", "revoked", "stopped", "of a namesake"})
    void a_certificate_that_is_not_good_fails_with_evidence(String thing) {
        KeyEntry key = town.spoiled.get(thing);
        assertThat(key).isNotNull();

        fails(town.draft().sealed(key), "ANTIN-610[1-4]");
    }

    @Test
    void the_key_of_another_node_fails_with_evidence() {
        fails(town.draft().sealed(town.accomplice.key(Purpose.SEAL)), "ANTIN-6108");
    }

    @Test
    void parts_that_are_not_those_of_the_envelope_fail_with_evidence() {
        Letter flipped = town.letter();
        byte[] changed = flipped.parts().getOrDefault(1, new byte[1]).clone();
        changed[3] ^= 1;
        Letter few = town.letter();
        Map<Integer, byte[]> less = new TreeMap<>(few.parts());
        less.remove(1);

        fails(flipped.part(1, changed), "ANTIN-6201");
        fails(few.parts(less), "ANTIN-6201");
        fails(town.letter().part(7, new byte[] {7}), "ANTIN-6201");
    }

    @Test
    void an_envelope_past_its_time_fails_with_evidence() {
        Instant day = Instant.now().minus(Duration.ofDays(1)).truncatedTo(java.time.temporal.ChronoUnit.MILLIS);

        fails(town.draft().between(day.minusSeconds(9), day).sealed(town.rogue.key(Purpose.SEAL)), "ANTIN-3005");
    }

    @Test
    void a_package_in_the_name_of_another_agency_fails_with_evidence() {
        Inside theirs = Rogue.inside(RogueTown.SENDER, List.of(town.recipient()));

        fails(draft(theirs), "ANTIN-2004");
    }

    @Test
    void a_manifest_that_says_other_than_the_package_fails_with_evidence() {
        Inside inside = Rogue.inside(RogueTown.FALSE, List.of(town.recipient()));

        fails(draft(new Inside(inside.edxml(), "V/v việc khác", Urgency.NORMAL)), "ANTIN-6203");
        fails(draft(new Inside(inside.edxml(), inside.subject(), Urgency.URGENT)), "ANTIN-6203");
    }

    private static Letter draft(Inside inside) {
        return Rogue.draft(town.rogue.as(RogueTown.FALSE), List.of(town.recipient()), town.directory(), inside)
                .sealed(town.rogue.key(Purpose.SEAL));
    }

    @Test
    void the_same_copy_again_changes_nothing_and_another_under_its_id_is_an_alarm() {
        Rogue.Draft draft = town.draft();
        Letter first = draft.sealed(town.rogue.key(Purpose.SEAL));
        Letter second = draft.between(
                        first.envelope().created(), first.envelope().expires().plusSeconds(60))
                .sealed(town.rogue.key(Purpose.SEAL));

        down("ENVELOPE", first.down(1));
        down("ENVELOPE", first.down(1));
        await().until(() -> town.receiver().arrivals(first.id()) == 1);
        down("ENVELOPE", second.down(1));

        await().until(() -> town.receiver().alarms().contains("ANTIN-3006 " + first.id()));
        assertThat(town.receiver().evidence(first.id())).containsExactly("ContentConsignment");
        assertThat(town.receiver().arrivals(first.id())).isEqualTo(1);
    }

    @Test
    void a_copy_that_rests_on_a_directory_to_come_waits_for_it() {
        Records waiting = new Records(town.town.node("ngay-cho").repositories());
        Party recipient = new Party(new AgencyCode(RogueTown.WAITING), new NodeId("ngay-cho"));
        Letter letter = town.rogue
                .draft(RogueTown.FALSE, List.of(recipient), town.directory())
                .resting(town.directory().serial() + 1)
                .sealed(town.rogue.key(Purpose.SEAL));

        down("ngay-cho", "ENVELOPE", letter.down(1));
        town.a_good_letter_arrives();

        assertThat(waiting.has(letter.id())).isFalse();
        assertThat(waiting.evidence(letter.id())).isEmpty();
        assertThat(waiting.dead()).isEmpty();
        down("ngay-cho", "WELCOME", message(List.of(edition(directoryKey(), 1))));
        await().until(() -> waiting.arrivals(letter.id()) == 1);
    }

    @Test
    void evidence_of_a_consignment_that_only_the_hub_claims_moves_nothing() {
        SealedEnvelope letter = relayed();
        Evidence forged = Evidence.of(
                Event.CONTENT_CONSIGNMENT,
                Instant.now(),
                HUB,
                copy(letter),
                Digest.sha256(new byte[1]),
                town.directory().serial());
        Evidence inItsName = Evidence.of(
                Event.CONTENT_CONSIGNMENT,
                Instant.now(),
                town.rogue.id(),
                copy(letter),
                Digest.sha256(new byte[1]),
                town.directory().serial());

        for (Evidence evidence : List.of(forged, inItsName)) {
            int dead = town.sender().dead().size();
            toSender(hubLog().message(evidence));
            await().until(() -> town.sender().dead().size() > dead);
            assertThat(town.sender().dead().get(dead).code()).isIn("ANTIN-2010", "ANTIN-6108");
        }
        assertThat(states(letter)).containsExactly("RELAYED");
    }

    @Test
    void a_checkpoint_in_the_name_of_a_node_that_did_not_seal_it_moves_nothing() {
        SealedEnvelope letter = relayed();
        RogueLog forged = new RogueLog(
                town.rogue.id(),
                Integer.toString(++epochs),
                town.hubKeys("keys.p12").of(Purpose.SEAL));
        int dead = town.sender().dead().size();

        toSender(forged.message(Evidence.of(
                Event.CONTENT_CONSIGNMENT,
                Instant.now(),
                town.rogue.id(),
                copy(letter),
                Digest.sha256(new byte[1]),
                town.directory().serial())));

        await().until(() -> town.sender().dead().size() > dead);
        assertThat(town.sender().dead().get(dead).code()).isEqualTo("ANTIN-6108");
        assertThat(states(letter)).containsExactly("RELAYED");
    }

    @Test
    void a_failure_told_after_the_consignment_undoes_nothing() {
        Office office = town.town.office(RogueTown.SENDER);
        String id = office.letter(List.of(RogueTown.RECIPIENT), "V/v", Office.Part.file("a.pdf", new byte[] {1}))
                .id();
        await().untilAsserted(() -> assertThat(office.states(id)).containsExactly("CONSIGNED"));
        Evidence late = Evidence.of(
                Event.RELAY_FAILURE,
                Instant.now(),
                HUB,
                copy(sent(id)),
                new Evidence.Reason("ANTIN-3005", null),
                Digest.sha256(new byte[1]),
                town.directory().serial());

        toSender(hubLog().message(late));

        await().untilAsserted(() -> assertThat(office.receipts(id)).contains("RelayFailure.1"));
        assertThat(office.states(id)).containsExactly("CONSIGNED");
    }

    @Test
    void two_histories_of_the_hub_are_kept_with_an_alarm() {
        String epoch = Integer.toString(++epochs);
        KeyEntry key = town.hubKeys("keys.p12").of(Purpose.SEAL);
        RogueLog one = new RogueLog(HUB, epoch, key);
        RogueLog other = new RogueLog(HUB, epoch, key);

        toSender(one.message(new byte[] {1}, false));
        toSender(other.message(new byte[] {2}, false));

        await().until(() -> town.sender().alarms().contains("ANTIN-6302 hub/" + epoch));
        assertThat(town.sender().checkpoints("hub/" + epoch, 1)).isEqualTo(2);
    }

    @Test
    void an_older_directory_does_not_come_back_into_force() {
        long serial = town.directory().serial();
        var hub = town.town.province().hub().repositories();
        var trust = vn.antin.seal.pki.Trust.read(folder.resolve("hub").resolve("province.trust"));
        byte[] older = new DirectoryEditions(hub.ledger(), hub.log(), trust, Clock.systemUTC())
                .sealed(serial - 1)
                .orElseThrow();

        down("WELCOME", message(List.of(older)));
        town.a_good_letter_arrives();

        assertThat(town.directory().serial()).isEqualTo(serial);
    }

    @Test
    void a_directory_under_another_key_is_given_up() {
        Authority namesake = Authority.create(
                "Tỉnh Bà Rịa - Vũng Tàu - gốc tin cậy", Clock.systemUTC(), Duration.ofDays(9), KeyAlgorithm.EC_P256);
        long serial = town.directory().serial();

        givenUp("WELCOME", message(List.of(edition(RogueTown.issued(namesake, Duration.ofDays(1)), 1))), "ANTIN-6104");
        givenUp("WELCOME", message(List.of(edition(town.rogue.key(Purpose.SEAL), 1))), "ANTIN-6104");
        givenUp("WELCOME", message(List.of(edition(town.hubKeys("keys.p12").of(Purpose.SEAL), 1))), "ANTIN-6104");

        assertThat(town.directory().serial()).isEqualTo(serial);
    }

    @Test
    void a_second_directory_of_one_serial_is_given_up() {
        long serial = town.directory().serial();

        givenUp("WELCOME", message(List.of(edition(directoryKey(), 0))), "ANTIN-2017");

        assertThat(town.directory().serial()).isEqualTo(serial);
    }

    @Test
    void a_checkpoint_of_our_own_log_that_we_did_not_seal_opens_no_epoch() {
        KeyEntry key = town.hubKeys("keys.p12").of(Purpose.SEAL);
        Checkpoint forged = new Checkpoint("ngay-nhan/1", 1_000_000, Digest.sha256(new byte[1]), null, Instant.now());
        byte[] sealed = SealedCheckpoint.seal(
                        forged,
                        new Sealer(
                                key, SealAlgorithm.defaultFor(key.certificate().getPublicKey()), Clock.systemUTC()))
                .bytes();

        givenUp("WELCOME", new HandshakeMessages.Welcome(Instant.now(), 0, List.of(), sealed).write(), "ANTIN-6108");

        var repositories = town.town.node("ngay-nhan").repositories();
        String origin = repositories.ledger().read(tx -> repositories.log().origin(tx));
        assertThat(origin).isEqualTo("ngay-nhan/1");
    }

    @Test
    void rubbish_is_given_up() {
        for (String kind : List.of("ENVELOPE", "RECEIPTS", "WELCOME", "HELLO", "${body}")) {
            givenUp(kind, "rác".getBytes(UTF_8), null);
        }
    }

    private static byte[] edition(KeyEntry key, int ahead) {
        var current = town.directory().edition();
        var next = new vn.antin.directory.Edition(
                current.serial() + ahead,
                current.province(),
                Instant.now(),
                Instant.now().plus(Duration.ofDays(7)),
                current.nodes(),
                current.agencies(),
                current.crls(),
                current.stopped());
        return RogueTown.sealed(next, key);
    }

    private static byte[] message(List<byte[]> directories) {
        List<byte[]> deflated = directories.stream().map(Deflated::of).toList();
        return new HandshakeMessages.Welcome(Instant.now(), 0, deflated, new byte[0]).write();
    }

    private static KeyEntry directoryKey() {
        return town.hubKeys("authority.p12").of(Purpose.DIRECTORY);
    }

    private static RogueLog hubLog() {
        return new RogueLog(
                HUB, Integer.toString(++epochs), town.hubKeys("keys.p12").of(Purpose.SEAL));
    }

    private static SealedEnvelope relayed() {
        Office office = town.town.office(RogueTown.SENDER);
        String id = office.letter(List.of(RogueTown.FALSE), "V/v", Office.Part.file("a.pdf", new byte[] {1}))
                .id();
        await().untilAsserted(() -> assertThat(office.states(id)).containsExactly("RELAYED"));
        return sent(id);
    }

    private static SealedEnvelope sent(String id) {
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

    private static Copy copy(SealedEnvelope letter) {
        return Copy.of(
                letter.envelope().id(),
                letter.envelope().sender(),
                1,
                letter.envelope().recipient(1),
                new Copy.SealedContent(letter.digest(), letter.envelope().commitment()));
    }

    private static void down(String kind, byte[] body) {
        down("ngay-nhan", kind, body);
    }

    private static void down(String node, String kind, byte[] body) {
        Rogue.send(town.town.province().hub().broker().connections(), "antin.down." + node, kind, body);
    }

    private static void toSender(Receipts receipts) {
        Receipts told = new Receipts(receipts.checkpoint(), null, receipts.receipts(), null);
        Rogue.send(
                town.town.province().hub().broker().connections(),
                "antin.down.ngay-gui.urgent",
                "RECEIPTS",
                told.packed());
    }

    /** The message becomes a dead letter, and nothing else changes. */
    private static void givenUp(String kind, byte[] body, @Nullable String code) {
        int before = town.receiver().dead().size();
        long documents = town.receiver().count("document");
        long arrivals = town.receiver().count("arrival");
        long evidence = town.receiver().count("evidence");
        down(kind, body);
        await().until(() -> town.receiver().dead().size() > before);
        String given = town.receiver().dead().get(before).code();
        assertThat(given).isNotEqualTo("ANTIN-9001");
        if (code != null) {
            assertThat(given).isEqualTo(code);
        }
        assertThat(town.receiver().count("document")).isEqualTo(documents);
        assertThat(town.receiver().count("arrival")).isEqualTo(arrivals);
        assertThat(town.receiver().count("evidence")).isEqualTo(evidence);
    }

    /** The node attests that it received the document and why it refuses it; nothing is stored or offered. */
    private static void fails(Letter letter, String code) {
        down("ENVELOPE", letter.down(1));
        await().untilAsserted(() -> assertThat(town.receiver().evidence(letter.id()))
                .singleElement()
                .asString()
                .matches("ContentConsignmentFailure " + code));
        assertThat(town.receiver().has(letter.id())).isFalse();
        assertThat(town.receiver().arrivals(letter.id())).isZero();
        assertThat(town.receiver().alarms())
                .anyMatch(alarm -> alarm.endsWith(letter.id().toString()));
    }
}
