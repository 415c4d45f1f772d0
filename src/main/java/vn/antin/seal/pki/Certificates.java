package vn.antin.seal.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Conversions of certificates to bytes, digests and display names. */
public final class Certificates {

    private Certificates() {}

    /** Parses one certificate in DER, with nothing after it. */
    public static X509Certificate parse(byte[] der) {
        try {
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            if (!Arrays.equals(der, certificate.getEncoded())) {
                throw new Refused(Fault.SEAL_CERTIFICATE, "not one certificate in DER");
            }
            return certificate;
        } catch (CertificateException e) {
            throw new Refused(Fault.SEAL_CERTIFICATE, e, "not a certificate");
        }
    }

    /**
     * The one certificate of a file, in PEM or DER, as authorities hand them out.
     *
     * @throws Refused SEAL_CERTIFICATE when it is none
     */
    public static X509Certificate read(byte[] file) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(file));
        } catch (CertificateException e) {
            throw new Refused(Fault.SEAL_CERTIFICATE, e, "not a certificate");
        }
    }

    /** The key as the platform's own class, as in a parsed certificate. */
    static PublicKey publicKey(SubjectPublicKeyInfo info) {
        try {
            String algorithm =
                    info.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption) ? "RSA" : "EC";
            return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(info.getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            throw new Refused(
                    Fault.CERTIFICATE_ALGORITHM,
                    e,
                    info.getAlgorithm().getAlgorithm().getId());
        }
    }

    /** Its DER. */
    public static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a parsed certificate has an encoding", e);
        }
    }

    /** SHA-256 of its DER. */
    public static Digest digest(X509Certificate certificate) {
        return Digest.sha256(encoded(certificate));
    }

    public static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
