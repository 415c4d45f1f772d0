package vn.antin.ledger;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Urgency;
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
     * @param evidence identifier of the evidence that it is; null for a leaf of another kind
     * @param goesTo the node that must get the receipt; null for none
     * @param urgent whether the evidence is about an urgent document; an unknown one counts as ordinary
     */
    public record PendingLeaf(
            long seq,
            @Nullable Digest evidence,
            byte[] bytes,
            @Nullable NodeId goesTo,
            boolean urgent) {

        public Digest hash() {
            return Merkle.leaf(bytes);
        }
    }

    private static final String EPOCH = "log.epoch";

    private final NodeId self;
    private final Lock sealing = new ReentrantLock();

    public LogStore(NodeId self) {
        this.self = self;
    }

    /** The node or hub that writes this log. */
    public NodeId self() {
        return self;
    }

    /**
     * Held outside of transactions while the log is sealed or a new epoch is opened, so that no checkpoint covers
     * evidence of another epoch.
     */
    public Lock sealing() {
        return sealing;
    }

    /** The name of the current log: node/epoch. */
    public String origin(Tx tx) {
        return self + "/" + epoch(tx);
    }

    private long epoch(Tx tx) {
        return epoch(LedgerSettings.get(tx, EPOCH));
    }

    private static long epoch(Optional<String> stored) {
        return stored.map(Long::parseLong).orElse(1L);
    }

    /**
     * Opens a new epoch after a restore. Its first leaf names the last checkpoint that the hub saw; then comes what had
     * no number yet, and the evidence whose checkpoint the hub never witnessed loses its number and comes again. The
     * caller holds {@link #sealing}.
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
        LedgerSettings.put(tx, EPOCH, Long.toString(epoch));
        long before = tx.one("select coalesce(max(seq), 0) as n from leaf", row -> row.number("n"))
                .orElse(0L);
        add(tx, first);
        tx.update("""
                update evidence set origin = null, leaf = null, proof = null, checkpoint = null
                where own = true and origin = ? and exists (
                    select 1 from checkpoint c where c.digest = evidence.checkpoint and c.%s is null)
                """.formatted(proof), old);
        tx.update(
                "insert into leaf (bytes) select bytes from leaf where origin is null and seq <= ? order by seq",
                before);
        tx.update("delete from leaf where origin is null and seq <= ?", before);
    }

    /** Queues a leaf other than evidence: a directory, a revocation list, a checkpoint of another log. */
    public Digest add(Tx tx, LogLeaf leaf) {
        byte[] bytes = leaf.write();
        tx.defer("insert into leaf (bytes) values (?)", bytes);
        tx.wake(Signal.LOG);
        return Merkle.leaf(bytes);
    }

    /**
     * The leaves without a number: first those of other kinds, then our evidence, each in the order of their making.
     *
     * @param origin the name of the current log
     */
    public record PendingLeaves(String origin, List<PendingLeaf> leaves) {}

    /** The leaves without a number, as far as they are no more than the given number. */
    public PendingLeaves pending(Tx tx, int atMost) {
        AtomicLong epoch = new AtomicLong(1);
        List<PendingLeaf> leaves = tx.query(
                """
                select pending.*, (select content from setting where name = ?) as epoch from (
                    (select seq, cast(null as bytea) as evidence, bytes, cast(null as varchar(63)) as goes_to,
                        cast(null as varchar(16)) as urgency from leaf
                    where origin is null order by origin, idx, seq limit ?)
                    union all
                    (select e.seq, e.id, e.bytes, e.goes_to, d.urgency from evidence e
                    left join document d on d.id = e.document
                    where e.origin is null and e.own = true order by e.origin, e.leaf, e.seq limit ?)) pending
                order by case when evidence is null then 0 else 1 end, seq limit ?
                """,
                row -> {
                    epoch.set(epoch(row.maybeText("epoch")));
                    return new PendingLeaf(
                            row.number("seq"),
                            row.maybeDigest("evidence").orElse(null),
                            row.bytes("bytes"),
                            row.maybeText("goes_to").map(NodeId::new).orElse(null),
                            row.maybeOne(Urgency.class, "urgency")
                                    .filter(Urgency::urgent)
                                    .isPresent());
                },
                EPOCH,
                atMost,
                atMost,
                atMost);
        return new PendingLeaves(self + "/" + epoch, leaves);
    }

    /** A leaf of a kind other than evidence with its number. */
    public record NumberedLeaf(long seq, long index) {}

    /**
     * Gives these leaves their numbers.
     *
     * @throws IllegalStateException when one of them has a number already
     */
    public void number(Tx tx, String origin, List<NumberedLeaf> leaves) {
        if (leaves.isEmpty()) {
            return;
        }
        int changed = tx.updateAll(
                "update leaf set origin = ?, idx = ? where seq = ? and idx is null",
                leaves.stream()
                        .map(leaf -> new @Nullable Object[] {origin, leaf.index(), leaf.seq()})
                        .toList());
        if (changed != leaves.size()) {
            throw new IllegalStateException(changed + " of " + leaves.size() + " leaves had no number");
        }
    }

    public void keep(Tx tx, String origin, List<Merkle.Subtree> subtrees) {
        tx.deferAll(
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

    /**
     * The hashes of the stored leaf bytes, from an index on, to compare with the tree. Of evidence that was moved to an
     * archive only the hash in the tree is left.
     */
    public List<Digest> recomputed(Tx tx, String origin, long from, int atMost) {
        return tx.query(
                """
                select idx, bytes, cast(null as bytea) as hash from leaf where origin = ? and idx >= ? and idx < ?
                union all
                select e.leaf, e.bytes, s.hash from evidence e left join subtree s on octet_length(e.bytes) = 0
                    and s.origin = e.origin and s.level = 0 and s.idx = e.leaf
                where e.own = true and e.origin = ? and e.leaf >= ? and e.leaf < ?
                order by idx
                """,
                row -> row.maybeDigest("hash").orElseGet(() -> Merkle.leaf(row.bytes("bytes"))),
                origin,
                from,
                from + atMost,
                origin,
                from,
                from + atMost);
    }
}
