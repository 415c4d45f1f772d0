package vn.antin.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.directory.Edition;
import vn.antin.directory.KeyRenewal;
import vn.antin.directory.NodeCertificate;
import vn.antin.directory.NodeEntry;
import vn.antin.directory.Stopped;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.Ledger;
import vn.antin.seal.SealAlgorithm;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

/** Which key a sender encrypts for when the directory changes that of a recipient, for every database. */
abstract class RecipientKeysContract {

    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);
    private static final NodeId SELF = new NodeId("so-noi-vu");
    private static final NodeId OTHER = new NodeId("so-y-te");

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final Authority authority = Authority.create("CA", clock, YEAR.multipliedBy(10), KeyAlgorithm.EC_P256);
    private final KeyEntry signer = key("directory", Purpose.DIRECTORY);
    private final KeyEntry seal = key(OTHER.value(), Purpose.SEAL);
    private final X509Certificate own = key(OTHER.value(), Purpose.ENCRYPTION).certificate();
    private final X509Certificate foreign =
            key(OTHER.value(), Purpose.ENCRYPTION).certificate();
    private Trust trust = new Trust(List.of(authority.certificate()), List.of(signer.certificate()), List.of());

    private Ledger ledger;
    private Repositories repositories;
    private DirectoryEditions directories;
    private RecipientKeys keys;

    abstract Ledger open();

    @BeforeEach
    void begin() {
        ledger = open();
        start();
        take(firstEdition());
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    /** What a new process has. */
    private void start() {
        repositories = Repositories.of(SELF, ledger, clock);
        directories = new DirectoryEditions(ledger, repositories.log(), trust, clock);
        keys = new RecipientKeys(repositories.keyChanges(), trust);
    }

    private KeyEntry key(String name, Purpose purpose) {
        KeyPair pair = KeyPairs.generate(KeyAlgorithm.EC_P256);
        return KeyEntry.of(pair.getPrivate(), authority.issue(pair.getPublic(), name, purpose, List.of(), YEAR));
    }

    private static NodeCertificate listed(Purpose purpose, X509Certificate certificate, int second) {
        return new NodeCertificate(purpose, NOW.minusSeconds(100 - second), certificate);
    }

    private static NodeEntry other(NodeCertificate... certificates) {
        return new NodeEntry(OTHER, false, List.of(certificates));
    }

    private Edition firstEdition() {
        return Edition.first("Tỉnh", NOW, NOW.plus(YEAR))
                .withNode(new NodeEntry(new NodeId("hub"), true, List.of()))
                .withNode(new NodeEntry(SELF, false, List.of()))
                .withNode(other(listed(Purpose.SEAL, seal.certificate(), 0), listed(Purpose.ENCRYPTION, own, 0)))
                .withCrl(authority.crl(Map.of(), 1, YEAR));
    }

    private Edition next() {
        return directories.current().next(NOW, NOW.plus(YEAR));
    }

    private void take(Edition edition) {
        Sealer sealer =
                new Sealer(signer, SealAlgorithm.defaultFor(signer.certificate().getPublicKey()), clock);
        repositories.keyChanges().take(directories, SELF, new Directory(edition).seal(sealer));
    }

    /** The entry of the other node with a foreign key beside its own. */
    private NodeEntry withForeign() {
        return directories.current().node(OTHER).orElseThrow().with(listed(Purpose.ENCRYPTION, foreign, 1));
    }

    private Edition replaced() {
        return next().withNode(withForeign()).withStopped(new Stopped(Certificates.digest(own), NOW, "mất"));
    }

    private void encryptsFor(X509Certificate expected) {
        assertThat(keys.of(OTHER, directories.current(), NOW)).contains(expected);
        assertThat(keys.waiting(directories.current(), NOW)).isEmpty();
    }

    private void waits() {
        assertThat(keys.of(OTHER, directories.current(), NOW)).isEmpty();
        assertThat(keys.waiting(directories.current(), NOW)).containsExactly(OTHER);
    }

    @Test
    void the_word_of_an_authority_that_is_kept_apart_from_the_hub_suffices() {
        Authority apart =
                Authority.create("CA", clock, YEAR.multipliedBy(10), KeyPairs.generate(KeyAlgorithm.EC_P256), true);
        trust = new Trust(List.of(apart.certificate()), List.of(signer.certificate()), List.of());
        start();
        KeyPair pair = KeyPairs.generate(KeyAlgorithm.EC_P256);
        X509Certificate returned = apart.issue(pair.getPublic(), OTHER.value(), Purpose.ENCRYPTION, List.of(), YEAR);

        take(next().withNode(
                        directories.current().node(OTHER).orElseThrow().with(listed(Purpose.ENCRYPTION, returned, 1)))
                .withCrl(apart.crl(Map.of(), 2, YEAR)));

        encryptsFor(returned);
        assertThat(alarms()).isEmpty();
    }

    private List<String> alarms() {
        return ledger.read(repositories.timeline()::alarms).stream()
                .map(alarm -> alarm.code() + " " + alarm.subject())
                .toList();
    }

    @Test
    void a_foreign_key_beside_the_own_one_is_not_used() {
        encryptsFor(own);

        take(next().withNode(withForeign()));

        encryptsFor(own);
        assertThat(alarms()).containsExactly("ANTIN-6331 so-y-te");
        take(next().withNode(firstEdition().nodes().get(2)));
        assertThat(alarms()).as("the directory is mended").isEmpty();
    }

    @Test
    void in_place_of_the_own_one_it_waits_for_a_person_in_every_process() {
        take(replaced());
        waits();

        start();
        waits();
        repositories.keyChanges().confirm(OTHER, directories.current(), tx -> {});

        encryptsFor(foreign);
        assertThat(alarms()).isEmpty();
        start();
        take(next());
        encryptsFor(foreign);
        assertThatThrownBy(() -> repositories.keyChanges().confirm(OTHER, directories.current(), tx -> {}))
                .isInstanceOfSatisfying(
                        Refused.class, why -> assertThat(why.fault()).isEqualTo(Fault.KEY_NOT_WAITING));
    }

    /** The words that a person compared are those of the newest keys. */
    @Test
    void a_confirmation_is_for_the_newest_keys_and_not_for_one_hidden_behind_them() {
        X509Certificate returned = key(OTHER.value(), Purpose.ENCRYPTION).certificate();
        take(replaced().withNode(withForeign().with(listed(Purpose.ENCRYPTION, returned, 2))));
        repositories.keyChanges().confirm(OTHER, directories.current(), tx -> {});
        encryptsFor(returned);

        take(next().withStopped(new Stopped(Certificates.digest(returned), NOW, "mất")));

        waits();
    }

    @Test
    void a_confirmation_that_is_not_stored_confirms_nothing() {
        take(replaced());

        assertThatThrownBy(() -> repositories.keyChanges().confirm(OTHER, directories.current(), tx -> {
                    throw new Refused(Fault.DEED_WITHOUT_REASON);
                }))
                .isInstanceOf(Refused.class);

        waits();
        assertThat(alarms()).containsExactly("ANTIN-6331 so-y-te");
    }

    @Test
    void a_node_that_was_left_out_for_an_edition_is_known_by_its_keys() {
        Edition without = next();
        take(new Edition(
                without.serial(),
                without.province(),
                without.issued(),
                without.expires(),
                without.nodes().subList(0, 2),
                without.agencies(),
                without.crls(),
                without.stopped()));

        take(next().withNode(other(listed(Purpose.ENCRYPTION, foreign, 1))));

        waits();
    }

    @Test
    void a_key_that_the_node_sealed_is_used_at_once() {
        take(next().withNode(new NodeEntry(OTHER, false, withForeign().certificates(), stated(seal), List.of())));

        encryptsFor(foreign);
        assertThat(alarms()).isEmpty();
    }

    @Test
    void a_foreign_seal_key_of_an_earlier_edition_proves_nothing() {
        KeyEntry rogue = key(OTHER.value(), Purpose.SEAL);
        take(next().withNode(firstEdition().nodes().get(2).with(listed(Purpose.SEAL, rogue.certificate(), 1))));
        encryptsFor(own);

        take(next().withNode(new NodeEntry(OTHER, false, withForeign().certificates(), stated(rogue), List.of())));

        encryptsFor(own);
        assertThat(alarms()).containsExactly("ANTIN-6331 so-y-te");
    }

    @Test
    void an_agency_that_is_moved_away_is_an_alarm_at_its_own_node_until_it_is_back() {
        AgencyCode code = new AgencyCode("H06.02");
        Agency mine =
                new Agency(code, List.of(), "Sở Nội vụ", SELF, null, 2, 1, null, null, null, true, true, null, null);
        take(next().withAgencies(List.of(mine)));
        assertThat(alarms()).isEmpty();

        take(next().withAgencies(List.of(mine.hostedBy(OTHER))));
        assertThat(alarms()).containsExactly("ANTIN-6335 H06.02");

        take(next().withAgencies(List.of(mine)));
        assertThat(alarms()).isEmpty();
    }

    private byte[] stated(KeyEntry by) {
        return new KeyRenewal(OTHER, NOW, Map.of(Purpose.ENCRYPTION, KeyRenewal.digest(foreign.getPublicKey())))
                .seal(new Sealer(by, SealAlgorithm.defaultFor(by.certificate().getPublicKey()), clock));
    }
}
