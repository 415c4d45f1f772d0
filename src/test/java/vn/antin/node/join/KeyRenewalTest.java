package vn.antin.node.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.MovingClock;
import vn.antin.directory.Directory;
import vn.antin.directory.Edition;
import vn.antin.directory.KeyRenewal;
import vn.antin.directory.NodeCertificate;
import vn.antin.directory.NodeEntry;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.UsedJoinFiles;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.node.Seams;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;
import vn.antin.node.config.KeyFiles;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;
import vn.antin.trial.Province;

/** What the hub certifies of a node's request for new keys, and what another node believes of a changed key. */
class KeyRenewalTest {

    private static final List<Purpose> PURPOSES =
            List.of(Purpose.SEAL, Purpose.ENCRYPTION, Purpose.CONNECTION, Purpose.DOOR);
    private static final NodeId ONE = new NodeId("so-noi-vu");
    private static final NodeId OTHER = new NodeId("so-y-te");
    private static final NodeId THIRD = new NodeId("so-tai-chinh");
    private static final Duration OVERLAP = Duration.ofDays(1);
    /** Five seconds for each of the three nodes and the hub. */
    private static final Duration GATHERING = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private Instant now;
    private final MovingClock clock = new MovingClock();
    private Ledger ledger;
    private Repositories repositories;
    private DirectoryEditions directories;
    private Authority authority;
    private Sealer directorySealer;
    private Registry registry;

    /** The ledger of a hub that three nodes have joined. */
    @BeforeEach
    void open() {
        try (Province province =
                new Province(folder, HomeSetup.exampleAgencies(folder), KeyAlgorithm.EC_P256, Clock.systemUTC())) {
            for (NodeId node : List.of(ONE, OTHER, THIRD)) {
                JoinFile join = JoinFile.read(folder.resolve("hub/joins").resolve(node + ".join"));
                new HomeSetup(Clock.systemUTC()).node(join, province.home(node.value()), 0, KeyAlgorithm.EC_P256);
            }
        }
        clock.stand();
        now = clock.instant();
        Config config = ConfigFile.read(folder.resolve("hub/hub.yaml"));
        ledger = config.openLedger(CrashPoints.NONE);
        repositories = Repositories.of(config.node(), ledger, clock);
        directories = new DirectoryEditions(ledger, repositories.log(), Trust.read(config.trust()), clock);
        var keys = Seams.authority(folder.resolve("hub"));
        authority = new Authority(keys.of(Purpose.AUTHORITY), clock);
        directorySealer = KeyFiles.sealer(() -> keys.of(Purpose.DIRECTORY), "default", clock);
        registry = registry(authority);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private Registry registry(Authority certifying) {
        return new Registry(
                directories,
                new UsedJoinFiles(ledger),
                new ProvinceSigners() {
                    @Override
                    public Authority authority() {
                        return certifying;
                    }

                    @Override
                    public Optional<Map<Purpose, X509Certificate>> certify(AuthorityRequest request) {
                        return Optional.of(request.issue(certifying, HomeSetup.STAMP_LIFE));
                    }

                    @Override
                    public X509Certificate admit(X509Certificate other, @Nullable X500Principal names) {
                        return certifying.admit(other, names);
                    }

                    @Override
                    public List<X509CRL> lists(Edition edition, Map<X509Certificate, Instant> more) {
                        return List.of();
                    }

                    @Override
                    public Sealer directory() {
                        return directorySealer;
                    }
                },
                OVERLAP,
                clock);
    }

    private Sealer sealer(NodeId node) {
        return KeyFiles.sealer(() -> Seams.keys(folder.resolve(node.value())).of(Purpose.SEAL), "default", clock);
    }

    private static Map<Purpose, KeyPair> pairs() {
        Map<Purpose, KeyPair> pairs = new EnumMap<>(Purpose.class);
        PURPOSES.forEach(purpose -> pairs.put(purpose, KeyPairs.generate(KeyAlgorithm.EC_P256)));
        return pairs;
    }

    private List<byte[]> request(NodeId stated, NodeId sealedBy, Map<Purpose, KeyPair> pairs) {
        Map<Purpose, Digest> digests = new EnumMap<>(Purpose.class);
        List<byte[]> request = new ArrayList<>();
        for (Purpose purpose : PURPOSES) {
            KeyPair pair = Objects.requireNonNull(pairs.get(purpose));
            digests.put(purpose, KeyRenewal.digest(pair.getPublic()));
            request.add(KeyPairs.request(pair, "CN=somebody else"));
        }
        request.add(0, new KeyRenewal(stated, now, digests).seal(sealer(sealedBy)));
        return request;
    }

    private void refused(Fault fault, ThrowingCallable call) {
        long serial = directories.current().serial();
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Refused.class, why -> assertThat(why.fault()).isEqualTo(fault));
        assertThat(directories.current().serial()).isEqualTo(serial);
    }

