package vn.antin.node.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.MovingClock;
import vn.antin.console.pages.DirectoryActs;
import vn.antin.directory.Directory;
import vn.antin.directory.DirectoryAct;
import vn.antin.directory.DirectoryAct.KeyAct;
import vn.antin.directory.DirectoryAct.RenewAuthority;
import vn.antin.directory.DirectoryAct.RenewDirectory;
import vn.antin.directory.DirectoryAct.RenewTimeStamp;
import vn.antin.directory.Edition;
import vn.antin.directory.HubEndpoint;
import vn.antin.directory.ListedAuthority;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.KeyNotes;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.UsedJoinFiles;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.people.AuditLog;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;
import vn.antin.node.config.KeyFiles;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;
import vn.antin.seal.timestamp.LocalTimeStamps;
import vn.antin.seal.timestamp.TimeStamps;

/**
 * The province's own keys change: the hub makes the new ones, and nodes and auditors know them by the old ones. For every
 * database of the hub.
 */
abstract class AuthorityRolloverContract {

    static final Duration YEAR = Duration.ofDays(365);
    static final Duration OVERLAP = Duration.ofDays(30);
    private static final AuditLog.Actor SOMEBODY = new AuditLog.Actor("an.nguyen", "");

    @TempDir
    Path folder;

    final MovingClock clock = new MovingClock();
    private final List<Ledger> open = new ArrayList<>();
    Path home;
    String firstTrust;
    private byte[] firstEdition;
    TestedHub hub;

    /** Where the hub's ledger is, for its configuration; empty for its folder. */
    abstract String database();

    /** What of a hub deals with the keys of the province, without the rest. */
    record TestedHub(
            Ledger ledger,
            Repositories repositories,
            DirectoryEditions directories,
            Registry registry,
            AuthorityRing ring,
            AuthorityRollover rollover,
            DirectoryActs acts) {

        X509Certificate certificate(Purpose purpose) {
            return ring.keys().of(purpose).certificate();
        }

        byte[] newest() {
            return directories.sealed(directories.current().serial()).orElseThrow();
        }

        long audited(String what) {
            return ledger.read(tx -> tx.number("select count(*) from audit where what = ?", what));
        }

        List<String> alarms() {
            return ledger.read(repositories.timeline()::alarms).stream()
                    .map(alarm -> alarm.code())
                    .toList();
        }
    }

