package vn.antin.seal;

/** The kinds of keys that nodes make for themselves. */
public enum KeyAlgorithm {
    RSA_2048,
    EC_P256
}
