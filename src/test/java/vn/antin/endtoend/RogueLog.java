package vn.antin.endtoend;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.Merkle;
import vn.antin.receipt.Receipts;
import vn.antin.receipt.SealedCheckpoint;
import vn.antin.seal.SealAlgorithm;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.KeyEntry;

/** A consistent log that may contain any leaf. */
final class RogueLog {

    private final String origin;
    private final Sealer sealer;
    private final Map<List<Long>, Digest> subtrees = new HashMap<>();
    private final List<byte[]> leaves = new ArrayList<>();
    private @Nullable SealedCheckpoint last;
    private long from;

    RogueLog(NodeId issuer, String epoch, KeyEntry key) {
        this.origin = Checkpoint.origin(issuer, epoch);
        SealAlgorithm algorithm = SealAlgorithm.defaultFor(key.certificate().getPublicKey());
        this.sealer = new Sealer(key, algorithm, Clock.systemUTC());
    }

    String origin() {
        return origin;
    }

    long size() {
        return leaves.size();
    }

    /** Adds a leaf and returns the message with its receipt. */
    Receipts message(Evidence evidence) {
        return message(evidence.write().bytes());
    }

    /** Adds a leaf with or without its receipt. */
    Receipts message(byte[] leaf, boolean told) {
        Receipts message = message(leaf);
        return told ? message : new Receipts(message.checkpoint(), message.consistency(), List.of(), null);
    }

    private Receipts message(byte[] leaf) {
        add(leaf);
        SealedCheckpoint sealed = checkpoint();
        long index = leaves.size() - 1L;
        List<Digest> proof = Merkle.inclusion(index, leaves.size(), this::at);
        List<Digest> consistency = from == 0 ? List.of() : Merkle.consistency(from, leaves.size(), this::at);
        Receipts message = new Receipts(
                sealed.bytes(),
                new Receipts.Consistency(from, consistency),
                List.of(new Receipts.Receipt(leaf, index, proof)),
                null);
        from = leaves.size();
        return message;
    }

    /** Adds a leaf and returns a message as if nothing had been sent before. */
    Receipts again(Evidence evidence) {
        from = 0;
        return message(evidence);
    }

    private void add(byte[] leaf) {
        for (Merkle.Subtree each : Merkle.append(leaves.size(), List.of(Merkle.leaf(leaf)), this::at)) {
            subtrees.put(List.of((long) each.level(), each.index()), each.digest());
        }
        leaves.add(leaf);
    }

    private SealedCheckpoint checkpoint() {
        Digest previous = last == null ? null : last.digest();
        Digest root = Merkle.root(leaves.size(), this::at);
        last = SealedCheckpoint.seal(new Checkpoint(origin, leaves.size(), root, previous, Instant.now()), sealer);
        return last;
    }

    private Digest at(int level, long index) {
        Digest digest = subtrees.get(List.of((long) level, index));
        if (digest == null) {
            throw new IllegalStateException("no complete subtree " + level + "/" + index);
        }
        return digest;
    }
}