    @BeforeEach
    void make() throws IOException {
        home = folder.resolve("hub");
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
                                Mode.PRODUCTION),
                        home);
        Files.writeString(home.resolve("hub.yaml"), database(), StandardOpenOption.APPEND);
        firstTrust = Files.readString(home.resolve("province.trust"));
        firstEdition = Files.readAllBytes(home.resolve("directory.xml"));
        hub = start(home);
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
        Registry registry = new Registry(directories, new UsedJoinFiles(ledger), ring, Duration.ofDays(1), clock);
        AuthorityRollover rollover = new AuthorityRollover(config, ring, repositories, directories, registry, clock);
        rollover.look();
        return new TestedHub(
                ledger,
                repositories,
                directories,
                registry,
                ring,
                rollover,
                new ActApproval(
                        registry,
                        rollover,
                        directories::current,
                        new HubEndpoint("hub", 61617, 8443, null),
                        ledger,
                        clock));
    }

    private void restart() {
        hub.ledger().close();
        hub = start(home);
    }

    @AfterEach
    void close() {
        open.forEach(Ledger::close);
    }

    /** A node that joined with the first trust file and edition. */
    DirectoryEditions node(String name) {
        Ledger own = Ledger.open(folder.resolve(name), CrashPoints.NONE);
        open.add(own);
        Repositories mine = Repositories.of(new NodeId(name), own, clock);
        return new DirectoryEditions(own, mine.log(), Trust.parse(firstTrust), clock);
    }

    private DirectoryActs.ActResult submit(KeyAct act) {
        String code = hub.acts().difference(act).code();
        return hub.acts().submit(act, code, SOMEBODY, "tập dượt");
    }

    void replaceAuthority() {
        KeyAct act = new RenewAuthority();
        assertThat(submit(act).request()).as("a second person decides").isPositive();
        assertThat(hub.ring().next()).isEmpty();
        String code = hub.acts().difference(act).code();
        hub.acts().grant(act, code, "", SOMEBODY, "đồng ý", tx -> {});
    }

    private static void refused(Fault fault, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Refused.class, why -> assertThat(why.fault()).isEqualTo(fault));
    }

    @Test
    void acts_on_keys_are_kept_as_json() {
        for (DirectoryAct act : List.of(new RenewTimeStamp(), new RenewDirectory(), new RenewAuthority())) {
            assertThat(DirectoryAct.read(act.json())).isEqualTo(act);
        }
    }

    @Test
    void signers_are_renewed_in_time_and_what_they_signed_stays_good() {
        LocalTimeStamps stamps = new LocalTimeStamps(() -> hub.ring().keys().of(Purpose.TIME_STAMP), clock);
        Digest one = Digest.sha256(new byte[] {1});
        Digest two = Digest.sha256(new byte[] {2});
        byte[] early = stamps.stamp(one);
        Directory first = Directory.open(firstEdition, Trust.parse(firstTrust), clock.instant());
        X509Certificate stamper = hub.certificate(Purpose.TIME_STAMP);
        X509Certificate signer = hub.certificate(Purpose.DIRECTORY);
        clock.forward(YEAR.multipliedBy(9));
        hub.rollover().look();
        assertThat(hub.certificate(Purpose.TIME_STAMP)).isEqualTo(stamper);

        clock.forward(YEAR.plusDays(1));
        hub.rollover().look();
        assertThat(hub.certificate(Purpose.TIME_STAMP)).isNotEqualTo(stamper);
        assertThat(hub.certificate(Purpose.DIRECTORY)).isNotEqualTo(signer);
        byte[] late = stamps.stamp(two);

        Trust auditor = Trust.parse(firstTrust);
        Directory newest = Directory.open(hub.newest(), auditor, clock.instant());
        assertThat(TimeStamps.verify(early, one, auditor, first.crls())).isBefore(clock.instant());
        assertThat(TimeStamps.verify(late, two, auditor, newest.crls())).isEqualTo(TimeStamps.time(late));
        assertThat(hub.audited("RENEW_TIME_STAMP")).isEqualTo(1);
        assertThat(hub.audited("RENEW_DIRECTORY")).isEqualTo(1);
        long serial = hub.directories().current().serial();
        hub.rollover().look();
        assertThat(hub.directories().current().serial()).isEqualTo(serial);
    }

    @Test
    void a_node_that_knows_the_old_signer_takes_what_the_new_one_sealed() {
        DirectoryEditions node = node("nut-a");
        node.take(firstEdition);
        X509Certificate signer = hub.certificate(Purpose.DIRECTORY);

        DirectoryActs.ActResult result = submit(new RenewDirectory());

        assertThat(result.request()).isZero();
        assertThat(result.serial()).isEqualTo(hub.directories().current().serial());
        assertThat(Directory.signer(hub.newest())).isNotEqualTo(signer).isEqualTo(hub.certificate(Purpose.DIRECTORY));
        assertThat(node.take(hub.newest())).isTrue();
        assertThat(Directory.open(hub.newest(), Trust.parse(firstTrust), clock.instant())
                        .serial())
                .isEqualTo(result.serial());
        refused(Fault.DIRECTORY_OLDER, () -> node.take(firstEdition));
    }

    /** The usage of a seal is that of a directory's signer, and every node has one. */
    @Test
    void a_seal_of_a_node_signs_no_directory_and_the_signer_is_no_seal() {
        Edition next = hub.directories()
                .current()
                .next(clock.instant(), clock.instant().plus(YEAR));
        KeyEntry seal = HomeSetup.issued(
                hub.ring().authority(), KeyPairs.generate(KeyAlgorithm.EC_P256), "nut-a", Purpose.SEAL);
        Sealer sealer = KeyFiles.sealer(() -> seal, "default", clock);
        byte[] forged = new Directory(next).seal(sealer);

        refused(Fault.CERTIFICATE_FOREIGN, () -> node("nut-a").take(forged));
        refused(
                Fault.CERTIFICATE_USAGE,
                () -> hub.directories()
                        .trust()
                        .check(
                                hub.certificate(Purpose.DIRECTORY),
                                Purpose.SEAL,
                                clock.instant(),
                                hub.directories().current().crls()));
    }

    @Test
    void a_new_authority_certifies_after_the_overlap_and_outlives_the_old_one() {
        clock.forward(YEAR.multipliedBy(14));
        hub.rollover().look();
        X509Certificate first = hub.certificate(Purpose.AUTHORITY);
        DirectoryEditions online = node("nut-a");
        online.take(hub.newest());
        replaceAuthority();
        online.take(hub.newest());

        assertThat(hub.certificate(Purpose.AUTHORITY)).as("in the overlap").isEqualTo(first);
        assertThat(online.trust().anchors()).hasSize(2).contains(first);
        refused(Fault.AUTHORITY_CHANGES, () -> submit(new RenewAuthority()));
        clock.forward(OVERLAP);
        hub.rollover().look();
        X509Certificate second = hub.certificate(Purpose.AUTHORITY);
        assertThat(second).isNotEqualTo(first);
        assertThat(hub.audited("USE_AUTHORITY")).isEqualTo(1);
        assertThat(hub.directories().current().crls()).hasSize(2);
        DirectoryEditions off = node("nut-b");
        assertThat(off.take(hub.newest())).isTrue();
        assertThat(off.trust().anchors()).containsExactlyInAnyOrder(first, second);

        X509Certificate seal = hub.ring()
                .authority()
                .issue(
                        KeyPairs.generate(KeyAlgorithm.EC_P256).getPublic(),
                        "nut-c",
                        Purpose.SEAL,
                        List.of(),
                        YEAR.multipliedBy(8));
        Trust auditor = Trust.parse(firstTrust);
        Directory newest = Directory.unpinned(hub.newest());
        refused(Fault.CERTIFICATE_FOREIGN, () -> auditor.check(seal, Purpose.SEAL, clock.instant(), newest.crls()));
        Directory.open(hub.newest(), auditor, clock.instant());
        auditor.check(seal, Purpose.SEAL, clock.instant(), newest.crls());
        assertThat(auditor.anchors()).containsExactly(first);

        clock.forward(YEAR.multipliedBy(6));
        hub.rollover().look();
        hub.registry().refresh();
        Directory last = hub.directories().current();
        online.take(hub.newest());
        online.trust().check(seal, Purpose.SEAL, clock.instant(), last.crls());
        Trust.parse(online.trust().write()).check(seal, Purpose.SEAL, clock.instant(), last.crls());
        refused(Fault.CERTIFICATE_EXPIRED, () -> auditor.check(seal, Purpose.SEAL, clock.instant(), last.crls()));
        assertThat(hub.ring().authorities()).as("the old key is removed").hasSize(1);
    }

    @Test
    void an_authority_that_nobody_certified_is_not_pinned() {
        DirectoryEditions node = node("nut-a");
        node.take(firstEdition);
        var foreign = Authority.create("Tỉnh khác", clock, YEAR, KeyAlgorithm.EC_P256);
        hub.registry()
                .issue(
                        edition -> edition.withAuthority(List.of(
                                new ListedAuthority(clock.instant(), foreign.certificate()),
                                new ListedAuthority(
                                        clock.instant(), foreign.certify(hub.certificate(Purpose.AUTHORITY))))),
                        tx -> {});

        assertThat(node.take(hub.newest())).isTrue();
        assertThat(node.trust().anchors()).hasSize(1);
    }

    @Test
    void the_hub_replaces_an_authority_that_nobody_replaced() {
        clock.forward(YEAR.multipliedBy(14));
        hub.rollover().look();
        assertThat(hub.rollover().certificates()).doesNotContainKey("AUTHORITY_NEXT");

        clock.forward(YEAR.multipliedBy(2));
        hub.rollover().look();
        assertThat(hub.rollover().certificates()).containsKey("AUTHORITY_NEXT");
        assertThat(hub.audited("RENEW_AUTHORITY")).isEqualTo(1);
    }

    @Test
    void a_renewal_goes_on_after_a_crash_and_makes_no_second_key() {
        KeyNotes notes = new KeyNotes();
        X509Certificate signer = hub.certificate(Purpose.DIRECTORY);
        ask(notes, Purpose.DIRECTORY, signer);
        restart();
        X509Certificate renewed = hub.certificate(Purpose.DIRECTORY);
        assertThat(renewed).isNotEqualTo(signer);
        assertThat(Directory.signer(hub.newest())).isEqualTo(renewed);

        ask(notes, Purpose.DIRECTORY, signer);
        restart();
        assertThat(hub.certificate(Purpose.DIRECTORY))
                .as("the file was written")
                .isEqualTo(renewed);
        Optional<String> asked = hub.ledger().read(tx -> notes.asked(tx, Purpose.DIRECTORY));
        assertThat(asked).isEmpty();

        X509Certificate authority = hub.certificate(Purpose.AUTHORITY);
        ask(notes, Purpose.AUTHORITY, authority);
        restart();
        X509Certificate next =
                hub.ring().next().orElseThrow().of(Purpose.AUTHORITY).certificate();
        ask(notes, Purpose.AUTHORITY, authority);
        restart();
        assertThat(hub.ring().next().orElseThrow().of(Purpose.AUTHORITY).certificate())
                .isEqualTo(next);
        assertThat(hub.directories().current().edition().authorities()).hasSize(2);

        clock.forward(OVERLAP);
        hub.ring().useNext();
        restart();
        assertThat(hub.certificate(Purpose.AUTHORITY)).isEqualTo(next);
        assertThat(hub.audited("USE_AUTHORITY")).isEqualTo(1);
        assertThat(Directory.signer(hub.newest())).isEqualTo(hub.certificate(Purpose.DIRECTORY));
    }

    private void ask(KeyNotes notes, Purpose purpose, X509Certificate replaced) {
        hub.ledger().store("test.ask", tx -> {
            notes.ask(tx, purpose, replaced.getSerialNumber().toString(16));
        });
    }
}
