package vn.antin.seal.pki;

/** The keys of one node: a PKCS#12 file, or later a token. */
public interface Keys {

    /**
     * The key for this purpose.
     *
     * @throws vn.antin.fault.Refused KEYS_UNREADABLE without one
     */
    KeyEntry of(Purpose purpose);
}
