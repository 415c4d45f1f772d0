package vn.antin.seal.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static vn.antin.seal.Refusals.assertRefused;
import static vn.antin.seal.SealProvince.AUTHORITY;
import static vn.antin.seal.SealProvince.CLOCK;
import static vn.antin.seal.SealProvince.MONDAY_NINE;
import static vn.antin.seal.SealProvince.RSA;
import static vn.antin.seal.SealProvince.TRUST;
import static vn.antin.seal.SealProvince.WEEK;
import static vn.antin.seal.SealProvince.YEAR;
import static vn.antin.seal.SealProvince.entry;
import static vn.antin.seal.SealProvince.nothingRevoked;
import static vn.antin.seal.SealProvince.revoked;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.antin.fault.Fault;

class TrustTest {

    private final X509Certificate seal = RSA.certificate();

    private void check(X509Certificate certificate, Purpose purpose) {
        TRUST.check(certificate, purpose, MONDAY_NINE, nothingRevoked());
    }

    @Test
    void of_two_authorities_with_one_name_each_vouches_for_its_own() {
        Authority sameName = Authority.create("Tỉnh CA", CLOCK, YEAR, KeyAlgorithm.RSA_2048);
        var both = new Trust(Set.of(AUTHORITY.certificate(), sameName.certificate()), Set.of(), Set.of());
        X509Certificate other =
                entry(sameName, KeyAlgorithm.EC_P256, Purpose.SEAL).certificate();
        List<X509CRL> crls = List.of(nothingRevoked().get(0), sameName.crl(Map.of(), 1, WEEK));

        for (X509Certificate certificate : List.of(seal, other)) {
            assertThatCode(() -> both.check(certificate, Purpose.SEAL, MONDAY_NINE, crls))
                    .doesNotThrowAnyException();
        }
    }

