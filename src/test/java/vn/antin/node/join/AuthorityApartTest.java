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
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.security.auth.x500.X500Principal;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.MovingClock;
import vn.antin.cli.Run;
import vn.antin.directory.Directory;
import vn.antin.directory.DirectoryAct;
import vn.antin.directory.KeyRenewal;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.AuthorityRequests;
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
import vn.antin.observe.HealthReading.RenewalStep;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.AbsentKey;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.KeyRing;
import vn.antin.seal.pki.KeyWords;
import vn.antin.seal.pki.Pkcs12Keys;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

/** The authority's key is on another machine: requests go out as one file, and what it signed comes back as one. */
class AuthorityApartTest {

    private static final AuditLog.Actor SOMEBODY = new AuditLog.Actor("an.nguyen", "");
    private static final NodeId NODE = new NodeId("nut-a");
    private static final List<Purpose> PURPOSES =
            List.of(Purpose.SEAL, Purpose.ENCRYPTION, Purpose.CONNECTION, Purpose.DOOR);

    @TempDir
    Path folder;

    private final MovingClock clock = new MovingClock();
    private final List<Ledger> open = new ArrayList<>();
    private Path home;
    private Path safe;
    private byte[] firstEdition;
    private TestedHub hub;

    /** What of a hub deals with its authority, without the rest. */
    private record TestedHub(
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

    private void province(Path at, Path apart) {
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
    private TestedHub start(Path from) {
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

    private void restart() {
        hub.ledger().close();
        hub = start(home);
    }

    @AfterEach
    void close() {
        open.forEach(Ledger::close);
    }

    private AuthorityFolder authority() {
        return AuthorityFolder.open(safe, AuthorityFolder.pin(safe), clock);
    }

    /** The administrator says yes to everything. */
    private SignedBundle signed(byte[] bundle) {
        JudgedBundle judged = authority().judge(bundle);
        return authority().sign(judged, judged.requests());
    }

    private TakenAnswer round() {
        return hub.take(signed(hub.bundle()));
    }

    private AgencyCode agency() {
        return hub.directory().agencies().get(3).code();
    }

    private static Map<Purpose, KeyPair> pairs() {
        Map<Purpose, KeyPair> pairs = new EnumMap<>(Purpose.class);
        PURPOSES.forEach(purpose -> pairs.put(purpose, KeyPairs.generate(KeyAlgorithm.EC_P256)));
        return pairs;
    }

    private static Map<Purpose, byte[]> requests(Map<Purpose, KeyPair> pairs) {
        Map<Purpose, byte[]> requests = new EnumMap<>(Purpose.class);
        pairs.forEach((purpose, pair) -> requests.put(purpose, KeyPairs.request(pair, "anybody")));
        return requests;
    }

    private Map<Purpose, X509Certificate> join(Map<Purpose, KeyPair> pairs) {
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

    private Map<Purpose, X509Certificate> joined(Map<Purpose, KeyPair> pairs) {
        refused(Fault.AUTHORITY_AWAITED, () -> join(pairs));
        round();
        return join(pairs);
    }

    /** A renewal as the node states it under this seal key. */
    private List<byte[]> renewal(Map<Purpose, KeyPair> next, KeyEntry seal) {
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

    private static KeyEntry seal(Map<Purpose, KeyPair> pairs, Map<Purpose, X509Certificate> certificates) {
        return KeyEntry.of(
                Objects.requireNonNull(pairs.get(Purpose.SEAL)).getPrivate(),
                Objects.requireNonNull(certificates.get(Purpose.SEAL)));
    }

    private static void refused(Fault fault, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Refused.class, why -> assertThat(why.fault()).isEqualTo(fault));
    }

    @Test
    void the_hub_has_the_certificate_of_the_authority_and_not_its_key() throws IOException {
        assertThat(hub.ring().isApart()).isTrue();
        assertThat(hub.ring().keys().of(Purpose.AUTHORITY).key()).isInstanceOf(AbsentKey.class);
        KeyEntry carried = Pkcs12Keys.open(safe.resolve("authority.p12"), KeyFiles.pin(AuthorityFolder.pin(safe)))
                .of(Purpose.AUTHORITY);
        assertThat(carried.certificate()).isEqualTo(hub.ring().authority().certificate());
        assertThatThrownBy(() -> new Authority(hub.ring().keys().of(Purpose.AUTHORITY), clock)
                        .crl(Map.of(), 2, Duration.ofDays(1)))
                .isInstanceOf(RuntimeException.class);
        assertThat(hub.directory().edition().authorities()).isEmpty();
    }

    @Test
    void a_join_waits_for_the_authority_through_a_restart_and_goes_on_with_the_same_keys() {
        Map<Purpose, KeyPair> pairs = pairs();
        refused(Fault.AUTHORITY_AWAITED, () -> join(pairs));
        restart();
        refused(Fault.AUTHORITY_AWAITED, () -> join(pairs));
        refused(Fault.JOIN_FILE_USED, () -> join(pairs()));
        assertThat(hub.waiting()).hasSize(1);

        JudgedBundle judged = authority().judge(hub.bundle());
        assertThat(judged.requests()).singleElement().satisfies(each -> {
            assertThat(each.refused()).isNull();
            assertThat(each.words()).isEqualTo(hub.waiting().get(0).words());
            assertThat(each.agencies().get(0)).startsWith(agency().value() + " ");
        });
        TakenAnswer taken = hub.take(authority().sign(judged, judged.requests()));

        assertThat(taken.taken()).containsExactly("JOIN nut-a");
        Map<Purpose, X509Certificate> certificates = join(pairs);
        assertThat(certificates.keySet()).containsExactlyInAnyOrderElementsOf(PURPOSES);
        assertThat(hub.directory().node(NODE)).isPresent();
        assertThat(hub.waiting()).isEmpty();
        assertThat(join(pairs)).isEqualTo(certificates);
        assertThat(hub.audited("ASK_AUTHORITY")).isEqualTo(1);
        assertThat(hub.audited("TAKE_SIGNED")).isEqualTo(1);
    }

    @Test
    void what_was_signed_is_taken_once_and_signed_once() {
        Map<Purpose, KeyPair> pairs = pairs();
        refused(Fault.AUTHORITY_AWAITED, () -> join(pairs));
        byte[] bundle = hub.bundle();
        SignedBundle once = signed(bundle);
        SignedBundle twice = signed(bundle);
        String id = hub.waiting().get(0).id().hex();
        assertThat(seal(twice, id)).isEqualTo(seal(once, id));

        assertThat(hub.take(once).taken()).hasSize(1);
        TakenAnswer again = hub.take(twice);
        assertThat(again.taken()).isEmpty();
        assertThat(again.known()).isEqualTo(1);
        assertThat(hub.audited("TAKE_SIGNED")).isEqualTo(1);
    }

    /** The hub asks again what it has forgotten, and gets the same certificates. */
    @Test
    void a_hub_restored_from_before_the_request_gets_the_same_certificates() throws IOException {
        Map<Purpose, KeyPair> pairs = pairs();
        refused(Fault.AUTHORITY_AWAITED, () -> join(pairs));
        SignedBundle before = signed(hub.bundle());
        hub.ledger().close();
        Files.move(home.resolve("data"), folder.resolve("lost"));
        hub = start(home);

        assertThat(hub.take(before).taken()).isEmpty();
        refused(Fault.AUTHORITY_AWAITED, () -> join(pairs));
        String id = hub.waiting().get(0).id().hex();
        assertThat(hub.take(before).taken()).hasSize(1);
        assertThat(Certificates.encoded(Objects.requireNonNull(join(pairs).get(Purpose.SEAL))))
                .isEqualTo(seal(before, id));
    }

    private static byte[] encoded(X509CRL list) {
        try {
            return list.getEncoded();
        } catch (CRLException e) {
            throw new IllegalStateException("a list that was just made", e);
        }
    }

    private static byte[] seal(SignedBundle signed, String id) {
        Map<Purpose, byte[]> certificates =
                Objects.requireNonNull(signed.certificates().get(id), id);
        return Objects.requireNonNull(certificates.get(Purpose.SEAL));
    }

    @Test
    void a_bundle_that_was_changed_or_is_not_this_provinces_or_older_is_not_signed() {
        Map<Purpose, KeyPair> pairs = pairs();
        refused(Fault.AUTHORITY_AWAITED, () -> join(pairs));
        byte[] bundle = hub.bundle();
        byte[] changed = bundle.clone();
        changed[bundle.length / 2] ^= 1;
        assertThatThrownBy(() -> authority().judge(changed)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> authority().judge("{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Refused.class);

        province(folder.resolve("other"), folder.resolve("other-safe"));
        AuthorityFolder other = AuthorityFolder.open(
                folder.resolve("other-safe"), AuthorityFolder.pin(folder.resolve("other-safe")), clock);
        refused(Fault.BUNDLE_FOREIGN, () -> other.judge(bundle));

        hub.take(signed(bundle));
        join(pairs); // the next edition
        signed(hub.bundle());
        refused(Fault.BUNDLE_OLDER, () -> authority().judge(bundle));
    }

    @Test
    void a_bundle_is_signed_only_by_a_right_clock_and_with_the_pin() throws IOException {
        refused(Fault.AUTHORITY_AWAITED, () -> join(pairs()));
        byte[] bundle = hub.bundle();
        clock.forward(Duration.ofDays(-1));
        refused(Fault.BUNDLE_TIME, () -> authority().judge(bundle));
        clock.forward(Duration.ofDays(40));
        refused(Fault.BUNDLE_TIME, () -> authority().judge(bundle));

        Path wrong = Files.writeString(folder.resolve("wrong"), "sai\n");
        refused(Fault.KEYS_UNREADABLE, () -> AuthorityFolder.open(safe, wrong, clock));
    }

    /** An attacker with the hub gets no other key certified for a node that is there. */
    @Test
    void a_renewal_is_signed_only_under_the_nodes_own_seal() {
        Map<Purpose, KeyPair> pairs = pairs();
        Map<Purpose, X509Certificate> certificates = joined(pairs);
        Map<Purpose, KeyPair> next = pairs();
        List<byte[]> right = renewal(next, seal(pairs, certificates));
        refused(Fault.AUTHORITY_AWAITED, () -> hub.registry().renew(NODE, right));
        assertThat(authority().judge(hub.bundle()).requests())
                .singleElement()
                .satisfies(each -> assertThat(each.refused()).isNull());

        // The hub puts its own keys in place of the node's, and keeps the statement of the node.
        byte[] statement = right.get(0);
        AuthorityRequest forged = AuthorityRequest.renewal(NODE, requests(pairs()), statement);
        AuthorityRequest asJoin = AuthorityRequest.join(NODE, List.of(agency()), requests(pairs()));
        AuthorityRequest asHub = AuthorityRequest.hub(NODE, hubRequests(), List.of());
        AuthorityRequest asSigner = AuthorityRequest.signer(
                NODE.value(), Purpose.DIRECTORY, KeyPairs.request(KeyPairs.generate(KeyAlgorithm.EC_P256), "x"));
        for (AuthorityRequest each : List.of(forged, asJoin, asHub, asSigner)) {
            byte[] bundle = new AuthorityBundle(
                            clock.instant(),
                            Certificates.digest(hub.ring().authority().certificate())
                                    .hex(),
                            hub.directories().sealed(hub.directory().serial()).orElseThrow(),
                            List.of(each),
                            false)
                    .seal(hubSealer());
            JudgedBundle judged = authority().judge(bundle);
            assertThat(judged.requests())
                    .as(each.kind().name())
                    .singleElement()
                    .satisfies(one -> assertThat(
                                    Objects.requireNonNull(one.refused()).fault())
                            .isEqualTo(Fault.REQUEST_NOT_SIGNED));
            assertThat(authority().sign(judged, judged.requests()).certificates())
                    .isEmpty();
        }

        round();
        List<byte[]> answer = hub.registry().renew(NODE, right).orElseThrow();
        assertThat(answer).hasSize(PURPOSES.size());
        assertThat(hub.registry().renew(NODE, right).orElseThrow().toArray(byte[][]::new))
                .isDeepEqualTo(answer.toArray(byte[][]::new));
    }

    private static Map<Purpose, byte[]> hubRequests() {
        Map<Purpose, byte[]> requests = new HashMap<>(requests(pairs()));
        requests.remove(Purpose.DOOR);
        return requests;
    }

    private Sealer hubSealer() {
        KeyRing keys = KeyFiles.ring(ConfigFile.read(home.resolve("hub.yaml")));
        return KeyFiles.sealer(() -> keys.of(Purpose.SEAL), "default", clock);
    }

    @Test
    void an_answer_that_is_not_what_was_asked_is_refused_whole() {
        Map<Purpose, KeyPair> pairs = pairs();
        refused(Fault.AUTHORITY_AWAITED, () -> join(pairs));
        SignedBundle right = signed(hub.bundle());
        String id = hub.waiting().get(0).id().hex();
        Map<Purpose, byte[]> certificates = new EnumMap<>(right.certificates().get(id));

        KeyPair mine = KeyPairs.generate(KeyAlgorithm.EC_P256);
        Authority real = new Authority(
                Pkcs12Keys.open(safe.resolve("authority.p12"), KeyFiles.pin(AuthorityFolder.pin(safe)))
                        .of(Purpose.AUTHORITY),
                clock);
        Authority fake = Authority.create("gốc giả", clock, Duration.ofDays(1000), KeyAlgorithm.EC_P256);
        KeyPair asked = Objects.requireNonNull(pairs.get(Purpose.ENCRYPTION));
        List<X509Certificate> wrong = List.of(
                real.issue(mine.getPublic(), NODE.value(), Purpose.ENCRYPTION, List.of(), Registry.CERTIFICATE),
                real.issue(asked.getPublic(), "nut-b", Purpose.ENCRYPTION, List.of(), Registry.CERTIFICATE),
                real.issue(asked.getPublic(), NODE.value(), Purpose.SEAL, List.of(), Registry.CERTIFICATE),
                real.issue(
                        asked.getPublic(), NODE.value(), Purpose.ENCRYPTION, List.of("x.test"), Registry.CERTIFICATE),
                real.issue(asked.getPublic(), NODE.value(), Purpose.ENCRYPTION, List.of(), Duration.ofDays(3650)),
                fake.issue(asked.getPublic(), NODE.value(), Purpose.ENCRYPTION, List.of(), Registry.CERTIFICATE));
        for (X509Certificate each : wrong) {
            certificates.put(Purpose.ENCRYPTION, Certificates.encoded(each));
            SignedBundle changed =
                    new SignedBundle(right.authority(), Map.of(id, certificates), new byte[0], List.of());
            assertThatThrownBy(() -> hub.take(changed)).isInstanceOf(Refused.class);
        }
        SignedBundle foreign = new SignedBundle(
                Certificates.digest(fake.certificate()).hex(), right.certificates(), new byte[0], List.of());
        refused(Fault.BUNDLE_FOREIGN, () -> hub.take(foreign));
        byte[] text = right.write();
        byte[] half = Arrays.copyOf(text, text.length / 2); // a full stick
        refused(Fault.BUNDLE_FORM, () -> hub.answers().take(half, SOMEBODY));
        assertThat(hub.waiting()).hasSize(1);

        assertThat(hub.take(right).taken()).hasSize(1);
    }

    @Test
    void a_request_that_was_withdrawn_meanwhile_is_not_answered() {
        Map<Purpose, KeyPair> pairs = pairs();
        refused(Fault.AUTHORITY_AWAITED, () -> join(pairs));
        byte[] bundle = hub.bundle();
        hub.answers().withdraw(hub.waiting().get(0).id(), SOMEBODY, "không gọi được");

        TakenAnswer taken = hub.take(signed(bundle));
        assertThat(taken.taken()).isEmpty();
        assertThat(taken.known()).isEqualTo(1);
        refused(Fault.JOIN_DENIED, () -> join(pairs));
        refused(Fault.AUTHORITY_AWAITED, () -> join(pairs())); // the node made new keys
        assertThat(hub.audited("WITHDRAW_REQUEST")).isEqualTo(1);
    }

    @Test
    void a_revocation_counts_at_once_and_is_in_the_list_when_the_authority_has_signed() {
        Map<Purpose, KeyPair> pairs = pairs();
        X509Certificate seal = Objects.requireNonNull(joined(pairs).get(Purpose.SEAL));
        hub.registry().act(new DirectoryAct.RevokeNode(NODE, null, false, "mất máy"), SOMEBODY, "mất máy");

        refused(
                Fault.CERTIFICATE_REVOKED,
                () -> hub.directory()
                        .checkSigner(
                                NODE,
                                seal,
                                Purpose.SEAL,
                                clock.instant(),
                                hub.directories().trust()));
        assertThat(hub.directory().bar(NODE)).contains(Directory.BarKind.STOPPED);
        refused(
                Fault.NODE_STATE,
                () -> hub.registry().act(new DirectoryAct.ResumeNode(NODE), SOMEBODY, "tìm thấy máy"));
        restart();
        assertThat(hub.waiting()).hasSize(1);

        SignedBundle signed = signed(hub.bundle());
        TakenAnswer taken = hub.take(signed);
        assertThat(taken.list()).isTrue();
        assertThat(hub.directory().bar(NODE)).contains(Directory.BarKind.REVOKED);
        assertThat(hub.waiting()).isEmpty();
        X509CRL list = hub.directory().crls().get(0);
        assertThat(list.isRevoked(seal)).isTrue();
        assertThat(hub.take(signed).list()).as("replayed").isFalse();
        hub.registry().issue(edition -> edition, tx -> {});
        assertThat(hub.directory().crls()).containsExactly(list);
        DirectoryEditions node = new DirectoryEditions(
                hub.ledger(), hub.repositories().log(), hub.directories().trust(), clock);
        assertThat(node.current().crls()).containsExactly(list);
    }

    /** The list lives 180 days, a new one is asked for after half of them, and before its end an alarm begins. */
    @Test
    void the_revocation_list_is_asked_for_in_time() {
        assertThat(hub.answers().wantsList()).isFalse();
        clock.forward(Duration.ofDays(91));
        assertThat(hub.answers().wantsList()).isTrue();
        hub.rollover().look();
        assertThat(hub.alarms()).isEmpty();
        clock.forward(Duration.ofDays(50));
        hub.rollover().look();
        assertThat(hub.alarms()).containsExactly(Fault.REVOCATION_LIST_ENDS.code());

        assertThat(round().list()).isTrue();
        hub.rollover().look();
        assertThat(hub.alarms()).isEmpty();
        assertThat(hub.answers().wantsList()).isFalse();
    }

    @Test
    void requests_that_wait_for_long_are_an_alarm() {
        Map<Purpose, KeyPair> pairs = pairs();
        refused(Fault.AUTHORITY_AWAITED, () -> join(pairs));
        hub.rollover().look();
        assertThat(hub.alarms()).isEmpty();
        clock.forward(Duration.ofDays(8));
        hub.rollover().look();
        assertThat(hub.alarms()).containsExactly(Fault.AUTHORITY_WAITS.code());
        round();
        hub.rollover().look();
        assertThat(hub.alarms()).isEmpty();
    }

    @Test
    void the_hubs_own_keys_and_the_directorys_signer_wait_and_are_used_when_signed() {
        X509Certificate signer = hub.ring().keys().of(Purpose.DIRECTORY).certificate();
        assertThat(hub.own().begin(SOMEBODY, "tập dượt")).isTrue();
        hub.rollover().begin(new DirectoryAct.RenewDirectory(), SOMEBODY, "tập dượt", tx -> {});
        restart();
        hub.own().look();
        hub.rollover().look();
        assertThat(hub.own().state().step()).isEqualTo(RenewalStep.ASKED);
        assertThat(hub.waiting()).hasSize(2);
        assertThat(hub.ring().keys().of(Purpose.DIRECTORY).certificate()).isEqualTo(signer);

        assertThat(round().taken()).hasSize(2);
        restart();
        hub.own().look();
        hub.rollover().look();
        assertThat(hub.own().state().step()).isEqualTo(RenewalStep.CERTIFIED);
        X509Certificate renewed = hub.ring().keys().of(Purpose.DIRECTORY).certificate();
        assertThat(renewed).isNotEqualTo(signer);
        assertThat(Directory.signer(
                        hub.directories().sealed(hub.directory().serial()).orElseThrow()))
                .isEqualTo(renewed);
        assertThat(authority().judge(hub.bundle()).requests()).isEmpty();

        hub.rollover().begin(new DirectoryAct.RenewDirectory(), SOMEBODY, "lần nữa", tx -> {});
        round();
        hub.rollover().look();
        assertThat(hub.ring().keys().of(Purpose.DIRECTORY).certificate()).isNotEqualTo(renewed);
    }

    /** The signer of directories lives two years: it is renewed after two thirds, with the key from the safe. */
    @Test
    void the_signer_of_directories_asks_for_its_renewal_in_time() {
        clock.forward(Duration.ofDays(100));
        assertThat(round().list()).isTrue();
        for (int i = 0; i < 3; i++) {
            clock.forward(Duration.ofDays(100));
            hub.rollover().look();
            round();
        }
        clock.forward(Duration.ofDays(100));
        X509Certificate signer = hub.ring().keys().of(Purpose.DIRECTORY).certificate();
        hub.rollover().look();
        assertThat(hub.waiting()).as("at 500 of 730 days").hasSize(1);
        assertThat(hub.waiting().get(0).subject()).isEqualTo("hub-directory");
        round();
        hub.rollover().look();
        assertThat(hub.ring().keys().of(Purpose.DIRECTORY).certificate()).isNotEqualTo(signer);
    }

    @Test
    void the_next_authority_is_made_in_the_safe_listed_by_the_hub_and_used_after_the_overlap() {
        Map<Purpose, KeyPair> pairs = pairs();
        Map<Purpose, X509Certificate> first = joined(pairs);
        Trust reader = hub.directories().trust();
        Trust auditor = Trust.parse(reader.write());
        X509Certificate old = hub.ring().authority().certificate();

        hub.rollover().begin(new DirectoryAct.RenewAuthority(), SOMEBODY, "hết hạn", tx -> {});
        restart();
        hub.rollover().look();
        assertThat(hub.waiting()).singleElement().satisfies(row -> {
            assertThat(row.kind()).isEqualTo("AUTHORITY");
            assertThat(row.words()).isNotEmpty();
        });
        assertThat(hub.ring().next()).isEmpty();
        SignedBundle signed = signed(hub.bundle());
        SignedBundle again = signed(hub.bundle());
        assertThat(again.cross()).as("signed once").isEqualTo(signed.cross());
        assertThat(hub.take(signed).taken()).containsExactly("AUTHORITY hub");
        assertThat(hub.take(again).taken()).isEmpty();

        hub.rollover().look();
        X509Certificate next =
                hub.ring().next().orElseThrow().of(Purpose.AUTHORITY).certificate();
        assertThat(hub.ring().next().orElseThrow().of(Purpose.AUTHORITY).key()).isInstanceOf(AbsentKey.class);
        assertThat(hub.ring().authority().certificate()).isEqualTo(old);
        assertThat(hub.directory().edition().authorities()).hasSize(2);
        assertThat(hub.directory().crls()).hasSize(2);
        assertThat(hub.audited("CERTIFY_KEYS")).isEqualTo(1);
        restart();
        hub.rollover().look();
        assertThat(hub.directory().edition().authorities()).as("listed once").hasSize(2);
        Directory listed = Directory.open(newest(), auditor, clock.instant());
        listed.pinAuthorities(auditor, clock.instant());
        assertThat(auditor.anchors()).contains(old, next);

        clock.forward(Duration.ofDays(31));
        hub.rollover().look();
        assertThat(hub.ring().authority().certificate()).isEqualTo(next);
        assertThat(hub.audited("USE_AUTHORITY")).isEqualTo(1);
        assertThat(Directory.open(newest(), auditor, clock.instant()).serial())
                .isEqualTo(hub.directory().serial());

        Map<Purpose, KeyPair> newer = pairs();
        List<byte[]> renewal = renewal(newer, seal(pairs, first));
        refused(Fault.AUTHORITY_AWAITED, () -> hub.registry().renew(NODE, renewal));
        round();
        X509Certificate encryption = Certificates.parse(
                hub.registry().renew(NODE, renewal).orElseThrow().get(1));
        assertThat(auditor.isVouchedApart(encryption)).isTrue();
        assertThat(encryption.getIssuerX500Principal()).isEqualTo(next.getSubjectX500Principal());

        // Of two certificates of one node each authority revokes its own.
        hub.registry().act(new DirectoryAct.RevokeNode(NODE, null, false, "mất máy"), SOMEBODY, "mất máy");
        assertThat(hub.take(signed(hub.bundle())).list()).isTrue();
        assertThat(hub.waiting()).isEmpty();
        X509Certificate earlier = Objects.requireNonNull(first.get(Purpose.ENCRYPTION));
        for (X509Certificate each : List.of(earlier, encryption)) {
            assertThat(hub.directory().crls())
                    .as(each.getIssuerX500Principal().getName())
                    .anyMatch(list -> list.getIssuerX500Principal().equals(each.getIssuerX500Principal())
                            && list.isRevoked(each));
        }
        clock.forward(Duration.ofDays(91));
        assertThat(hub.answers().wantsList()).isTrue();
        round();
        assertThat(hub.answers().wantsList()).isFalse();
    }

    @Test
    void another_authority_is_admitted_when_the_authority_has_signed_and_dismissed_by_its_list() {
        Authority outside = Authority.create("gốc khác", clock, Duration.ofDays(1000), KeyAlgorithm.EC_P256);
        DirectoryAct admission = DirectoryAct.AdmitAuthority.of(
                Certificates.encoded(outside.certificate()),
                encoded(outside.crl(Map.of(), 1, Duration.ofDays(9))),
                "O=Sở Y tế");
        refused(Fault.AUTHORITY_AWAITED, () -> hub.registry().act(admission, SOMEBODY, "QĐ 7"));
        refused(Fault.AUTHORITY_AWAITED, () -> hub.registry().difference(admission));
        assertThat(hub.waiting()).singleElement().satisfies(row -> {
            assertThat(row.words())
                    .isEqualTo(KeyWords.of(List.of(outside.certificate().getPublicKey())));
            assertThat(row.subject()).isEqualTo("CN=gốc khác");
        });
        hub.answers().withdraw(hub.waiting().get(0).id(), SOMEBODY, "nhầm tệp");
        assertThat(hub.waiting()).isEmpty();
        refused(Fault.AUTHORITY_AWAITED, () -> hub.registry().act(admission, SOMEBODY, "QĐ 7"));

        JudgedBundle judged = authority().judge(hub.bundle());
        assertThat(judged.requests()).singleElement().satisfies(each -> {
            assertThat(each.refused()).isNull();
            assertThat(each.request().names()).containsExactly("O=Sở Y tế");
        });
        SignedBundle right = authority().sign(judged, judged.requests());
        AuthorityRequestRow row = hub.waiting().get(0);
        X509Certificate own = Objects.requireNonNull(right.of(row.id()).get(Purpose.AUTHORITY));
        Authority real = new Authority(
                Pkcs12Keys.open(safe.resolve("authority.p12"), KeyFiles.pin(AuthorityFolder.pin(safe)))
                        .of(Purpose.AUTHORITY),
                clock);
        Authority third = Authority.create("gốc khác", clock, Duration.ofDays(1000), KeyAlgorithm.EC_P256);
        for (X509Certificate wrong : List.of(
                real.admit(outside.certificate(), null),
                real.admit(third.certificate(), new X500Principal("O=Sở Y tế")),
                real.certify(outside.certificate()),
                third.admit(outside.certificate(), new X500Principal("O=Sở Y tế")))) {
            refused(
                    Fault.SIGNED_WRONG,
                    () -> hub.take(changed(right, row, Map.of(Purpose.AUTHORITY, wrong), new byte[0])));
        }
        assertThat(hub.take(right).taken()).containsExactly("ADMISSION CN=gốc khác");
        hub.registry().act(admission, SOMEBODY, "QĐ 7");
        assertThat(hub.directory().edition().authorities())
                .singleElement()
                .satisfies(each -> assertThat(each.certificate()).isEqualTo(own));

        hub.registry().act(new DirectoryAct.DismissAuthority("CN=gốc khác"), SOMEBODY, "QĐ 8");
        round();
        assertThat(hub.directory().crls()).anyMatch(list -> list.isRevoked(own));
    }

    /** An attacker with the hub has none of his own admitted under a name or key of the province. */
    @Test
    void the_provinces_own_authority_is_not_admitted() {
        Authority own = Authority.create(
                commonName(hub.ring().authority().certificate()), clock, Duration.ofDays(1000), KeyAlgorithm.EC_P256);
        X509Certificate leaf = own.issue(
                KeyPairs.generate(KeyAlgorithm.EC_P256).getPublic(), "x", Purpose.SEAL, List.of(), Duration.ofDays(9));
        for (X509Certificate wrong :
                List.of(own.certificate(), hub.ring().authority().certificate(), leaf)) {
            byte[] bundle = new AuthorityBundle(
                            clock.instant(),
                            Certificates.digest(hub.ring().authority().certificate())
                                    .hex(),
                            newest(),
                            List.of(AuthorityRequest.admission(wrong, null)),
                            false)
                    .seal(hubSealer());
            assertThat(authority().judge(bundle).requests())
                    .singleElement()
                    .satisfies(each -> assertThat(each.refused()).isNotNull());
        }
    }

    /** No name, or an empty one, means all of them: whoever signs must read that, not a blank. */
    @Test
    void the_signer_reads_which_names_an_authority_may_certify_or_that_it_may_certify_all() throws IOException {
        Authority outside = Authority.create("gốc khác", clock, Duration.ofDays(1000), KeyAlgorithm.EC_P256);
        byte[] list = encoded(outside.crl(Map.of(), 1, Duration.ofDays(9)));
        byte[] certificate = Certificates.encoded(outside.certificate());
        refused(
                Fault.AUTHORITY_AWAITED,
                () -> hub.registry()
                        .act(DirectoryAct.AdmitAuthority.of(certificate, list, "O=Sở Y tế"), SOMEBODY, "QĐ 7"));
        assertThat(read("en")).contains("may certify: O=Sở Y tế");
        for (DirectoryAct all : List.of(
                DirectoryAct.AdmitAuthority.of(certificate, list, null),
                DirectoryAct.AdmitAuthority.of(certificate, list, ""))) {
            hub.answers().withdraw(hub.waiting().get(0).id(), SOMEBODY, "nhầm tên");
            refused(Fault.AUTHORITY_AWAITED, () -> hub.registry().act(all, SOMEBODY, "QĐ 7"));

            assertThat(read("en")).contains("may certify: all names; the request sets no limit");
            assertThat(read("vi")).contains("được phép: mọi tên; yêu cầu không đặt giới hạn");
        }
    }

    /** What the command prints to the person who signs. */
    private String read(String language) throws IOException {
        Path bundle = Files.write(folder.resolve("bundle.xml"), hub.bundle());
        Path signed = folder.resolve("signed.json");
        Run run = Run.in(language, "authority", "sign", bundle, "--out", signed, "--folder", safe, "--yes");
        assertThat(run.code()).as(run.err()).isZero();
        return run.out();
    }

    private byte[] newest() {
        return hub.directories().sealed(hub.directory().serial()).orElseThrow();
    }

    /** A crash left the file with the keys of the signers that are in use by now. */
    @Test
    void keys_that_were_left_behind_are_not_used_for_a_second_next_authority() throws IOException {
        hub.rollover().begin(new DirectoryAct.RenewAuthority(), SOMEBODY, "hết hạn", tx -> {});
        byte[] kept = Files.readAllBytes(home.resolve("authority.new"));
        useNext();
        X509Certificate second = hub.ring().authority().certificate();
        assertThat(home.resolve("authority.new")).doesNotExist();
        Files.write(home.resolve("authority.new"), kept);
        restart();

        hub.rollover().begin(new DirectoryAct.RenewAuthority(), SOMEBODY, "lần nữa", tx -> {});
        useNext();

        assertThat(hub.ring().authority().certificate()).isNotEqualTo(second);
        assertThat(hub.directory().edition().authorities()).hasSize(4);
    }

    private void useNext() {
        round();
        hub.rollover().look();
        clock.forward(Duration.ofDays(31));
        hub.rollover().look();
    }

    /** The stick was lost, and was asked for again when the next authority certified. */
    @Test
    void what_an_earlier_authority_has_signed_is_taken_as_long_as_that_one_lives() {
        Map<Purpose, KeyPair> pairs = pairs();
        refused(Fault.AUTHORITY_AWAITED, () -> join(pairs));
        signed(hub.bundle());
        AuthorityFolder folder = authority();
        hub.rollover().begin(new DirectoryAct.RenewAuthority(), SOMEBODY, "hết hạn", tx -> {});
        JudgedBundle judged = folder.judge(hub.bundle());
        hub.take(folder.sign(
                judged,
                judged.requests().stream()
                        .filter(each -> each.request().kind() == AuthorityRequest.AuthorityRequestKind.AUTHORITY)
                        .toList()));
        hub.rollover().look();
        clock.forward(Duration.ofDays(31));
        hub.rollover().look();

        assertThat(round().taken()).containsExactly("JOIN nut-a");
        assertThat(join(pairs).keySet()).containsExactlyInAnyOrderElementsOf(PURPOSES);
    }

    /** A hub that lost its ledger has the keys, asks again, and gets the authority that was made before. */
    @Test
    void a_hub_restored_from_before_it_asked_for_the_next_authority_gets_the_same_one() throws IOException {
        hub.rollover().begin(new DirectoryAct.RenewAuthority(), SOMEBODY, "hết hạn", tx -> {});
        round();
        hub.rollover().look();
        X509Certificate next =
                hub.ring().next().orElseThrow().of(Purpose.AUTHORITY).certificate();
        hub.ledger().close();
        Files.move(home.resolve("data"), folder.resolve("lost"));
        Files.delete(safe.resolve("directory.xml")); // it saw a newer edition than the ledger has now
        hub = start(home);

        assertThat(hub.directory().edition().authorities()).isEmpty();
        assertThat(round().taken()).containsExactly("AUTHORITY hub");
        hub.rollover().look();

        assertThat(hub.directory().edition().authorities().get(0).certificate()).isEqualTo(next);
        assertThat(hub.ring().next().orElseThrow().of(Purpose.AUTHORITY).certificate())
                .isEqualTo(next);
    }

    @Test
    void a_next_authority_that_is_not_what_was_asked_is_refused() {
        hub.rollover().begin(new DirectoryAct.RenewAuthority(), SOMEBODY, "hết hạn", tx -> {});
        SignedBundle right = signed(hub.bundle());
        AuthorityRequestRow row = hub.waiting().get(0);
        Map<Purpose, X509Certificate> certificates = right.of(row.id());
        AuthorityRequest request = AuthorityRequest.read(row.content());
        Authority real = new Authority(
                Pkcs12Keys.open(safe.resolve("authority.p12"), KeyFiles.pin(AuthorityFolder.pin(safe)))
                        .of(Purpose.AUTHORITY),
                clock);
        Duration life = Duration.ofDays(3650);
        String name = "gốc kế tiếp";
        Authority atHub = Authority.create(name, clock, life, KeyAlgorithm.EC_P256);
        KeyPair key = KeyPairs.generate(KeyAlgorithm.EC_P256);
        Authority foreign = Authority.create(name, clock, life, key, true);
        Authority sameKey = Authority.create(
                name,
                clock,
                life,
                new KeyPair(real.certificate().getPublicKey(), real.entry().key()),
                true);
        Authority sameName = Authority.create(
                commonName(real.certificate()), clock, life, KeyPairs.generate(KeyAlgorithm.EC_P256), true);

        refused(Fault.SIGNED_WRONG, () -> hub.take(changed(right, row, certificates, new byte[0])));
        for (Authority wrong : List.of(atHub, sameKey, sameName)) {
            Map<Purpose, X509Certificate> other = new EnumMap<>(request.issue(wrong, ApartAuthority.DIRECTORY_LIFE));
            other.put(Purpose.AUTHORITY, wrong.certificate());
            byte[] cross = Certificates.encoded(real.certify(wrong.certificate()));
            refused(Fault.SIGNED_WRONG, () -> hub.take(changed(right, row, other, cross, wrong)));
        }
        Map<Purpose, X509Certificate> other = new EnumMap<>(request.issue(foreign, ApartAuthority.DIRECTORY_LIFE));
        other.put(Purpose.AUTHORITY, foreign.certificate());
        byte[] byItself = Certificates.encoded(foreign.certify(foreign.certificate()));
        refused(Fault.SIGNED_WRONG, () -> hub.take(changed(right, row, other, byItself, foreign)));
        Map<Purpose, X509Certificate> signerOfOther = new EnumMap<>(other);
        signerOfOther.put(Purpose.AUTHORITY, Objects.requireNonNull(certificates.get(Purpose.AUTHORITY)));
        refused(Fault.SIGNED_WRONG, () -> hub.take(changed(right, row, signerOfOther, right.cross())));
        assertThat(hub.waiting()).hasSize(1);
        hub.rollover().look();
        assertThat(hub.ring().next()).isEmpty();

        assertThat(hub.take(right).taken()).hasSize(1);
    }

    private static String commonName(X509Certificate certificate) {
        return Certificates.name(certificate).substring("CN=".length());
    }

    private static SignedBundle changed(
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

    @Test
    void a_decided_request_is_forgotten_after_a_while() {
        Map<Purpose, KeyPair> pairs = pairs();
        joined(pairs);
        Digest id =
                AuthorityRequest.join(NODE, List.of(agency()), requests(pairs)).id();
        assertThat(isKnown(id)).isTrue();
        clock.forward(Duration.ofDays(100));
        round();
        hub.rollover().look();
        hub.own().begin(SOMEBODY, "đổi");
        hub.rollover().look();
        assertThat(isKnown(id)).isFalse();
    }

    private boolean isKnown(Digest id) {
        return hub.ledger().read(tx -> new AuthorityRequests().find(tx, id).isPresent());
    }
}
