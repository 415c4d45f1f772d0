package vn.antin.seal.pki;

import java.security.PublicKey;

/** The key algorithms for generated keys. */
public enum KeyAlgorithm {
    RSA_2048,
    EC_P256;

    /** That of a key. */
    public static KeyAlgorithm like(PublicKey key) {
        return key.getAlgorithm().equals("RSA") ? RSA_2048 : EC_P256;
    }
}
