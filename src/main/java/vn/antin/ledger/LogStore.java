package vn.antin.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.db.Signal;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.LogLeaf;
import vn.antin.receipt.Merkle;
import vn.antin.receipt.SealedCheckpoint;

/** The leaves and subtrees of our own log (RFC 6962), and its epoch. */
public final class LogStore {

    /**
     * A leaf that is not numbered yet.
     *
     * @param evidence digest of its evidence; null for a leaf of another kind
     * @param goesTo the node that must get the receipt; null for none
     * @param size bytes of the evidence
     */
    public record PendingLeaf(
            long seq,
            Digest hash,
            @Nullable Digest evidence,
            byte @Nullable [] bytes,
            @Nullable NodeId goesTo,
            long size) {}

    private static final String EPOCH = "log.epoch";

    private final NodeId self;

    public LogStore(NodeId self) {
        this.self = self;
    }

    /** The node or hub that writes this log. */
    public NodeId self() {
        return self;
    }

    /** The name of the current log: node/epoch. */
    public String origin(Tx tx) {
        return self + "/" + epoch(tx);
    }

    private long epoch(Tx tx) {
        return tx.one("select content from setting where name = ?", row -> row.text("content"), EPOCH)
                .map(Long::parseLong)
                .orElse(1L);
    }

    /**
     * Opens a new epoch after a restore. Its first leaf names the last checkpoint that the hub saw; then comes the
     * evidence whose checkpoint the hub never witnessed, and what had no number yet.
     */
    public void openEpoch(Tx tx, long epoch, LogLeaf first) {
        openEpoch(tx, epoch, first, "witness_checkpoint");
    }

    /**
     * The same for the log of a restored hub, whose last checkpoint only its time-stamp proves. The epoch is taken from
     * the clock, because one backup may be restored twice. False, and no change, when nothing was sealed yet.
     */
    public boolean openNextEpoch(Tx tx, Instant now) {
        Optional<Checkpoints.StoredCheckpoint> last = new Checkpoints().lastOwn(tx, origin(tx));
        last.ifPresent(kept -> openEpoch(
                tx,
                Math.max(epoch(tx) + 1, now.getEpochSecond()),
                LogLeaf.epoch(SealedCheckpoint.open(kept.sealed())),
                "time_stamp"));
        return last.isPresent();
    }

    private void openEpoch(Tx tx, long epoch, LogLeaf first, String proof) {
        String old = origin(tx);
        tx.update("delete from setting where name = ?", EPOCH);
        tx.update("insert into setting (name, content) values (?, ?)", EPOCH, Long.toString(epoch));
        long before = tx.one("select coalesce(max(seq), 0) as n from leaf", row -> row.number("n"))
                .orElse(0L);
        add(tx, first);
        tx.update("""
                insert into leaf (hash, evidence)
                select l.hash, e.id from evidence e join leaf l on l.evidence = e.id
                where e.own = true and e.origin = ? and l.origin = ? and exists (
                    select 1 from checkpoint c where c.digest = e.checkpoint and c.%s is null)
                order by e.seq
                """.formatted(proof), old, old);
        tx.update("""
                insert into leaf (hash, bytes, evidence)
                select hash, bytes, evidence from leaf where origin is null and seq <= ? order by seq
                """, before);
        tx.update("delete from leaf where origin is null and seq <= ?", before);
    }

    /** Queues a leaf other than evidence: a directory, a revocation list, a checkpoint of another log. */
    public Digest add(Tx tx, LogLeaf leaf) {
        byte[] bytes = leaf.write();
        Digest hash = Merkle.leaf(bytes);
        tx.update("insert into leaf (hash, bytes) values (?, ?)", hash, bytes);
        tx.wake(Signal.LOG);
        return hash;
    }

    public List<PendingLeaf> pending(Tx tx, int atMost) {
        return tx.query(
                """
                select l.seq, l.hash, l.evidence, l.bytes, e.goes_to, octet_length(e.bytes) as size from leaf l
                left join evidence e on e.id = l.evidence
                where l.origin is null order by l.seq limit ?
                """,
                row -> new PendingLeaf(
                        row.number("seq"),
                        row.digest("hash"),
                        row.maybeDigest("evidence").orElse(null),
                        row.maybeBytes("bytes").orElse(null),
                        row.maybeText("goes_to").map(NodeId::new).orElse(null),
                        row.maybeNumber("size").orElse(0L)),
                atMost);
    }

    /**
     * Gives these leaves their numbers, the first the given one.
     *
     * @throws IllegalStateException when one of them has a number already
     */
    public void number(Tx tx, String origin, long first, List<PendingLeaf> leaves) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (PendingLeaf leaf : leaves) {
            rows.add(new @Nullable Object[] {origin, first + rows.size(), leaf.seq()});
        }
        int changed = tx.updateAll("update leaf set origin = ?, idx = ? where seq = ? and idx is null", rows);
        if (changed != rows.size()) {
            throw new IllegalStateException(rows.size() - changed + " leaves from " + first + " have a number already");
        }
    }

    public void keep(Tx tx, String origin, List<Merkle.Subtree> subtrees) {
        tx.updateAll(
                "insert into subtree (origin, level, idx, hash) values (?, ?, ?, ?)",
                subtrees.stream()
                        .map(one -> new @Nullable Object[] {origin, one.level(), one.index(), one.digest()})
                        .toList());
    }

    /** A view of the stored subtrees and of those in memory: about to be stored, or stored and not to be read again. */
    public Merkle.Hashes hashes(Tx tx, String origin, Collection<Merkle.Subtree> inMemory) {
        Map<String, Digest> known = new HashMap<>();
        inMemory.forEach(one -> known.put(one.level() + ":" + one.index(), one.digest()));
        return (level, index) -> known.computeIfAbsent(level + ":" + index, place -> stored(tx, origin, level, index));
    }

    private static Digest stored(Tx tx, String origin, int level, long index) {
        Optional<Digest> hash = tx.one(
                "select hash from subtree where origin = ? and level = ? and idx = ?",
                row -> row.digest("hash"),
                origin,
                level,
                index);
        return hash.orElseThrow(() -> new IllegalStateException("no subtree " + level + ":" + index + " of " + origin));
    }

    /** The hashes of the stored leaf bytes, from an index on, to compare with the tree. */
    public List<Digest> recomputed(Tx tx, String origin, long from, int atMost) {
        return tx.query(
                """
                select l.bytes, e.bytes as evidence_bytes from leaf l left join evidence e on e.id = l.evidence
                where l.origin = ? and l.idx >= ? order by l.idx limit ?
                """,
                row -> Merkle.leaf(row.maybeBytes("bytes")
                        .or(() -> row.maybeBytes("evidence_bytes"))
                        .orElse(new byte[0])),
                origin,
                from,
                atMost);
    }
}
