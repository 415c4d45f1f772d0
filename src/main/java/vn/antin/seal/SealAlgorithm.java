package vn.antin.seal;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.AllowedAlgorithms;
import vn.antin.seal.pki.SealCrypto;

/** The three signature algorithms of seals, all over SHA-256. */
public enum SealAlgorithm {
    RSA_PSS("http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", "RSA", "RSASSA-PSS"),
    RSA_PKCS1("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "RSA", "SHA256withRSA"),
    ECDSA("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", "EC", "SHA256withECDSAinP1363Format");

    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);

    private final String uri;
    private final String keyAlgorithm;
    private final String signature;

    SealAlgorithm(String uri, String keyAlgorithm, String signature) {
        this.uri = uri;
        this.keyAlgorithm = keyAlgorithm;
        this.signature = signature;
    }

    /** The default for a key: RSA-PSS for RSA, ECDSA for elliptic curves. */
    public static SealAlgorithm defaultFor(PublicKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> RSA_PSS;
            case "EC" -> ECDSA;
            default -> throw new Refused(Fault.CERTIFICATE_ALGORITHM, key.getAlgorithm());
        };
    }

    /** The algorithm's identifier in XML signatures (RFC 9231). */
    public String uri() {
        return uri;
    }

    static SealAlgorithm ofUri(String uri) {
        for (SealAlgorithm algorithm : values()) {
            if (algorithm.uri.equals(uri)) {
                return algorithm;
            }
        }
        throw new Refused(Fault.SEAL_ALGORITHM, uri);
    }

    /** Refuses a key of another kind, or one that is too weak. */
    void check(PublicKey key) {
        AllowedAlgorithms.check(key);
        if (!key.getAlgorithm().equals(keyAlgorithm)) {
            throw new Refused(Fault.SEAL_ALGORITHM, uri);
        }
    }

    byte[] sign(PrivateKey key, byte[] bytes) throws GeneralSecurityException {
        Signature signer = engine(key);
        signer.initSign(key);
        setParameters(signer);
        signer.update(bytes);
        return signer.sign();
    }

    /** Whether the value is this key's signature of the bytes; a malformed value is an exception. */
    boolean verify(PublicKey key, byte[] bytes, byte[] value) throws GeneralSecurityException {
        PublicKey converted = SealCrypto.forVerifying(key);
        Signature verifier = engine(converted);
        verifier.initVerify(converted);
        setParameters(verifier);
        verifier.update(bytes);
        return verifier.verify(value);
    }

    private Signature engine(Key key) throws GeneralSecurityException {
        Provider provider = SealCrypto.forKey(key);
        return provider == null ? Signature.getInstance(signature) : Signature.getInstance(signature, provider);
    }

    /** After the key: parameters would choose the provider, whether it accepts the key or not. */
    private void setParameters(Signature engine) throws GeneralSecurityException {
        if (this == RSA_PSS) {
            engine.setParameter(PSS);
        }
    }
}
