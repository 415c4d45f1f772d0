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
 * The provider for elliptic curves and CMS, named where it is wanted and never registered: its SHA-256 is seven times
 * slower than the platform's, its curves ten times faster.
 */
public final class BouncyCastle {

    public static final Provider PROVIDER = new BouncyCastleProvider();

    private static final int KNOWN_SIGNERS = 256;
    private static final Map<PublicKey, PublicKey> KNOWN = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<PublicKey, PublicKey> eldest) {
            return size() > KNOWN_SIGNERS;
        }
    };

    private BouncyCastle() {}

    /** The same key as this provider's own object: making that costs more than verifying, and signers come again. */
    public static PublicKey forVerifying(PublicKey key) {
        if (forKey(key) == null) {
            return key;
        }
        synchronized (KNOWN) {
            return KNOWN.computeIfAbsent(key, BouncyCastle::convert);
        }
    }

    private static PublicKey convert(PublicKey key) {
        try {
            return KeyFactory.getInstance("EC", PROVIDER).generatePublic(new X509EncodedKeySpec(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new Refused(Fault.CERTIFICATE_ALGORITHM, e, key.getAlgorithm());
        }
    }

    /** The provider that works with this key fastest; none for RSA, and none for keys that stay inside a token. */
    public static @Nullable Provider forKey(Key key) {
        return key.getEncoded() != null && "EC".equals(key.getAlgorithm()) ? PROVIDER : null;
    }
}
