package vn.antin.seal.pki;

import java.util.List;

/** The keys of one node: a PKCS#12 file, which names those in a token. */
public interface Keys {

    /**
     * The key in use for this purpose. A key may be replaced while the program runs: ask at each use.
     *
     * @throws vn.antin.fault.Refused KEYS_UNREADABLE without one
     */
    KeyEntry of(Purpose purpose);

    /** The key in use first, then the next one and earlier ones: what something may be encrypted for. */
    default List<KeyEntry> all(Purpose purpose) {
        return List.of(of(purpose));
    }
}
