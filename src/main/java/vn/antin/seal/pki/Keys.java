package vn.antin.seal.pki;

/** The keys of one node: a PKCS#12 file today, a token behind the same two words later. */
public interface Keys {

    /** The key for this purpose; a node without one is refused with KEYS_UNREADABLE. */
    KeyEntry of(Purpose purpose);
}