    private List<NodeCertificate> listed(NodeId node, Purpose purpose) {
        return directories.current().node(node).orElseThrow().certificates().stream()
                .filter(each -> each.purpose() == purpose)
                .toList();
    }

    @Test
    void new_keys_are_listed_beside_the_old_and_used_after_the_overlap() {
        X509Certificate before = directories.current().encryptionCertificate(ONE, now);
        Map<Purpose, KeyPair> pairs = pairs();

        List<byte[]> answer = registry.renew(ONE, request(ONE, ONE, pairs)).orElseThrow();

        for (int i = 0; i < PURPOSES.size(); i++) {
            X509Certificate certificate = Certificates.parse(answer.get(i));
            assertThat(certificate.getPublicKey().getEncoded())
                    .isEqualTo(Objects.requireNonNull(pairs.get(PURPOSES.get(i)))
                            .getPublic()
                            .getEncoded());
            assertThat(Certificates.name(certificate)).as("names are the hub's").isEqualTo("CN=so-noi-vu");
            PURPOSES.get(i).check(certificate);
        }
        Directory directory = directories.current();
        assertThat(directory.encryptionCertificate(ONE, now.plus(OVERLAP).minusSeconds(2)))
                .isEqualTo(before);
        assertThat(Certificates.encoded(directory.encryptionCertificate(ONE, now.plus(OVERLAP))))
                .isEqualTo(answer.get(1));
        assertThat(directory.nodeByConnection(Certificates.parse(answer.get(2))))
                .contains(ONE);
        assertThat(listed(ONE, Purpose.SEAL)).hasSize(2);
        assertThat(listed(ONE, Purpose.CONNECTION)).hasSize(2);
    }

    @Test
    void the_same_keys_again_get_the_same_certificates_and_no_new_edition() {
        Map<Purpose, KeyPair> pairs = pairs();
        List<byte[]> first = registry.renew(ONE, request(ONE, ONE, pairs)).orElseThrow();
        long serial = directories.current().serial();

        List<byte[]> again = registry.renew(ONE, request(ONE, ONE, pairs)).orElseThrow();

        assertThat(again.subList(0, 3)).containsExactlyElementsOf(first.subList(0, 3));
        assertThat(directories.current().serial()).isEqualTo(serial);
    }

    @Test
    void keys_that_were_never_used_are_replaced() {
        registry.renew(ONE, request(ONE, ONE, pairs()));
        later(GATHERING);
        List<byte[]> second = registry.renew(ONE, request(ONE, ONE, pairs())).orElseThrow();

        assertThat(listed(ONE, Purpose.SEAL)).hasSize(2);
        assertThat(Certificates.encoded(directories
                        .current()
                        .encryptionCertificate(ONE, clock.instant().plus(OVERLAP))))
                .isEqualTo(second.get(1));
    }

    @Test
    void requests_that_come_soon_after_an_edition_are_listed_in_one() {
        registry.renew(ONE, request(ONE, ONE, pairs()));
        long serial = directories.current().serial();
        later(GATHERING.minusSeconds(1));
        List<byte[]> ones = request(ONE, ONE, pairs());
        List<byte[]> others = request(OTHER, OTHER, pairs());

        assertThat(registry.renew(OTHER, others)).isEmpty();
        assertThat(registry.renew(ONE, ones)).isEmpty();
        assertThat(directories.current().serial()).isEqualTo(serial);

        later(Duration.ofSeconds(1));
        List<byte[]> asked = registry.renew(ONE, ones).orElseThrow();
        assertThat(directories.current().serial()).isEqualTo(serial + 1);
        assertThat(newest(ONE, Purpose.SEAL).certificate()).isEqualTo(Certificates.parse(asked.get(0)));
        assertThat(newest(OTHER, Purpose.SEAL).from())
                .as("not all connect anew at once")
                .isEqualTo(newest(ONE, Purpose.SEAL).from().plusSeconds(5));

        List<byte[]> kept = registry.renew(OTHER, others).orElseThrow();
        assertThat(directories.current().serial()).isEqualTo(serial + 1);
        assertThat(newest(OTHER, Purpose.SEAL).certificate()).isEqualTo(Certificates.parse(kept.get(0)));
        long audited = ledger.read(tx -> tx.number("select count(*) from audit where what = 'CERTIFY_KEYS'"));
        assertThat(audited).isEqualTo(3);
    }

