package vn.antin.receipt;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;

/**
 * The Merkle tree over an append-only log (RFC 6962, 2.1). It stores nothing: the log stores the hashes of its complete
 * subtrees, and every question is answered from O(log n) of them.
 */
public final class Merkle {

    /**
     * The hashes of complete subtrees: level 0 are the leaves, level k at index i covers leaves i·2^k to (i+1)·2^k-1.
     */
    public interface Hashes {
        Digest at(int level, long index);
    }

    /** A complete subtree, to be stored. */
    public record Subtree(int level, long index, Digest digest) {}

    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};
    private static final Digest EMPTY = Digest.sha256();

    private Merkle() {}

    public static Digest leaf(byte[] content) {
        return Digest.sha256(LEAF, content);
    }

    public static Digest node(Digest left, Digest right) {
        return Digest.sha256(NODE, left.bytes(), right.bytes());
    }

    /** The root over leaf hashes in memory. */
    public static Digest root(List<Digest> leaves) {
        return root(leaves.size(), inMemory(leaves));
    }

    /** Leaf hashes in memory as a tree, upper levels computed each time: for short logs and for tests. */
    public static Hashes inMemory(List<Digest> leaves) {
        return new Hashes() {
            @Override
            public Digest at(int level, long index) {
                return level == 0
                        ? leaves.get(Math.toIntExact(index))
                        : node(at(level - 1, 2 * index), at(level - 1, 2 * index + 1));
            }
        };
    }

    /** Every subtree that the new leaves complete, the leaves themselves included, in the order of completion. */
    public static List<Subtree> append(long size, List<Digest> leaves, Hashes kept) {
        List<Subtree> complete = new ArrayList<>(2 * leaves.size());
        // the newest complete left half of each level, as far as these leaves made it
        @Nullable Digest[] lefts = new @Nullable Digest[Long.SIZE];
        long next = size;
        for (Digest leaf : leaves) {
            int level = 0;
            long index = next++;
            Digest digest = leaf;
            complete.add(new Subtree(level, index, digest));
            while (isOdd(index)) {
                Digest left = lefts[level];
                digest = node(left == null ? kept.at(level, index - 1) : left, digest);
                level++;
                index >>= 1;
                complete.add(new Subtree(level, index, digest));
            }
            lefts[level] = digest;
        }
        return complete;
    }

    public static Digest root(long size, Hashes hashes) {
        return size == 0 ? EMPTY : range(0, size, hashes);
    }

    /** The inclusion proof of a leaf in the tree of that size, lowest hash first. */
    public static List<Digest> inclusion(long index, long size, Hashes hashes) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("no leaf " + index + " in a log of " + size);
        }
        List<Digest> path = new ArrayList<>();
        path(index, 0, size, hashes, path);
        return path;
    }

    /**
     * The consistency proof that the log of the later size begins with the log of the earlier one; empty from 0 or to
     * itself.
     */
    public static List<Digest> consistency(long from, long to, Hashes hashes) {
        if (from < 0 || from > to) {
            throw new IllegalArgumentException("a log of " + to + " has no beginning of " + from);
        }
        List<Digest> proof = new ArrayList<>();
        if (from > 0 && from < to) {
            subproof(from, 0, to, true, hashes, proof);
        }
        return proof;
    }

    private static void path(long leaf, long from, long to, Hashes hashes, List<Digest> path) {
        if (to - from == 1) {
            return;
        }
        long middle = from + split(to - from);
        if (leaf < middle) {
            path(leaf, from, middle, hashes, path);
            path.add(range(middle, to, hashes));
        } else {
            path(leaf, middle, to, hashes, path);
            path.add(range(from, middle, hashes));
        }
    }

    /** SUBPROOF of RFC 6962, 2.1.2: {@code known} while the earlier tree's root is this range itself. */
    private static void subproof(long end, long from, long to, boolean known, Hashes hashes, List<Digest> proof) {
        if (end == to) {
            if (!known) {
                proof.add(range(from, to, hashes));
            }
            return;
        }
        long middle = from + split(to - from);
        if (end <= middle) {
            subproof(end, from, middle, known, hashes, proof);
            proof.add(range(middle, to, hashes));
        } else {
            subproof(end, middle, to, false, hashes, proof);
            proof.add(range(from, middle, hashes));
        }
    }

    /** The hash over a range that begins where a complete subtree of its size would. */
    private static Digest range(long from, long to, Hashes hashes) {
        long size = to - from;
        if (Long.bitCount(size) == 1) {
            int level = Long.numberOfTrailingZeros(size);
            return hashes.at(level, from >> level);
        }
        long middle = from + split(size);
        return node(range(from, middle, hashes), range(middle, to, hashes));
    }

    /** The largest power of two below the size. */
    private static long split(long size) {
        return Long.highestOneBit(size - 1);
    }

    private static boolean isOdd(long index) {
        return (index & 1) == 1;
    }
}
