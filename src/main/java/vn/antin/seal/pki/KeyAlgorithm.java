package vn.antin.seal.pki;

/** The key algorithms for generated keys. */
public enum KeyAlgorithm {
    RSA_2048,
    EC_P256
}
