package vn.antin.seal.pki;

import static org.assertj.core.api.Assertions.assertThatCode;
import static vn.antin.seal.Refusals.assertRefused;
import static vn.antin.seal.SealProvince.AUTHORITY;
import static vn.antin.seal.SealProvince.MONDAY_NINE;
import static vn.antin.seal.SealProvince.RSA;
import static vn.antin.seal.SealProvince.TRUST;
import static vn.antin.seal.SealProvince.YEAR;
import static vn.antin.seal.SealProvince.entry;
import static vn.antin.seal.SealProvince.nothingRevoked;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.fault.Fault;

class PurposeTest {

    private static final KeyPair KEYS = KeyPairs.generate(KeyAlgorithm.RSA_2048);
    private static final WeakAuthority CARELESS = WeakAuthority.of(AUTHORITY);

    private final X509Certificate seal = RSA.certificate();

    private void check(X509Certificate certificate, Purpose purpose) {
        TRUST.check(certificate, purpose, MONDAY_NINE, nothingRevoked());
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
        X509Certificate root = WeakAuthority.root(small, KeyUsage.keyCertSign | KeyUsage.cRLSign);
        KeyPair issuer = new KeyPair(root.getPublicKey(), small.getPrivate());
        X509Certificate issued = CertificateText.certificate(
                new CertificateText.Request(CertificateText.name("good"), KEYS.getPublic(), Purpose.SEAL, List.of()),
                new CertificateText.CertificateIssuer(
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

    private static X509Certificate issueWithBouncyCastle(String signature) throws Exception {
        return CARELESS.issue(KEYS, KeyUsage.digitalSignature, signature);
    }
}
