package vn.antin.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static vn.antin.seal.Province.AUTHORITY;
import static vn.antin.seal.Province.CLOCK;
import static vn.antin.seal.Province.MONDAY_NINE;
import static vn.antin.seal.Province.RSA;
import static vn.antin.seal.Province.TRUST;
import static vn.antin.seal.Province.WEEK;
import static vn.antin.seal.Province.YEAR;
import static vn.antin.seal.Province.entry;
import static vn.antin.seal.Province.nothingRevoked;
import static vn.antin.seal.Province.revoked;
import static vn.antin.seal.Refusals.assertRefused;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.envelope.Fault;

class TrustTest {

    private static final KeyPair KEYS = KeyPairs.generate(KeyAlgorithm.RSA_2048);
    private static final WeakAuthority CARELESS = WeakAuthority.of(AUTHORITY);

    private final X509Certificate seal = RSA.certificate();

    private void check(X509Certificate certificate, Purpose purpose) {
        TRUST.check(certificate, purpose, MONDAY_NINE, nothingRevoked());
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

    @Test
    void before_and_after_its_time_a_certificate_is_not_good() {
        Instant end = seal.getNotAfter().toInstant();
        List<X509CRL> late = List.of(authorityAt(end.minus(WEEK)).crl(Map.of(), 9, WEEK));

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
    void revocation_counts_from_its_date() {
        List<X509CRL> crls = revoked(RSA, MONDAY_NINE.minusSeconds(60));

        assertRefused(Fault.CERTIFICATE_REVOKED, () -> TRUST.check(seal, Purpose.SEAL, MONDAY_NINE, crls));
        assertRefused(
                Fault.CERTIFICATE_REVOKED, () -> TRUST.check(seal, Purpose.SEAL, MONDAY_NINE.minusSeconds(60), crls));
        assertThatCode(() -> TRUST.check(seal, Purpose.SEAL, MONDAY_NINE.minusSeconds(61), crls))
                .doesNotThrowAnyException();
    }

    @Test
    void one_list_that_revokes_outweighs_others_that_do_not() {
        List<X509CRL> both = List.of(
                nothingRevoked().get(0),
                revoked(RSA, MONDAY_NINE.minusSeconds(60)).get(0));

        assertRefused(Fault.CERTIFICATE_REVOKED, () -> TRUST.check(seal, Purpose.SEAL, MONDAY_NINE, both));
    }

    @Test
    void without_a_usable_list_nothing_is_known() {
        Authority sameName = Authority.create("Tỉnh CA", CLOCK, YEAR, KeyAlgorithm.RSA_2048);
        Authority other = Authority.create("other", CLOCK, YEAR, KeyAlgorithm.RSA_2048);

        for (List<X509CRL> crls : List.of(
                List.<X509CRL>of(),
                List.of(sameName.crl(Map.of(), 1, WEEK)),
                List.of(other.crl(Map.of(), 1, WEEK)),
                // its successor was due 8 days before, more than the grace
                List.of(authorityAt(MONDAY_NINE.minus(Duration.ofDays(15))).crl(Map.of(), 1, WEEK)))) {
            assertRefused(Fault.REVOCATION_UNKNOWN, () -> TRUST.check(seal, Purpose.SEAL, MONDAY_NINE, crls));
        }
    }

    @Test
    void a_list_counts_for_seven_days_after_its_successor_was_due() {
        List<X509CRL> old =
                List.of(authorityAt(MONDAY_NINE.minus(Duration.ofDays(14))).crl(Map.of(), 1, WEEK));

        assertThatCode(() -> TRUST.check(seal, Purpose.SEAL, MONDAY_NINE, old)).doesNotThrowAnyException();
    }

    @Test
    void a_list_made_after_the_certificate_ended_says_nothing_of_it() {
        List<X509CRL> later =
                List.of(authorityAt(seal.getNotAfter().toInstant().plus(WEEK)).crl(Map.of(), 1, WEEK));

        assertRefused(Fault.REVOCATION_UNKNOWN, () -> TRUST.check(seal, Purpose.SEAL, MONDAY_NINE, later));
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

    @ParameterizedTest
    @EnumSource(names = {"ENCRYPTION", "CONNECTION", "TIME_STAMP", "AUTHORITY"})
    void a_certificate_for_another_use_does_not_seal(Purpose other) {
        X509Certificate certificate = entry(KeyAlgorithm.RSA_2048, other).certificate();

        assertRefused(Fault.CERTIFICATE_USAGE, () -> check(certificate, Purpose.SEAL));
        assertRefused(Fault.CERTIFICATE_USAGE, () -> check(certificate, Purpose.DIRECTORY));
        assertThatCode(() -> check(certificate, other)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(names = {"ENCRYPTION", "CONNECTION", "TIME_STAMP", "AUTHORITY"})
    void a_seal_certificate_is_for_nothing_else(Purpose other) {
        assertRefused(Fault.CERTIFICATE_USAGE, () -> check(seal, other));
    }

    @Test
    void the_authority_itself_does_not_seal() {
        assertRefused(Fault.CERTIFICATE_USAGE, () -> check(AUTHORITY.certificate(), Purpose.SEAL));
        assertThatCode(() -> check(AUTHORITY.certificate(), Purpose.AUTHORITY)).doesNotThrowAnyException();
    }

    @Test
    void odd_usages_are_refused() throws Exception {
        X509Certificate any = CARELESS.issueExtended(KEYS, false, KeyPurposeId.anyExtendedKeyUsage);
        X509Certificate notCritical = CARELESS.issueExtended(KEYS, false, KeyPurposeId.id_kp_timeStamping);
        X509Certificate more =
                CARELESS.issueExtended(KEYS, true, KeyPurposeId.id_kp_timeStamping, KeyPurposeId.id_kp_codeSigning);
        X509Certificate both =
                CARELESS.issue(KEYS, KeyUsage.digitalSignature | KeyUsage.keyEncipherment, "SHA256withRSA");

        assertRefused(Fault.CERTIFICATE_USAGE, () -> check(any, Purpose.SEAL));
        assertRefused(Fault.CERTIFICATE_USAGE, () -> check(notCritical, Purpose.TIME_STAMP));
        assertRefused(Fault.CERTIFICATE_USAGE, () -> check(more, Purpose.TIME_STAMP));
        assertRefused(Fault.CERTIFICATE_USAGE, () -> check(both, Purpose.ENCRYPTION));
        assertRefused(Fault.CERTIFICATE_USAGE, () -> check(CARELESS.issueWithoutUsage(KEYS), Purpose.SEAL));
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

    @ParameterizedTest
    @ValueSource(strings = {"SHA1withRSA", "SHA512withRSA", "SHA256withRSAandMGF1", "SHA1withRSAandMGF1"})
    void sha_1_is_refused_however_it_is_dressed(String signature) throws Exception {
        X509Certificate certificate = issueWithBouncyCastle(signature);

        if (signature.startsWith("SHA1")) {
            assertRefused(Fault.CERTIFICATE_ALGORITHM, () -> check(certificate, Purpose.SEAL));
        } else {
            assertThatCode(() -> check(certificate, Purpose.SEAL)).doesNotThrowAnyException();
        }
    }

    @Test
    void a_short_key_is_refused_in_the_certificate_and_in_the_anchor() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(1024);
        KeyPair small = rsa.generateKeyPair();
        X509Certificate root = WeakAuthority.root(small, "SHA256withRSA");
        KeyPair issuer = new KeyPair(root.getPublicKey(), small.getPrivate());
        X509Certificate issued = CertificateText.certificate(
                new CertificateText.Request(CertificateText.name("good"), KEYS.getPublic(), Purpose.SEAL, List.of()),
                new CertificateText.Issuer(
                        CertificateText.name(root.getSubjectX500Principal()), issuer.getPublic(), issuer.getPrivate()),
                BigInteger.ONE,
                MONDAY_NINE,
                MONDAY_NINE.plus(YEAR));

        assertRefused(
                Fault.CERTIFICATE_ALGORITHM,
                () -> check(CARELESS.issue(small, KeyUsage.digitalSignature, "SHA256withRSA"), Purpose.SEAL));
        assertRefused(
                Fault.CERTIFICATE_ALGORITHM,
                () -> new Trust(Set.of(root), Set.of(), Set.of()).check(issued, Purpose.SEAL, MONDAY_NINE, List.of()));
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
                new CertificateText.Issuer(
                        CertificateText.name(seal.getSubjectX500Principal()), seal.getPublicKey(), RSA.key()),
                BigInteger.ONE,
                MONDAY_NINE,
                MONDAY_NINE.plus(YEAR));

        assertRefused(
                Fault.CERTIFICATE_FOREIGN,
                () -> TRUST.check(List.of(forged, seal), Purpose.SEAL, MONDAY_NINE, nothingRevoked()));
    }

    private static X509Certificate issueWithBouncyCastle(String signature) throws Exception {
        return CARELESS.issue(KEYS, KeyUsage.digitalSignature, signature);
    }

    private static Authority authorityAt(Instant then) {
        // lists are backdated like certificates, so that "due" is counted from the announced date
        return new Authority(AUTHORITY.entry(), Clock.fixed(then, ZoneOffset.UTC));
    }
}