    /** A directory can list any number of them: only an authority counts towards the limit of authorities. */
    @Test
    void certificates_of_nodes_leave_room_for_the_next_authority() {
        var trust = new Trust(Set.of(AUTHORITY.certificate()), Set.of(), Set.of());
        List<X509Certificate> nodes = Stream.generate(() ->
                        entry(AUTHORITY, KeyAlgorithm.EC_P256, Purpose.SEAL).certificate())
                .limit(70)
                .toList();
        Authority next = Authority.create("next", CLOCK, YEAR, KeyAlgorithm.EC_P256);

        trust.link(nodes);
        trust.link(List.of(AUTHORITY.certify(next.certificate())));

        assertThat(trust.adopt(next.certificate(), MONDAY_NINE, nothingRevoked()))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(KeyAlgorithm.class)
    void a_certificate_of_a_pinned_authority_is_good(KeyAlgorithm algorithm) {
        Authority authority = Authority.create("other", CLOCK, YEAR, algorithm);
        KeyEntry entry = entry(authority, algorithm, Purpose.SEAL);
        var trust = new Trust(Set.of(authority.certificate(), AUTHORITY.certificate()), Set.of(), Set.of());
        List<X509CRL> crls = List.of(authority.crl(Map.of(), 1, WEEK));

        assertThatCode(() -> trust.check(entry.certificate(), Purpose.SEAL, MONDAY_NINE, crls))
                .doesNotThrowAnyException();
    }

    /** Its key would not be apart: an authority at the hub made it. */
    @Test
    void an_authority_that_says_it_is_kept_apart_is_not_adopted() {
        for (boolean apart : new boolean[] {false, true}) {
            var trust = new Trust(Set.of(AUTHORITY.certificate()), Set.of(), Set.of());
            Authority next = Authority.create("next", CLOCK, YEAR, KeyPairs.generate(KeyAlgorithm.EC_P256), apart);
            X509Certificate certified = next.issue(
                    KeyPairs.generate(KeyAlgorithm.EC_P256).getPublic(),
                    "so-y-te",
                    Purpose.ENCRYPTION,
                    List.of(),
                    WEEK);
            trust.link(List.of(AUTHORITY.certify(next.certificate())));

            assertThat(trust.adopt(next.certificate(), MONDAY_NINE, nothingRevoked()))
                    .isEqualTo(!apart);
            assertThat(trust.isVouchedApart(certified)).isFalse();
        }
    }

    @Test
    void before_and_after_its_time_a_certificate_is_not_good() {
        Instant end = seal.getNotAfter().toInstant();
        List<X509CRL> late = List.of(
                new Authority(AUTHORITY.entry(), Clock.fixed(end.minus(WEEK), ZoneOffset.UTC)).crl(Map.of(), 9, WEEK));

        assertThatCode(() -> TRUST.check(seal, Purpose.SEAL, end, late)).doesNotThrowAnyException();
        assertRefused(Fault.CERTIFICATE_EXPIRED, () -> TRUST.check(seal, Purpose.SEAL, end.plusSeconds(1), late));
        assertRefused(
                Fault.CERTIFICATE_NOT_YET_VALID,
                () -> TRUST.check(seal, Purpose.SEAL, MONDAY_NINE.minus(Duration.ofMinutes(6)), nothingRevoked()));
        assertThatCode(() -> TRUST.check(seal, Purpose.SEAL, MONDAY_NINE.minusSeconds(200), nothingRevoked()))
                .doesNotThrowAnyException();
    }

    @Test
    void an_expired_anchor_vouches_for_nobody() {
        Authority brief = Authority.create("brief", CLOCK, Duration.ofDays(1), KeyAlgorithm.EC_P256);
        var trust = new Trust(Set.of(brief.certificate()), Set.of(), Set.of());
        KeyEntry entry = entry(brief, KeyAlgorithm.EC_P256, Purpose.SEAL);

        assertThat(entry.certificate().getNotAfter())
                .isEqualTo(brief.certificate().getNotAfter());
        assertRefused(
                Fault.CERTIFICATE_EXPIRED,
                () -> trust.check(entry.certificate(), Purpose.SEAL, MONDAY_NINE.plus(WEEK), List.of()));
    }

    @Test
    void a_foreign_authority_is_foreign_whatever_its_name() {
        Authority sameName = Authority.create("Tỉnh CA", CLOCK, YEAR, KeyAlgorithm.RSA_2048);
        List<X509CRL> crls = List.of(sameName.crl(Map.of(), 1, WEEK));

        assertRefused(
                Fault.CERTIFICATE_FOREIGN,
                () -> TRUST.check(
                        entry(sameName, KeyAlgorithm.EC_P256, Purpose.SEAL).certificate(),
                        Purpose.SEAL,
                        MONDAY_NINE,
                        crls));
        assertRefused(
                Fault.CERTIFICATE_FOREIGN,
                () -> new Trust(Set.of(), Set.of(), Set.of()).check(seal, Purpose.SEAL, MONDAY_NINE, nothingRevoked()));
    }

    @Test
    void any_agency_s_seal_is_not_the_directory_s() {
        assertRefused(Fault.CERTIFICATE_FOREIGN, () -> check(seal, Purpose.DIRECTORY));

        var trust = new Trust(Set.of(AUTHORITY.certificate()), Set.of(seal), Set.of());
        assertThatCode(() -> trust.check(seal, Purpose.DIRECTORY, MONDAY_NINE, List.of()))
                .doesNotThrowAnyException();
        assertRefused(
                Fault.CERTIFICATE_REVOKED,
                () -> trust.check(seal, Purpose.DIRECTORY, MONDAY_NINE, revoked(RSA, MONDAY_NINE)));
    }

    @Test
    void a_chain_is_followed_to_the_anchor_and_each_link_needs_a_list() {
        KeyEntry below = entry(KeyAlgorithm.EC_P256, Purpose.AUTHORITY);
        var middle = new Authority(below, CLOCK);
        KeyEntry leaf = entry(middle, KeyAlgorithm.EC_P256, Purpose.SEAL);
        List<X509Certificate> chain = List.of(leaf.certificate(), middle.certificate());
        X509CRL ofMiddle = middle.crl(Map.of(), 1, WEEK);
        X509CRL ofRoot = nothingRevoked().get(0);

        assertThatCode(() -> TRUST.check(chain, Purpose.SEAL, MONDAY_NINE, List.of(ofMiddle, ofRoot)))
                .doesNotThrowAnyException();
        assertRefused(Fault.REVOCATION_UNKNOWN, () -> TRUST.check(chain, Purpose.SEAL, MONDAY_NINE, List.of(ofMiddle)));
        assertRefused(
                Fault.CERTIFICATE_REVOKED,
                () -> TRUST.check(
                        chain,
                        Purpose.SEAL,
                        MONDAY_NINE,
                        List.of(ofMiddle, revoked(below, MONDAY_NINE).get(0))));
        assertRefused(
                Fault.CERTIFICATE_FOREIGN,
                () -> TRUST.check(leaf.certificate(), Purpose.SEAL, MONDAY_NINE, List.of(ofMiddle, ofRoot)));
    }

    @Test
    void a_seal_certificate_cannot_issue_another() {
        KeyPair victim = KeyPairs.generate(KeyAlgorithm.EC_P256);
        X509Certificate forged = CertificateText.certificate(
                new CertificateText.Request(CertificateText.name("hub"), victim.getPublic(), Purpose.SEAL, List.of()),
                new CertificateText.CertificateIssuer(
                        CertificateText.name(seal.getSubjectX500Principal()), seal.getPublicKey(), RSA.key()),
                BigInteger.ONE,
                MONDAY_NINE,
                MONDAY_NINE.plus(YEAR));

        assertRefused(
                Fault.CERTIFICATE_FOREIGN,
                () -> TRUST.check(List.of(forged, seal), Purpose.SEAL, MONDAY_NINE, nothingRevoked()));
    }
}
