package vn.antin.seal.pki;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The keys and signature algorithms allowed in certificates on the bus. The platform's own list still accepts SHA-1 and
 * RSA-1024 from private authorities.
 */
public final class AllowedAlgorithms {

    private static final int MIN_RSA_BITS = 2048;
    /** Verification cost grows with the key: a huge key is an attack on the reader. */
    private static final int MAX_RSA_BITS = 8192;

    private static final ECParameterSpec P256 = p256();
    private static final String PSS = "1.2.840.113549.1.1.10";
    private static final Set<String> DIGESTS = Set.of("SHA-256", "SHA-384", "SHA-512");

    /** SHA-256, 384 and 512 with RSA, then with ECDSA. */
    private static final Set<String> SIGNATURES = Set.of(
            "1.2.840.113549.1.1.11",
            "1.2.840.113549.1.1.12",
            "1.2.840.113549.1.1.13",
            "1.2.840.10045.4.3.2",
            "1.2.840.10045.4.3.3",
            "1.2.840.10045.4.3.4");

    private AllowedAlgorithms() {}

    public static void check(PublicKey key) {
        if (!allowed(key)) {
            throw new Refused(Fault.CERTIFICATE_ALGORITHM, key.getAlgorithm());
        }
    }

    /** Checks the certificate's key and the signature on it. */
    public static void check(X509Certificate certificate) {
        check(certificate.getPublicKey());
        checkSignature(certificate.getSigAlgOID(), certificate.getSigAlgParams());
    }

    static void checkSignature(String oid, byte @Nullable [] parameters) {
        if (!SIGNATURES.contains(oid) && !(oid.equals(PSS) && parameters != null && allowedPss(parameters))) {
            throw new Refused(Fault.CERTIFICATE_ALGORITHM, oid);
        }
    }

    private static boolean allowed(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            return bits >= MIN_RSA_BITS
                    && bits <= MAX_RSA_BITS
                    && rsa.getPublicExponent().testBit(0)
                    && rsa.getPublicExponent().bitLength() > 1;
        }
        return key instanceof ECPublicKey ec && isP256(ec.getParams());
    }

    private static boolean isP256(ECParameterSpec curve) {
        return curve.getCurve().equals(P256.getCurve())
                && curve.getGenerator().equals(P256.getGenerator())
                && curve.getOrder().equals(P256.getOrder())
                && curve.getCofactor() == P256.getCofactor();
    }

    private static boolean allowedPss(byte[] encoded) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(encoded);
            return DIGESTS.contains(
                    parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm());
        } catch (GeneralSecurityException | IOException e) {
            throw new Refused(Fault.CERTIFICATE_ALGORITHM, e, "RSASSA-PSS");
        }
    }

    private static ECParameterSpec p256() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }
}
