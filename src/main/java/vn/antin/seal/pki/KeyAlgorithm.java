package vn.antin.seal.pki;

/** The kinds of keys that nodes make for themselves. */
public enum KeyAlgorithm {
    RSA_2048,
    EC_P256
}
