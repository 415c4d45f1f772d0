package vn.antin.ledger;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.SealedCheckpoint;

/** The sealed checkpoints of our own and of other logs, with their witness and time-stamp. */
public final class Checkpoints {

    /**
     * A stored checkpoint.
     *
     * @param timeStamp RFC 3161 token over its digest
     * @param witnessLeaf its index in the hub's log
     * @param witness digest of the hub's checkpoint that has it as a leaf
     */
    public record StoredCheckpoint(
            Digest digest,
            String origin,
            long size,
            Digest root,
            byte[] sealed,
            boolean own,
            byte @Nullable [] timeStamp,
            @Nullable Long witnessLeaf,
            byte @Nullable [] witnessProof,
            @Nullable Digest witness) {}

    /** Stores a checkpoint; false if it was stored before. */
    public boolean add(Tx tx, SealedCheckpoint sealed, boolean own, byte @Nullable [] timeStamp) {
        return 1
                == tx.update(
                        """
                        insert into checkpoint (digest, origin, size, root, at, sealed, own, time_stamp)
                        values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                        """,
                        sealed.digest(),
                        sealed.checkpoint().origin(),
                        sealed.checkpoint().size(),
                        sealed.checkpoint().root(),
                        sealed.checkpoint().time(),
                        sealed.bytes(),
                        own,
                        timeStamp);
    }

    /**
     * A checkpoint of another log that was seen, with what came with it.
     *
     * @param timeStamp RFC 3161 token over its digest; null for none
     * @param leaf its leaf in the hub's log, with that checkpoint's digest; null for none
     */
    public record SeenCheckpoint(
            SealedCheckpoint sealed,
            byte @Nullable [] timeStamp,
            @Nullable WitnessedAt leaf) {}

    /** A leaf of the hub's log, and the digest of the hub's checkpoint that has it. */
    public record WitnessedAt(long index, List<Digest> proof, Digest checkpoint) {}

    private record Root(Digest digest, String origin, long size, Digest root) {

        static Root of(SealedCheckpoint sealed) {
            Checkpoint checkpoint = sealed.checkpoint();
            return new Root(sealed.digest(), checkpoint.origin(), checkpoint.size(), checkpoint.root());
        }

        boolean contradicts(Root other) {
            return origin.equals(other.origin) && size == other.size && !root.equals(other.root);
        }
    }

    /**
     * Stores these checkpoints; adds witness and time-stamp to those that are known without. Returns the new ones of
     * whose log another root of the same size is known: their issuer keeps two histories.
     */
    public List<SealedCheckpoint> see(Tx tx, List<SeenCheckpoint> all) {
        List<Root> roots = new ArrayList<>(rootsAt(tx, all));
        Set<Digest> known = roots.stream().map(Root::digest).collect(Collectors.toSet());
        List<@Nullable Object[]> rows = new ArrayList<>();
        List<SeenCheckpoint> fresh = new ArrayList<>();
        for (SeenCheckpoint seen : all) {
            if (known.add(seen.sealed().digest())) {
                fresh.add(seen);
                rows.add(row(seen));
                roots.add(Root.of(seen.sealed()));
            }
        }
        boolean stored = rows.isEmpty() || rows.size() == tx.updateAll("""
                                insert into checkpoint (digest, origin, size, root, at, sealed, own, time_stamp,
                                    witness_leaf, witness_proof, witness_checkpoint)
                                values (?, ?, ?, ?, ?, ?, false, ?, ?, ?, ?) on conflict do nothing
                                """, rows);
        for (SeenCheckpoint seen : all) {
            // Of the new ones a concurrent transaction may have stored some.
            if (!stored || !fresh.contains(seen)) {
                complete(tx, seen);
            }
        }
        return fresh.stream()
                .map(SeenCheckpoint::sealed)
                .filter(one -> roots.stream().anyMatch(root -> root.contradicts(Root.of(one))))
                .toList();
    }

    private static List<Root> rootsAt(Tx tx, List<SeenCheckpoint> all) {
        List<@Nullable Object> values = new ArrayList<>();
        for (SeenCheckpoint seen : all) {
            values.add(seen.sealed().checkpoint().origin());
            values.add(seen.sealed().checkpoint().size());
        }
        String one = "select digest, origin, size, root from checkpoint where origin = ? and size = ?";
        return tx.query(
                String.join(" union all ", Collections.nCopies(all.size(), one)),
                row -> new Root(row.digest("digest"), row.text("origin"), row.number("size"), row.digest("root")),
                values.toArray());
    }

    private static @Nullable Object[] row(SeenCheckpoint seen) {
        Checkpoint checkpoint = seen.sealed().checkpoint();
        WitnessedAt leaf = seen.leaf();
        return new @Nullable Object[] {
            seen.sealed().digest(),
            checkpoint.origin(),
            checkpoint.size(),
            checkpoint.root(),
            checkpoint.time(),
            seen.sealed().bytes(),
            seen.timeStamp(),
            leaf == null ? null : leaf.index(),
            leaf == null ? null : joined(leaf.proof()),
            leaf == null ? null : leaf.checkpoint()
        };
    }

