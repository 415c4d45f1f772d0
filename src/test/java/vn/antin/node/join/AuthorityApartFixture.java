package vn.antin.node.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.MovingClock;
import vn.antin.directory.Directory;
import vn.antin.directory.KeyRenewal;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.AuthorityRequests.AuthorityRequestRow;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.UsedJoinFiles;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.people.AuditLog;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;
import vn.antin.node.config.KeyFiles;
import vn.antin.node.join.AuthorityAnswers.TakenAnswer;
import vn.antin.node.join.AuthorityBundle.SignedBundle;
import vn.antin.node.join.BundleJudge.JudgedBundle;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.KeyRing;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

/**
 * A hub whose authority's key is on another machine, and the folder of that machine: requests go out as one file, and what
 * was signed comes back as one.
 */
abstract class AuthorityApartFixture {

    static final AuditLog.Actor SOMEBODY = new AuditLog.Actor("an.nguyen", "");
    static final NodeId NODE = new NodeId("nut-a");
    static final List<Purpose> PURPOSES = List.of(Purpose.SEAL, Purpose.ENCRYPTION, Purpose.CONNECTION, Purpose.DOOR);

    @TempDir
    Path folder;

    final MovingClock clock = new MovingClock();
    private final List<Ledger> open = new ArrayList<>();
    Path home;
    Path safe;
    private byte[] firstEdition;
    TestedHub hub;

    /** What of a hub deals with its authority, without the rest. */
    record TestedHub(
            Ledger ledger,
            Repositories repositories,
            DirectoryEditions directories,
            Registry registry,
            AuthorityRing ring,
            AuthorityAnswers answers,
            AuthorityRollover rollover,
            HubKeyRollover own) {

        Directory directory() {
            return directories.current();
        }

        List<AuthorityRequestRow> waiting() {
            return answers.waiting();
        }

        List<String> alarms() {
            return ledger.read(repositories.timeline()::alarms).stream()
                    .map(alarm -> alarm.code())
                    .toList();
        }

        long audited(String what) {
            return ledger.read(tx -> tx.number("select count(*) from audit where what = ?", what));
        }

        byte[] bundle() {
            return answers.bundle(SOMEBODY).sealed();
        }

        TakenAnswer take(SignedBundle signed) {
            return answers.take(signed.write(), SOMEBODY);
        }
    }

    @BeforeEach
    void make() throws IOException {
        home = folder.resolve("hub");
        safe = folder.resolve("safe");
        province(home, safe);
        firstEdition = Files.readAllBytes(home.resolve("directory.xml"));
        hub = start(home);
    }

    void province(Path at, Path apart) {
        new HomeSetup(clock)
                .hub(
                        new HomeSetup.NewHub(
                                "Tỉnh thử",
                                new NodeId("hub"),
                                HomeSetup.exampleAgencies(folder),
                                "127.0.0.1",
                                30_001,
                                30_002,
                                KeyAlgorithm.EC_P256,
                                Mode.PRODUCTION,
                                apart),
                        at);
    }

    /** As at a start of the process. */
    TestedHub start(Path from) {
        Config config = ConfigFile.read(from.resolve("hub.yaml"));
        Ledger ledger = config.openLedger(CrashPoints.NONE);
        open.add(ledger);
        Repositories repositories = Repositories.of(config.node(), ledger, clock);
        DirectoryEditions directories =
                new DirectoryEditions(ledger, repositories.log(), Trust.read(config.trust()), clock);
        if (directories.newest().isEmpty()) {
            directories.take(firstEdition);
        }
        AuthorityRing ring = AuthorityRing.open(config, clock);
        ApartAuthority apart = new ApartAuthority(ring, repositories, Duration.ofDays(7), clock);
        Registry registry = new Registry(directories, new UsedJoinFiles(ledger), apart, Duration.ofDays(1), clock);
        KeyRing keys = KeyFiles.ring(config);
        Sealer sealer = KeyFiles.sealer(() -> keys.of(Purpose.SEAL), "default", clock);
        AuthorityRollover rollover = new AuthorityRollover(config, ring, repositories, directories, registry, clock);
        rollover.look();
        return new TestedHub(
                ledger,
                repositories,
                directories,
                registry,
                ring,
                new AuthorityAnswers(apart, registry, directories, ledger, sealer, clock),
                rollover,
                new HubKeyRollover(config, keys, repositories, directories, registry, clock));
    }

