package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.antin.endtoend.Records.Dead;
import vn.antin.endtoend.Rogue.Letter;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.EnvelopeXml;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Party;
import vn.antin.ledger.RefusalQuota;
import vn.antin.seal.pki.Purpose;

/** What a malicious node that joined legitimately may put on the hub's queue, and how the hub reacts. */
class HostileWireIT {

    private static final int SAMPLE = 24;

    @TempDir
    static Path folder;

    private static RogueTown town;
    private static final List<EnvelopeId> refused = new ArrayList<>();

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
    void honest_agencies_still_reach_each_other_and_nothing_refused_went_on() {
        town.a_good_letter_arrives();
        assertThat(refused).noneMatch(town.receiver()::has);
    }

    @Test
    void a_letter_that_is_good_is_relayed_and_arrives() {
        Letter letter = town.letter();

        town.rogue.send("ENVELOPE", letter.up());

        await().until(() -> town.receiver().arrivals(letter.id()) == 1);
        assertThat(town.hub().evidence(letter.id())).containsExactly("RelayAcceptance");
        assertThat(town.receiver().evidence(letter.id())).containsExactly("ContentConsignment");
    }

    @Test
    void an_envelope_with_one_changed_byte_is_given_up() {
        Letter letter = town.letter();
        Random random = new Random(1);
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < SAMPLE; i++) {
            byte[] changed = letter.sealed().clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(7));
            messages.add(letter.sealed(changed).up());
        }

        givenUp(
                town.rogue,
                "ENVELOPE",
                messages,
                Set.of(
                        "ANTIN-1001",
                        "ANTIN-1209",
                        "ANTIN-6001",
                        "ANTIN-6002",
                        "ANTIN-6003",
                        "ANTIN-6004",
                        "ANTIN-6005"));

        assertThat(town.hub().has(letter.id())).isFalse();
        refused.add(letter.id());
    }

    @Test
    void a_frame_with_one_changed_byte_is_given_up_or_rejected() {
        Letter letter = town.letter();
        byte[] frame = letter.up();
        // magic, lengths, the deflated envelope, the counts behind it
        for (int at : new int[] {0, 5, 7, 11, 13, 40, 700}) {
            byte[] changed = frame.clone();
            changed[at] ^= 0x10;
            givenUp(town.accomplice, "ENVELOPE", List.of(changed), Set.of());
        }
        givenUp(town.accomplice, "ENVELOPE", List.of(java.util.Arrays.copyOf(frame, frame.length - 1)), Set.of());
        givenUp(town.accomplice, "ENVELOPE", List.of(java.util.Arrays.copyOf(frame, frame.length + 1)), Set.of());

        assertThat(town.hub().has(letter.id())).isFalse();
        refused.add(letter.id());
    }

    @Test
    void no_wrapping_lets_another_envelope_be_read() {
        Letter letter = town.letter();
        byte[] evil = EnvelopeXml.write(town.draft().envelope());

        Map<String, byte[]> wrappings = Wrappings.of(letter.sealed(), evil);
        wrappings.forEach((name, xml) -> givenUp(
                town.rogue,
                "ENVELOPE",
                List.of(letter.sealed(xml).up()),
                Set.of("ANTIN-6001", "ANTIN-1002", "ANTIN-1001", "ANTIN-6003")));

        assertThat(wrappings).hasSizeGreaterThan(12);
        assertThat(town.hub().has(letter.id())).isFalse();
        refused.add(letter.id());
    }

    @ParameterizedTest
    @CsvSource({
        "expired, ANTIN-6101",
        "not yet valid, ANTIN-6102",
        "revoked, ANTIN-6103",
        "stopped, ANTIN-6103",
        "of a namesake, ANTIN-6104",
    })
    void a_listed_certificate_that_is_not_good_is_rejected_with_evidence(String thing, String code) {
        var key = town.spoiled.get(thing);
        assertThat(key).isNotNull();

        rejected(town.draft().sealed(key), code);
    }

    @Test
    void the_valid_key_of_another_node_seals_nothing_here() {
        rejected(town.draft().sealed(town.accomplice.key(Purpose.SEAL)), "ANTIN-6108");
    }

    @Test
    void a_key_for_another_purpose_seals_nothing() {
        rejected(town.draft().sealed(town.rogue.key(Purpose.ENCRYPTION)), "ANTIN-6108");
        rejected(town.draft().sealed(town.rogue.key(Purpose.CONNECTION)), "ANTIN-6108");
    }

    @Test
    void an_agency_of_another_node_is_not_spoken_for() {
        Party foreign = new Party(new AgencyCode(RogueTown.SENDER), town.rogue.id());

        rejected(town.draft().from(foreign).sealed(town.rogue.key(Purpose.SEAL)), "ANTIN-2004");
    }

    @Test
    void an_envelope_of_another_node_is_not_taken_from_this_one() {
        Letter theirs = town.accomplice.letter(RogueTown.FALSER, town.recipient(), town.directory());

        givenUp(town.rogue, "ENVELOPE", List.of(theirs.up()), Set.of("ANTIN-2004"));

        assertThat(town.hub().has(theirs.id())).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"H06.03, ngay-gui, ANTIN-2006", "H06.99, ngay-nhan, ANTIN-2001", "H06.04, hub, ANTIN-2006"})
    void a_recipient_is_where_the_directory_has_it_or_nowhere(String agency, String node, String code) {
        Party nowhere = new Party(new AgencyCode(agency), new NodeId(node));

        rejected(town.draft().to(List.of(nowhere)).sealed(town.rogue.key(Purpose.SEAL)), code);
    }

    @Test
    void one_unknown_recipient_does_not_stop_the_other() {
        Party unknown = new Party(new AgencyCode("H06.99"), new NodeId("ngay-nhan"));
        Letter letter = town.draft().to(List.of(unknown, town.recipient())).sealed(town.rogue.key(Purpose.SEAL));

        town.rogue.send("ENVELOPE", letter.up());

        await().until(() -> town.receiver().arrivals(letter.id()) == 1);
        assertThat(town.hub().evidence(letter.id())).containsExactly("RelayRejection ANTIN-2001", "RelayAcceptance");
    }

    @Test
    void an_envelope_past_its_time_is_rejected() {
        Instant day = Instant.now().minus(Duration.ofDays(1)).truncatedTo(java.time.temporal.ChronoUnit.MILLIS);

        rejected(town.draft().between(day.minusSeconds(9), day).sealed(town.rogue.key(Purpose.SEAL)), "ANTIN-3005");
    }

    @Test
    void an_envelope_that_rests_on_a_directory_to_come_is_rejected() {
        rejected(town.draft().resting(1_000_000).sealed(town.rogue.key(Purpose.SEAL)), "ANTIN-2018");
    }

    @Test
    void a_part_that_is_not_the_one_that_was_sealed_is_rejected() {
        Letter letter = town.letter();
        byte[] part = letter.parts().get(1);
        assertThat(part).isNotNull();
        for (int at : new int[] {0, part.length / 2, part.length - 1}) {
            Letter another = town.letter();
            byte[] changed = another.parts().getOrDefault(1, new byte[0]).clone();
            changed[at] ^= 1;
            rejected(another.part(1, changed), "ANTIN-6201");
        }
        rejected(letter.part(0, part), "ANTIN-6201");
    }

    @Test
    void a_part_too_few_and_a_part_too_many_are_rejected() {
        Letter few = town.letter();
        Map<Integer, byte[]> less = new TreeMap<>(few.parts());
        less.remove(1);

        rejected(few.parts(less), "ANTIN-6201");
        rejected(town.letter().part(7, new byte[] {7}), "ANTIN-1209");
    }

    @Test
    void the_same_envelope_twice_is_decided_once() {
        Letter letter = town.letter();

        town.rogue.send("ENVELOPE", letter.up());
        town.rogue.send("ENVELOPE", letter.up());
        town.rogue.sendUrgent("ENVELOPE", letter.up());

        await().until(() -> town.receiver().arrivals(letter.id()) == 1);
        town.a_good_letter_arrives();
        assertThat(town.hub().evidence(letter.id())).containsExactly("RelayAcceptance");
        assertThat(town.receiver().evidence(letter.id())).containsExactly("ContentConsignment");
        assertThat(town.receiver().arrivals(letter.id())).isEqualTo(1);
    }

    @Test
    void one_id_with_two_contents_is_a_conflict() {
        Rogue.Draft draft = town.draft();
        Letter first = draft.sealed(town.rogue.key(Purpose.SEAL));
        Letter second = draft.between(
                        first.envelope().created(), first.envelope().expires().plusSeconds(60))
                .sealed(town.rogue.key(Purpose.SEAL));
        town.rogue.send("ENVELOPE", first.up());
        await().until(() -> town.receiver().arrivals(first.id()) == 1);

        givenUp(town.rogue, "ENVELOPE", List.of(second.up()), Set.of("ANTIN-3006"));

        assertThat(town.hub().evidence(first.id())).containsExactly("RelayAcceptance");
        assertThat(town.hub().alarms()).contains("ANTIN-3006 DEAD_LETTER gian-mot");
    }

    @Test
    void a_message_of_no_known_kind_is_given_up_whatever_it_says() {
        for (String kind : List.of("NOTHING", "envelope", "WELCOME", "${camelContext.stop()}", "a,b) ' \" ${body}")) {
            givenUp(town.accomplice, kind, List.of("?".getBytes(UTF_8)), Set.of("ANTIN-1208"));
        }
        for (String kind : List.of("ENVELOPE", "HELLO", "RECEIPTS")) {
            givenUp(town.accomplice, kind, List.of(new byte[0]), Set.of());
            givenUp(town.accomplice, kind, List.of("rác".getBytes(UTF_8)), Set.of());
        }
    }

    @Test
    void a_flood_of_rubbish_leaves_a_bounded_trace() {
        int before = town.hub().dead().size();
        byte[] rubbish = "rác".getBytes(UTF_8);

        for (int i = 0; i < RefusalQuota.MOST + 50; i++) {
            town.flooder.send("ENVELOPE", rubbish);
        }

        await().until(() -> town.hub().alarms().contains("ANTIN-4006 DEAD_LETTER gian-ba"));
        town.a_good_letter_arrives();
        assertThat(from(town.flooder)).isEqualTo(RefusalQuota.MOST);
        assertThat(town.hub().dead()).hasSize(before + RefusalQuota.MOST);
    }

    private static long from(Rogue rogue) {
        return town.hub().dead().stream()
                .filter(dead -> dead.sender().equals(rogue.id().value()))
                .count();
    }

    /** Each message becomes a dead letter with one of the codes, and nothing else changes. */
    private static void givenUp(Rogue from, String kind, List<byte[]> messages, Set<String> codes) {
        List<Dead> before = town.hub().dead();
        long documents = town.hub().count("document");
        long evidence = town.hub().count("evidence");

        messages.forEach(message -> from.send(kind, message));

        await().until(() -> town.hub().dead().size() >= before.size() + messages.size());
        List<Dead> fresh =
                town.hub().dead().subList(before.size(), town.hub().dead().size());
        assertThat(fresh).hasSize(messages.size()).allSatisfy(dead -> {
            assertThat(dead.sender()).isEqualTo(from.id().value());
            assertThat(dead.kind()).isEqualTo(kind.substring(0, Math.min(kind.length(), 20)));
            assertThat(dead.code()).isNotEqualTo("ANTIN-9001");
            if (!codes.isEmpty()) {
                assertThat(dead.code()).isIn(codes);
            }
        });
        assertThat(town.hub().count("document")).isEqualTo(documents);
        assertThat(town.hub().count("evidence")).isEqualTo(evidence);
    }

    /** The sender gets the evidence of the rejection, and the document is not passed on. */
    private static void rejected(Letter letter, String code) {
        int dead = town.hub().dead().size();

        town.rogue.send("ENVELOPE", letter.up());

        await().untilAsserted(
                        () -> assertThat(town.hub().evidence(letter.id())).containsExactly("RelayRejection " + code));
        refused.add(letter.id());
        assertThat(town.hub().dead()).hasSize(dead);
        assertThat(town.hub().count("outbox where node is not null and document is not null"))
                .isZero();
    }
}