    /** What it kept was in memory only: the nodes repeat their requests with their greetings. */
    @Test
    void a_hub_that_died_while_it_kept_requests_lists_each_once_when_it_is_asked_again() {
        registry.renew(ONE, request(ONE, ONE, pairs()));
        List<byte[]> others = request(OTHER, OTHER, pairs());
        List<byte[]> thirds = request(THIRD, THIRD, pairs());
        assertThat(registry.renew(OTHER, others)).isEmpty();
        assertThat(registry.renew(THIRD, thirds)).isEmpty();
        long serial = directories.current().serial();

        registry = registry(authority);
        assertThat(registry.renew(OTHER, others)).isPresent();
        assertThat(registry.renew(THIRD, thirds)).isEmpty();
        assertThat(registry.renew(THIRD, thirds)).as("kept already").isEmpty();
        assertThat(directories.current().serial()).isEqualTo(serial + 1);
        later(GATHERING);
        assertThat(registry.renew(THIRD, thirds)).isPresent();

        assertThat(directories.current().serial()).isEqualTo(serial + 2);
        for (NodeId node : List.of(ONE, OTHER, THIRD)) {
            assertThat(listed(node, Purpose.SEAL)).as(node.value()).hasSize(2);
        }
        long audited = ledger.read(tx -> tx.number("select count(*) from audit where what = 'CERTIFY_KEYS'"));
        assertThat(audited).isEqualTo(3);
    }

    @Test
    void one_bad_request_among_those_kept_keeps_no_other_from_being_listed() {
        registry.renew(OTHER, request(OTHER, OTHER, pairs()));
        Map<Purpose, KeyPair> pairs = pairs();
        Map<Purpose, KeyPair> shared = pairs();
        shared.put(Purpose.ENCRYPTION, Objects.requireNonNull(pairs.get(Purpose.ENCRYPTION)));
        List<byte[]> good = request(ONE, ONE, pairs);
        List<byte[]> bad = request(OTHER, OTHER, shared);
        List<byte[]> asking = request(THIRD, THIRD, pairs());
        assertThat(registry.renew(ONE, good)).isEmpty();
        assertThat(registry.renew(OTHER, bad)).isEmpty();

        later(GATHERING);

        assertThat(registry.renew(THIRD, asking)).isPresent();
        assertThat(listed(THIRD, Purpose.SEAL)).hasSize(2);
        assertThat(listed(ONE, Purpose.SEAL)).hasSize(2);
        refused(Fault.KEY_REPEATED, () -> registry.renew(OTHER, bad));
    }

    @Test
    void a_key_of_the_request_that_is_listed_is_listed_for_no_other() {
        registry.renew(OTHER, request(OTHER, OTHER, pairs()));
        Map<Purpose, KeyPair> pairs = pairs();
        Map<Purpose, KeyPair> shared = pairs();
        shared.put(Purpose.ENCRYPTION, Objects.requireNonNull(pairs.get(Purpose.ENCRYPTION)));
        assertThat(registry.renew(OTHER, request(OTHER, OTHER, shared))).isEmpty();

        later(GATHERING);

        assertThat(registry.renew(ONE, request(ONE, ONE, pairs))).isPresent();
        refused(Fault.KEY_REPEATED, () -> registry.renew(OTHER, request(OTHER, OTHER, shared)));
    }

    @Test
    void a_clock_that_went_back_keeps_no_request_waiting() {
        registry.renew(ONE, request(ONE, ONE, pairs()));
        later(Duration.ofSeconds(-10));

        assertThat(registry.renew(OTHER, request(OTHER, OTHER, pairs()))).isPresent();
    }

    @Test
    void a_request_that_is_too_large_is_refused() {
        List<byte[]> statement = new ArrayList<>(request(ONE, ONE, pairs()));
        statement.set(0, Arrays.copyOf(statement.get(0), (64 << 10) + 1));
        refused(Fault.RENEWAL_FORM, () -> registry.renew(ONE, statement));

        List<byte[]> key = new ArrayList<>(request(ONE, ONE, pairs()));
        key.set(1, Arrays.copyOf(key.get(1), (8 << 10) + 1));
        refused(Fault.RENEWAL_FORM, () -> registry.renew(ONE, key));
    }

    private void later(Duration by) {
        clock.go();
        clock.forward(by);
        clock.stand();
    }

    private NodeCertificate newest(NodeId node, Purpose purpose) {
        return listed(node, purpose).stream()
                .max(Comparator.comparing(NodeCertificate::from))
                .orElseThrow();
    }

    @Test
    void nobody_renews_the_keys_of_another() {
        refused(Fault.RENEWAL_REFUSED, () -> registry.renew(ONE, request(OTHER, OTHER, pairs())));
        refused(Fault.SIGNER_NOT_NAMED, () -> registry.renew(ONE, request(ONE, OTHER, pairs())));
        refused(Fault.NODE_UNKNOWN, () -> registry.renew(new NodeId("hub"), request(ONE, ONE, pairs())));
        refused(Fault.NODE_UNKNOWN, () -> registry.renew(new NodeId("la"), request(ONE, ONE, pairs())));
    }