    void restart() {
        hub.ledger().close();
        hub = start(home);
    }

    @AfterEach
    void close() {
        open.forEach(Ledger::close);
    }

    AuthorityFolder authority() {
        return AuthorityFolder.open(safe, AuthorityFolder.pin(safe), clock);
    }

    /** The administrator says yes to everything. */
    SignedBundle signed(byte[] bundle) {
        JudgedBundle judged = authority().judge(bundle);
        return authority().sign(judged, judged.requests());
    }

    TakenAnswer round() {
        return hub.take(signed(hub.bundle()));
    }

    AgencyCode agency() {
        return hub.directory().agencies().get(3).code();
    }

    static Map<Purpose, KeyPair> pairs() {
        Map<Purpose, KeyPair> pairs = new EnumMap<>(Purpose.class);
        PURPOSES.forEach(purpose -> pairs.put(purpose, KeyPairs.generate(KeyAlgorithm.EC_P256)));
        return pairs;
    }

    static Map<Purpose, byte[]> requests(Map<Purpose, KeyPair> pairs) {
        Map<Purpose, byte[]> requests = new EnumMap<>(Purpose.class);
        pairs.forEach((purpose, pair) -> requests.put(purpose, KeyPairs.request(pair, "anybody")));
        return requests;
    }

    Map<Purpose, X509Certificate> join(Map<Purpose, KeyPair> pairs) {
        return hub.registry()
                .join(
                        NODE,
                        List.of(agency()),
                        new Registry.ShownFile(
                                Digest.sha256("token".getBytes(StandardCharsets.UTF_8)),
                                clock.instant().plus(Duration.ofDays(90))),
                        requests(pairs),
                        new byte[0]);
    }

    Map<Purpose, X509Certificate> joined(Map<Purpose, KeyPair> pairs) {
        refused(Fault.AUTHORITY_AWAITED, () -> join(pairs));
        round();
        return join(pairs);
    }

    /** A renewal as the node states it under this seal key. */
    List<byte[]> renewal(Map<Purpose, KeyPair> next, KeyEntry seal) {
        Map<Purpose, Digest> digests = new EnumMap<>(Purpose.class);
        List<byte[]> request = new ArrayList<>();
        PURPOSES.forEach(purpose -> {
            KeyPair pair = Objects.requireNonNull(next.get(purpose));
            digests.put(purpose, KeyRenewal.digest(pair.getPublic()));
            request.add(KeyPairs.request(pair, NODE.value()));
        });
        request.add(
                0,
                new KeyRenewal(NODE, clock.instant().truncatedTo(ChronoUnit.SECONDS), digests)
                        .seal(KeyFiles.sealer(() -> seal, "default", clock)));
        return request;
    }

    static KeyEntry seal(Map<Purpose, KeyPair> pairs, Map<Purpose, X509Certificate> certificates) {
        return KeyEntry.of(
                Objects.requireNonNull(pairs.get(Purpose.SEAL)).getPrivate(),
                Objects.requireNonNull(certificates.get(Purpose.SEAL)));
    }

    static void refused(Fault fault, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Refused.class, why -> assertThat(why.fault()).isEqualTo(fault));
    }

    static byte[] encoded(X509CRL list) {
        try {
            return list.getEncoded();
        } catch (CRLException e) {
            throw new IllegalStateException("a list that was just made", e);
        }
    }

    Sealer hubSealer() {
        KeyRing keys = KeyFiles.ring(ConfigFile.read(home.resolve("hub.yaml")));
        return KeyFiles.sealer(() -> keys.of(Purpose.SEAL), "default", clock);
    }

    byte[] newest() {
        return hub.directories().sealed(hub.directory().serial()).orElseThrow();
    }

    static String commonName(X509Certificate certificate) {
        return Certificates.name(certificate).substring("CN=".length());
    }

    static SignedBundle changed(
            SignedBundle right,
            AuthorityRequestRow row,
            Map<Purpose, X509Certificate> certificates,
            byte[] cross,
            Authority... listing) {
        List<byte[]> lists = new ArrayList<>(right.lists());
        for (Authority each : listing) {
            lists.add(encoded(each.crl(Map.of(), 1, Duration.ofDays(90))));
        }
        return new SignedBundle(
                right.authority(),
                SignedBundle.of(right.authority(), row.id(), certificates).certificates(),
                cross,
                lists);
    }
}
