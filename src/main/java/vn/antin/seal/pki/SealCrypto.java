package vn.antin.seal.pki;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** The provider for the keys of seals and for CMS, used by reference. */
public final class SealCrypto {

    public static final Provider PROVIDER = new SealProvider(NativeCrypto.provider());

    /** Longest public exponent of RSA in AWS-LC. */
    private static final int NATIVE_EXPONENT_BITS = 33;

    private static final int CACHED_SIGNERS = 256;
    private static final Map<PublicKey, PublicKey> CACHE = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<PublicKey, PublicKey> eldest) {
            return size() > CACHED_SIGNERS;
        }
    };

    private SealCrypto() {}

    /** The key as this provider's object, cached: the conversion costs more than a verification, and signers recur. */
    public static PublicKey forVerifying(PublicKey key) {
        if (!isReadableCurve(key)) {
            return key;
        }
        synchronized (CACHE) {
            return CACHE.computeIfAbsent(key, SealCrypto::convert);
        }
    }

    private static PublicKey convert(PublicKey key) {
        try {
            return KeyFactory.getInstance("EC", PROVIDER).generatePublic(new X509EncodedKeySpec(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new Refused(Fault.CERTIFICATE_ALGORITHM, e, key.getAlgorithm());
        }
    }

    /** The key as this provider's object: an operation with a key of another provider converts it each time. */
    static PrivateKey forSigning(PrivateKey key) throws GeneralSecurityException {
        return isReadableCurve(key)
                ? KeyFactory.getInstance("EC", PROVIDER).generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()))
                : key;
    }

    /**
     * The provider for this key. Null for RSA: of the registered providers Java
     * takes the first that accepts the key. Only with RSA-PSS it takes the first that accepts the parameters, so a key
     * that the native provider refuses gets the platform's.
     */
    public static @Nullable Provider forKey(Key key) {
        if (key instanceof TokenKey) {
            return TokenKey.PROVIDER;
        }
        if (key instanceof RSAPublicKey rsa && rsa.getPublicExponent().bitLength() > NATIVE_EXPONENT_BITS) {
            return Security.getProvider("SunRsaSign");
        }
        return isReadableCurve(key) ? PROVIDER : null;
    }

    private static boolean isReadableCurve(Key key) {
        return key.getEncoded() != null && "EC".equals(key.getAlgorithm());
    }
}
