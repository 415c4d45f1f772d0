package vn.antin.seal.pki;

import java.io.Serial;
import java.security.Provider;
import java.util.Locale;
import java.util.Map;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/**
 * Bouncy Castle, with the services that cost most replaced by the native provider's. CMS needs all of them from one
 * provider. Never registered: Bouncy Castle's SHA-256 is seven times slower than the platform's.
 */
final class SealProvider extends Provider {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Type and name that callers ask for, in capitals, to the native provider's name. */
    private static final Map<String, String> NATIVE = Map.ofEntries(
            Map.entry("SIGNATURE SHA256WITHECDSA", "SHA256withECDSA"),
            Map.entry("SIGNATURE SHA384WITHECDSA", "SHA384withECDSA"),
            Map.entry("SIGNATURE SHA512WITHECDSA", "SHA512withECDSA"),
            Map.entry("SIGNATURE SHA256WITHECDSAINP1363FORMAT", "SHA256withECDSAinP1363Format"),
            Map.entry("KEYPAIRGENERATOR EC", "EC"),
            Map.entry("KEYFACTORY EC", "EC"),
            Map.entry("KEYFACTORY " + X9ObjectIdentifiers.id_ecPublicKey, "EC"),
            Map.entry("KEYAGREEMENT ECDH", "ECDH"),
            Map.entry("CIPHER AES/GCM/NOPADDING", "AES/GCM/NoPadding"),
            Map.entry("CIPHER " + NISTObjectIdentifiers.id_aes256_GCM, "AES/GCM/NoPadding"));

    private static final String AGREEMENT = "KEYAGREEMENT " + SECObjectIdentifiers.dhSinglePass_stdDH_sha256kdf_scheme;

    /**
     * Signatures over a digest that the caller made. Nobody here asks for one, but where they exist, CMS checks each
     * signature a second time with them, in Java, and throws the result away (RawSigVerifier).
     */
    private static final String RAW = "SIGNATURE NONEWITH";

    private final transient Provider java = new BouncyCastleProvider();
    private final transient @Nullable Provider fast;
    private final transient @Nullable Service agreement;

    /** @param fast null to do everything in Java */
    SealProvider(@Nullable Provider fast) {
        super("Antin", "1", "Bouncy Castle with native services");
        this.fast = fast;
        this.agreement = fast == null ? null : new AgreementService(this, fast);
    }

    @Override
    public @Nullable Service getService(String type, String algorithm) {
        String asked = type.toUpperCase(Locale.ROOT) + " " + algorithm.toUpperCase(Locale.ROOT);
        if (asked.startsWith(RAW)) {
            return null;
        }
        Provider faster = fast;
        if (faster != null) {
            if (asked.equals(AGREEMENT)) {
                return agreement;
            }
            String name = NATIVE.get(asked);
            if (name != null) {
                return faster.getService(type, name);
            }
        }
        return java.getService(type, algorithm);
    }

    /** The key agreement of CMS over the native one. */
    private static final class AgreementService extends Service {

        private final Provider ecdh;

        AgreementService(Provider owner, Provider ecdh) {
            super(
                    owner,
                    "KeyAgreement",
                    SECObjectIdentifiers.dhSinglePass_stdDH_sha256kdf_scheme.getId(),
                    CmsKeyAgreement.class.getName(),
                    null,
                    null);
            this.ecdh = ecdh;
        }

        @Override
        public Object newInstance(@Nullable Object parameter) {
            return new CmsKeyAgreement(ecdh);
        }
    }
}
