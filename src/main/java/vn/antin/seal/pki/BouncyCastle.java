package vn.antin.seal.pki;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The provider for elliptic curves and CMS, used by reference and never registered: its SHA-256 is seven times slower
 * than the platform's, its curves are ten times faster.
 */
public final class BouncyCastle {

    public static final Provider PROVIDER = new BouncyCastleProvider();

    private static final int CACHED_SIGNERS = 256;
    private static final Map<PublicKey, PublicKey> CACHE = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<PublicKey, PublicKey> eldest) {
            return size() > CACHED_SIGNERS;
        }
    };

    private BouncyCastle() {}

    /** The key as this provider's object, cached: the conversion costs more than a verification, and signers recur. */
    public static PublicKey forVerifying(PublicKey key) {
        if (forKey(key) == null) {
            return key;
        }
        synchronized (CACHE) {
            return CACHE.computeIfAbsent(key, BouncyCastle::convert);
        }
    }

    private static PublicKey convert(PublicKey key) {
        try {
            return KeyFactory.getInstance("EC", PROVIDER).generatePublic(new X509EncodedKeySpec(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new Refused(Fault.CERTIFICATE_ALGORITHM, e, key.getAlgorithm());
        }
    }

    /** The fastest provider for this key; null for RSA, and for keys that stay inside a token. */
    public static @Nullable Provider forKey(Key key) {
        return key.getEncoded() != null && "EC".equals(key.getAlgorithm()) ? PROVIDER : null;
    }
}
