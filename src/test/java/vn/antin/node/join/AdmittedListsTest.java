package vn.antin.node.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
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
import org.junit.jupiter.api.io.TempDir;
import vn.antin.directory.AdmittedAuthorities;
import vn.antin.directory.Directory;
import vn.antin.directory.DirectoryAct;
import vn.antin.directory.NodeCertificate;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.UsedJoinFiles;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.people.AuditLog;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;
import vn.antin.trial.Province;

/** The revocation lists of an admitted authority at the hub, and a node with its certificate that is barred. */
class AdmittedListsTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final NodeId NODE = new NodeId("so-noi-vu");
    private static final AuditLog.Actor BY = new AuditLog.Actor("thử", "");

    @TempDir
    Path folder;

    private Instant now;
    private Ledger ledger;
    private Repositories repositories;
    private DirectoryEditions directories;
    private Registry registry;
    private Authority state;
    private Path source;

    @BeforeEach
    void open() throws Exception {
        try (Province started =
                new Province(folder, HomeSetup.exampleAgencies(folder), KeyAlgorithm.EC_P256, Clock.systemUTC())) {
            JoinFile join = JoinFile.read(folder.resolve("hub/joins").resolve(NODE + ".join"));
            new HomeSetup(Clock.systemUTC()).node(join, started.home(NODE.value()), 0, KeyAlgorithm.EC_P256);
        }
        now = Instant.now();
        Config config = ConfigFile.read(folder.resolve("hub/hub.yaml"));
        ledger = config.openLedger(CrashPoints.NONE);
        repositories = Repositories.of(config.node(), ledger, clock());
        directories = new DirectoryEditions(ledger, repositories.log(), Trust.read(config.trust()), clock());
        registry =
                new Registry(directories, new UsedJoinFiles(ledger), AuthorityRing.open(config, clock()), DAY, clock());
        state = Authority.create("Nhà nước CA", clock(), DAY.multipliedBy(900), KeyAlgorithm.EC_P256);
        source = folder.resolve("ca.crl");
        registry.act(
                DirectoryAct.AdmitAuthority.of(Certificates.encoded(state.certificate()), crl(now, Map.of()), null),
                BY,
                "thử");
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private Clock clock() {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    private byte[] crl(Instant at, Map<BigInteger, Instant> revoked) throws Exception {
        return new Authority(state.entry(), Clock.fixed(at, ZoneOffset.UTC))
                .crl(revoked, 1, DAY)
                .getEncoded();
    }

    private X509CRL inForce() {
        return AdmittedAuthorities.list(
                        directories.current().edition(), state.certificate().getSubjectX500Principal())
                .orElseThrow();
    }

    private AdmittedLists lists(Instant at, URI... sources) {
        return new AdmittedLists(
                List.of(sources), repositories, directories, registry, Clock.fixed(at, ZoneOffset.UTC));
    }

    private List<String> alarms() {
        return ledger.read(repositories.timeline()::alarms).stream()
                .map(alarm -> alarm.code() + " " + alarm.subject())
                .toList();
    }

    @Test
    void a_newer_list_is_fetched_once_and_a_missing_or_foreign_source_changes_nothing() throws Exception {
        long serial = directories.current().serial();
        Files.write(source, crl(now, Map.of()));
        lists(now, source.toUri(), folder.resolve("none").toUri()).look();
        assertThat(directories.current().serial()).as("the list in force again").isEqualTo(serial);

        Files.write(source, crl(now.plusSeconds(60), Map.of(BigInteger.TEN, now)));
        lists(now, folder.resolve("none").toUri(), source.toUri()).look();

        assertThat(directories.current().serial()).isEqualTo(serial + 1);
        assertThat(inForce().getRevokedCertificate(BigInteger.TEN)).isNotNull();
        Files.writeString(source, "lạ");
        lists(now, source.toUri()).look();
        assertThat(directories.current().serial()).isEqualTo(serial + 1);
    }

    @Test
    void a_list_that_has_ended_is_an_alarm_until_there_is_a_newer_one() throws Exception {
        lists(now).look();
        assertThat(alarms()).isEmpty();

        Instant later = now.plus(DAY).plusSeconds(1);
        lists(later).look();
        assertThat(alarms()).containsExactly("ANTIN-2193 CN=Nhà nước CA");

        Files.write(source, crl(later, Map.of()));
        lists(later, source.toUri()).look();
        assertThat(alarms()).isEmpty();
    }

    @Test
    void an_earlier_list_is_not_taken_back() throws Exception {
        byte[] first = inForce().getEncoded();
        registry.act(DirectoryAct.SetList.of(crl(now.plusSeconds(60), Map.of(BigInteger.TEN, now))), BY, "thử");

        assertThatThrownBy(() -> registry.act(DirectoryAct.SetList.of(first), BY, "thử"))
                .isInstanceOfSatisfying(
                        Refused.class, why -> assertThat(why.fault()).isEqualTo(Fault.LIST_UNSUITABLE));
    }

    @Test
    void a_node_with_its_certificate_is_revoked_for_good() {
        X509Certificate seal = state.issue(
                KeyPairs.generate(KeyAlgorithm.EC_P256).getPublic(),
                "x",
                Purpose.SEAL,
                List.of(),
                DAY.multipliedBy(300));
        registry.issue(
                edition -> edition.withNode(directories
                        .current()
                        .node(NODE)
                        .orElseThrow()
                        .with(new NodeCertificate(Purpose.SEAL, now, seal))),
                tx -> {});

        registry.act(new DirectoryAct.RevokeNode(NODE, null, false, "lộ khóa"), BY, "thử");

        assertThat(directories.current().bar(NODE)).contains(Directory.BarKind.REVOKED);
        assertThat(directories.current().stop(seal)).isPresent();
        assertThatThrownBy(() -> registry.act(new DirectoryAct.ResumeNode(NODE), BY, "thử"))
                .isInstanceOfSatisfying(
                        Refused.class, why -> assertThat(why.fault()).isEqualTo(Fault.NODE_STATE));
        registry.act(new DirectoryAct.RejoinNode(NODE, "trở lại"), BY, "thử");
        assertThat(directories.current().bar(NODE)).contains(Directory.BarKind.REVOKED);
    }
}
