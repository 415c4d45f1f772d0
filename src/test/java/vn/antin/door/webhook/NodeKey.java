package vn.antin.door.webhook;

import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Purpose;

/** An encryption key of a node, created once in a run. */
public final class NodeKey {

    private static final KeyEntry ENCRYPTION = made();

    private NodeKey() {}

    public static KeyEntry encryption() {
        return ENCRYPTION;
    }

    private static KeyEntry made() {
        Authority authority = Authority.create("thử", Clock.systemUTC(), Duration.ofDays(2), KeyAlgorithm.EC_P256);
        KeyPair pair = KeyPairs.generate(KeyAlgorithm.EC_P256);
        return KeyEntry.of(
                pair.getPrivate(),
                authority.issue(pair.getPublic(), "nut", Purpose.ENCRYPTION, List.of(), Duration.ofDays(1)));
    }
}
