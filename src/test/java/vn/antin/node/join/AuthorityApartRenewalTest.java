package vn.antin.node.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import vn.antin.directory.Directory;
import vn.antin.directory.DirectoryAct;
import vn.antin.fault.Fault;
import vn.antin.ledger.AuthorityRequests.AuthorityRequestRow;
import vn.antin.node.config.KeyFiles;
import vn.antin.node.join.AuthorityBundle.SignedBundle;
import vn.antin.node.join.BundleJudge.JudgedBundle;
import vn.antin.seal.pki.AbsentKey;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Pkcs12Keys;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

/** The authority that comes next is made on the other machine, and no other is taken for it. */
class AuthorityApartRenewalTest extends AuthorityApartFixture {

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
}
