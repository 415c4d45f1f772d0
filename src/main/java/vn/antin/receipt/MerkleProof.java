package vn.antin.receipt;

import java.security.MessageDigest;
import java.util.List;
import vn.antin.envelope.Digest;

/** Verifies Merkle proofs from the hashes alone, without a log (RFC 9162, 2.1.3.2 and 2.1.4.2). */
public final class MerkleProof {

    private final MessageDigest sha = Digest.newSha256();

    private MerkleProof() {}

    /** Whether the leaf with this hash has this index in the log of this size and root. */
    public static boolean included(Digest leaf, long index, long size, List<Digest> proof, Digest root) {
        return index >= 0 && index < size && new MerkleProof().leadsTo(leaf, index, size, proof, root);
    }

    /** Whether the log of the later size and root begins with the log of the earlier size and root. */
    public static boolean consistent(long from, Digest earlier, long to, Digest later, List<Digest> proof) {
        if (from < 0 || from > to) {
            return false;
        }
        if (from == 0) {
            return proof.isEmpty() && earlier.equals(Digest.sha256()) && (to > 0 || later.equals(earlier));
        }
        if (from == to) {
            return proof.isEmpty() && earlier.equals(later);
        }
        return new MerkleProof().extend(from, earlier, to, later, proof);
    }

    private boolean leadsTo(Digest leaf, long index, long size, List<Digest> proof, Digest root) {
        long node = index;
        long last = size - 1;
        Digest hash = leaf;
        for (Digest sibling : proof) {
            if (last == 0) {
                return false;
            }
            if (isOdd(node) || node == last) {
                hash = node(sibling, hash);
                int levels = isOdd(node) ? 0 : Long.numberOfTrailingZeros(node);
                node >>= levels;
                last >>= levels;
            } else {
                hash = node(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && hash.equals(root);
    }

    private boolean extend(long from, Digest earlier, long to, Digest later, List<Digest> proof) {
        boolean complete = Long.bitCount(from) == 1;
        List<Digest> rest = complete ? proof : proof.subList(Math.min(1, proof.size()), proof.size());
        if (proof.isEmpty()) {
            return false;
        }
        int levels = Long.numberOfTrailingZeros(from);
        long node = (from - 1) >> levels;
        long last = (to - 1) >> levels;
        Digest first = complete ? earlier : proof.get(0);
        Digest second = first;
        for (Digest sibling : rest) {
            if (last == 0) {
                return false;
            }
            if (isOdd(node) || node == last) {
                first = node(sibling, first);
                second = node(sibling, second);
                int skipped = isOdd(node) ? 0 : Long.numberOfTrailingZeros(node);
                node >>= skipped;
                last >>= skipped;
            } else {
                second = node(second, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && first.equals(earlier) && second.equals(later);
    }

    /**
     * The same as {@link Merkle#node}, with one MessageDigest for a whole proof, because bulk verification spends its
     * time here.
     */
    private Digest node(Digest left, Digest right) {
        sha.update((byte) 1);
        left.addTo(sha);
        right.addTo(sha);
        return Digest.of(sha.digest());
    }

    private static boolean isOdd(long index) {
        return (index & 1) == 1;
    }
}
