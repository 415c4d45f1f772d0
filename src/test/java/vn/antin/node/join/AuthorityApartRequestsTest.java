package vn.antin.node.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import vn.antin.directory.Directory;
import vn.antin.directory.DirectoryAct;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.AuthorityRequests;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.node.config.KeyFiles;
import vn.antin.node.join.AuthorityAnswers.TakenAnswer;
import vn.antin.node.join.AuthorityBundle.SignedBundle;
import vn.antin.node.join.BundleJudge.JudgedBundle;
import vn.antin.observe.HealthReading.RenewalStep;
import vn.antin.seal.pki.AbsentKey;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Pkcs12Keys;
import vn.antin.seal.pki.Purpose;

/** What nodes and the hub ask of an authority on another machine, its answers and its revocation lists. */
class AuthorityApartRequestsTest extends AuthorityApartFixture {

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
