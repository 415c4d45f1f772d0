package vn.antin.seal.pki;

import java.security.PublicKey;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import vn.antin.envelope.Digest;

/**
 * The fingerprint of keys in words that two people compare on the phone: eight syllables of eight bits each, the first 64
 * bits of the SHA-256 over the keys.
 */
public final class KeyWords {

    private static final int WORDS = 8;
    private static final String[] ONSETS = {
        "b", "ch", "d", "g", "h", "kh", "l", "m", "n", "nh", "ph", "r", "s", "t", "th", "v"
    };
    private static final String[] RHYMES = {
        "a", "an", "ang", "anh", "ao", "e", "em", "inh", "i", "im", "o", "oi", "ong", "u", "um", "ung"
    };

    private KeyWords() {}

    /** The words of these keys, whatever their order. */
    public static String of(Collection<? extends PublicKey> keys) {
        List<byte[]> sorted = keys.stream()
                .map(PublicKey::getEncoded)
                .sorted(Arrays::compareUnsigned)
                .toList();
        byte[] all = new byte[sorted.stream().mapToInt(key -> key.length).sum()];
        int at = 0;
        for (byte[] key : sorted) {
            System.arraycopy(key, 0, all, at, key.length);
            at += key.length;
        }
        byte[] digest = Digest.sha256(all).bytes();
        return IntStream.range(0, WORDS)
                .mapToObj(word -> ONSETS[digest[word] >> 4 & 0xf] + RHYMES[digest[word] & 0xf])
                .collect(Collectors.joining(" "));
    }
}
