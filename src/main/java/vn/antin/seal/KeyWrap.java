package vn.antin.seal;

import java.security.cert.X509Certificate;
import vn.antin.envelope.Digest;

/** stub */
public final class KeyWrap {
    private KeyWrap() {}

    public static byte[] wrap(byte[] contentKey, Digest commitment, X509Certificate recipient) {
        throw later();
    }

    public static Unwrapped unwrap(byte[] cms, KeyEntry key) {
        throw later();
    }

    private static RuntimeException later() {
        return new UnsupportedOperationException("soon");
    }
}