    @Test
    void a_statement_must_be_of_the_keys_that_are_requested() {
        List<byte[]> swapped = new ArrayList<>(request(ONE, ONE, pairs()));
        swapped.set(2, request(ONE, ONE, pairs()).get(2));

        refused(Fault.RENEWAL_REFUSED, () -> registry.renew(ONE, swapped));
        refused(Fault.RENEWAL_FORM, () -> registry.renew(ONE, swapped.subList(0, 3)));
    }

    @Test
    void weak_and_repeated_keys_are_refused() throws Exception {
        Map<Purpose, KeyPair> weak = pairs();
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(1024);
        weak.put(Purpose.SEAL, rsa.generateKeyPair());
        refused(Fault.CERTIFICATE_ALGORITHM, () -> registry.renew(ONE, request(ONE, ONE, weak)));

        Map<Purpose, KeyPair> twice = pairs();
        twice.put(Purpose.DOOR, Objects.requireNonNull(twice.get(Purpose.SEAL)));
        refused(Fault.KEY_REPEATED, () -> registry.renew(ONE, request(ONE, ONE, twice)));

        Map<Purpose, KeyPair> others = pairs();
        registry.renew(OTHER, request(OTHER, OTHER, others));
        Map<Purpose, KeyPair> shared = pairs();
        shared.put(Purpose.ENCRYPTION, Objects.requireNonNull(others.get(Purpose.ENCRYPTION)));
        refused(Fault.KEY_REPEATED, () -> registry.renew(ONE, request(ONE, ONE, shared)));
    }

    @Test
    void an_authority_that_ends_too_early_renews_nothing() {
        Authority ending = Authority.create("CA", clock, Duration.ofDays(740), KeyAlgorithm.EC_P256);
        Registry late = registry(ending);

        refused(Fault.AUTHORITY_ENDS, () -> late.renew(ONE, request(ONE, ONE, pairs())));
    }

    @Test
    void a_key_that_the_node_sealed_is_proved_and_a_foreign_one_raises_an_alarm() {
        byte[] before = directories.sealed(directories.current().serial()).orElseThrow();
        registry.renew(ONE, request(ONE, ONE, pairs()));
        byte[] renewed = directories.sealed(directories.current().serial()).orElseThrow();
        byte[] foreign = foreign(new byte[0]);
        byte[] stale = foreign(directories.current().node(ONE).orElseThrow().renewal());

        assertThat(changes("proved", before, renewed)).containsExactly("so-noi-vu PROVED");
        assertThat(changes("foreign", before, foreign)).containsExactly("so-noi-vu UNPROVED");
        assertThat(changes("stale", before, stale)).containsExactly("so-noi-vu UNPROVED");
    }

    /** A directory in which a hostile hub gives a node an encryption key of its own, under the directory's seal. */
    private byte[] foreign(byte[] renewal) {
        Directory current = directories.current();
        NodeEntry entry = current.node(ONE).orElseThrow();
        X509Certificate own = authority.issue(
                KeyPairs.generate(KeyAlgorithm.EC_P256).getPublic(),
                ONE.value(),
                Purpose.ENCRYPTION,
                List.of(),
                Duration.ofDays(700));
        List<NodeCertificate> certificates = new ArrayList<>(entry.certificates());
        certificates.removeIf(each -> each.from().isAfter(now));
        certificates.add(new NodeCertificate(Purpose.ENCRYPTION, now, own));
        Edition edition = current.next(now, now.plus(Registry.EDITION))
                .withNode(new NodeEntry(ONE, false, certificates, renewal, List.of()));
        return new Directory(edition).seal(directorySealer);
    }

    /** The changes that a node notes, which has the first directory and is given the second. */
    private List<String> changes(String name, byte[] first, byte[] second) {
        try (Ledger own = Ledger.open(folder.resolve(name), CrashPoints.NONE)) {
            Repositories mine = Repositories.of(OTHER, own, clock);
            DirectoryEditions editions = new DirectoryEditions(own, mine.log(), directories.trust(), clock);
            editions.take(first);
            assertThat(mine.keyChanges().take(editions, OTHER, second)).isTrue();
            List<String> changes = own.read(tx -> tx.query(
                    "select node, state from key_change where purpose = 'ENCRYPTION' and state <> 'KNOWN'",
                    row -> row.text("node") + " " + row.text("state")));
            long alarms = own.read(mine.timeline()::alarms).stream()
                    .filter(alarm -> alarm.code().equals(Fault.KEY_UNPROVED.code())
                            && alarm.subject().equals(ONE.value()))
                    .count();
            assertThat(alarms).isEqualTo(changes.get(0).endsWith("UNPROVED") ? 1 : 0);
            return changes;
        }
    }
}
