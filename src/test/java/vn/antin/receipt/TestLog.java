package vn.antin.receipt;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.seal.SealAlgorithm;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.KeyEntry;

/** One issuer's log in memory, as a ledger stores it: leaves, complete subtrees, the last checkpoint. */
public final class TestLog {

    private final NodeId issuer;
    private final String epoch;
    private final Sealer sealer;
    private final Clock clock;
    private final Map<List<Long>, Digest> subtrees = new HashMap<>();
    private final List<byte[]> leaves = new ArrayList<>();
    private @Nullable SealedCheckpoint last;

    public TestLog(NodeId issuer, KeyEntry key, Clock clock) {
        this(issuer, "1", key, clock);
    }

    public TestLog(NodeId issuer, String epoch, KeyEntry key, Clock clock) {
        this.issuer = issuer;
        this.epoch = epoch;
        this.clock = clock;
        this.sealer = new Sealer(key, SealAlgorithm.defaultFor(key.certificate().getPublicKey()), clock);
    }

    public long add(byte[] leaf) {
        for (Merkle.Subtree each : Merkle.append(leaves.size(), List.of(Merkle.leaf(leaf)), this::at)) {
            subtrees.put(List.of((long) each.level(), each.index()), each.digest());
        }
        leaves.add(leaf);
        return leaves.size() - 1L;
    }

    public SealedCheckpoint checkpoint() {
        Digest previous = last == null ? null : last.digest();
        Digest root = Merkle.root(leaves.size(), this::at);
        var checkpoint =
                new Checkpoint(Checkpoint.origin(issuer, epoch), leaves.size(), root, previous, clock.instant());
        last = SealedCheckpoint.seal(checkpoint, sealer);
        return last;
    }

    public List<Digest> proof(long index, Checkpoint under) {
        return Merkle.inclusion(index, under.size(), this::at);
    }

    public List<Digest> consistency(long from, Checkpoint under) {
        return Merkle.consistency(from, under.size(), this::at);
    }

    public Receipts.Receipt receipt(long index, Checkpoint under) {
        return new Receipts.Receipt(leaves.get(Math.toIntExact(index)), index, proof(index, under));
    }

    private Digest at(int level, long index) {
        Digest digest = subtrees.get(List.of((long) level, index));
        if (digest == null) {
            throw new IllegalStateException("no complete subtree " + level + "/" + index);
        }
        return digest;
    }
}