    private void complete(Tx tx, SeenCheckpoint seen) {
        Digest digest = seen.sealed().digest();
        WitnessedAt leaf = seen.leaf();
        if (leaf != null) {
            tx.update("""
                    update checkpoint set witness_leaf = ?, witness_proof = ?, witness_checkpoint = ?
                    where digest = ? and witness_checkpoint is null
                    """, leaf.index(), joined(leaf.proof()), leaf.checkpoint(), digest);
        }
        byte[] timeStamp = seen.timeStamp();
        if (timeStamp != null) {
            stamped(tx, digest, timeStamp);
        }
    }

    public Optional<StoredCheckpoint> find(Tx tx, Digest digest) {
        return tx.one("select * from checkpoint where digest = ?", Checkpoints::checkpoint, digest);
    }

    /** The largest checkpoint of a log; of two with one size, the first one seen. */
    public Optional<StoredCheckpoint> last(Tx tx, String origin) {
        return tx
                .query(
                        "select * from checkpoint where origin = ? order by origin, size desc, seq limit 1",
                        Checkpoints::checkpoint,
                        origin)
                .stream()
                .findFirst();
    }

    /** The largest checkpoint that we sealed. After a restore others may have larger ones, which are missing here. */
    public Optional<StoredCheckpoint> lastOwn(Tx tx, String origin) {
        return tx
                .query(
                        "select * from checkpoint where origin = ? and own = true order by origin, size desc, seq limit 1",
                        Checkpoints::checkpoint,
                        origin)
                .stream()
                .findFirst();
    }

    /** Our own checkpoints of a log beyond a size and before a time, the smallest first. */
    public List<StoredCheckpoint> ownAfter(Tx tx, String origin, long size, Instant before, int atMost) {
        return tx.query(
                "select * from checkpoint where origin = ? and size > ? and own = true and at < ? order by size limit ?",
                Checkpoints::checkpoint,
                origin,
                size,
                before,
                atMost);
    }

    /** The largest checkpoint of a node's latest epoch. */
    public Optional<StoredCheckpoint> lastOf(Tx tx, String node) {
        return tx.query("""
                        select * from checkpoint where origin like ? escape '!' order by length(origin) desc,
                            origin desc, size desc, seq limit 1
                        """, Checkpoints::checkpoint, node + "/%").stream().findFirst();
    }

    /** Every checkpoint of a log at one size: two with different roots prove that its issuer keeps two histories. */
    public List<StoredCheckpoint> at(Tx tx, String origin, long size) {
        return tx.query(
                "select * from checkpoint where origin = ? and size = ?", Checkpoints::checkpoint, origin, size);
    }

    public void stamped(Tx tx, Digest digest, byte[] timeStamp) {
        tx.update("update checkpoint set time_stamp = ? where digest = ? and time_stamp is null", timeStamp, digest);
    }

    /** Our own checkpoints without a time-stamp, the smallest first. */
    public List<StoredCheckpoint> unstamped(Tx tx, int atMost) {
        return tx.query(
                "select * from checkpoint where own = true and time_stamp is null order by size limit ?",
                Checkpoints::checkpoint,
                atMost);
    }

    /** The hashes concatenated, 32 bytes each. */
    public static byte[] joined(List<Digest> hashes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(hashes.size() * Digest.LENGTH);
        hashes.forEach(hash -> out.writeBytes(hash.bytes()));
        return out.toByteArray();
    }

    /** The reverse of {@link #joined}. */
    public static List<Digest> split(byte[] joined) {
        List<Digest> hashes = new ArrayList<>();
        for (int at = 0; at < joined.length; at += Digest.LENGTH) {
            hashes.add(Digest.of(Arrays.copyOfRange(joined, at, at + Digest.LENGTH)));
        }
        return hashes;
    }

    private static StoredCheckpoint checkpoint(Columns row) {
        return new StoredCheckpoint(
                row.digest("digest"),
                row.text("origin"),
                row.number("size"),
                row.digest("root"),
                row.bytes("sealed"),
                row.flag("own"),
                row.maybeBytes("time_stamp").orElse(null),
                row.maybeNumber("witness_leaf").orElse(null),
                row.maybeBytes("witness_proof").orElse(null),
                row.maybeDigest("witness_checkpoint").orElse(null));
    }

    /** Records that the node got this checkpoint, or one that it witnesses, without its time-stamp. */
    public void addStampDue(Tx tx, Digest checkpoint, NodeId node) {
        tx.defer(
                "insert into stamp_due (checkpoint, node) values (?, ?) on conflict do nothing",
                checkpoint,
                node.value());
    }

    /** Returns and deletes the nodes that wait for the time-stamp of this checkpoint, in the order of their names. */
    public List<NodeId> takeStampDue(Tx tx, Digest checkpoint) {
        List<NodeId> nodes = tx.query(
                "select node from stamp_due where checkpoint = ? order by node",
                row -> new NodeId(row.text("node")),
                checkpoint);
        tx.update("delete from stamp_due where checkpoint = ?", checkpoint);
        return nodes;
    }
}
