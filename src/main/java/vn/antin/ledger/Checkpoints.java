package vn.antin.ledger;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.InList;
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

    private static final String STAMPED =
            "update checkpoint set time_stamp = ? where digest = ? and time_stamp is null";

    private static final String INSERT =
            "insert into checkpoint (digest, origin, size, root, at, sealed, own, time_stamp)"
                    + " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing";

    /** Stores a checkpoint; false if it was stored before. */
    public boolean add(Tx tx, SealedCheckpoint sealed, boolean own, byte @Nullable [] timeStamp) {
        return 1 == tx.update(INSERT, row(sealed, own, timeStamp));
    }

    /** Stores a checkpoint of another log with the deferred rows; nothing if it was stored before. */
    public void addDeferred(Tx tx, SealedCheckpoint sealed) {
        tx.defer(INSERT, row(sealed, false, null));
    }

    private static @Nullable Object[] row(SealedCheckpoint sealed, boolean own, byte @Nullable [] timeStamp) {
        Checkpoint checkpoint = sealed.checkpoint();
        return new @Nullable Object[] {
            sealed.digest(),
            checkpoint.origin(),
            checkpoint.size(),
            checkpoint.root(),
            checkpoint.time(),
            sealed.bytes(),
            own,
            timeStamp
        };
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
     * whose log another root of the same size was known before: their issuer keeps two histories.
     */
    public List<SealedCheckpoint> see(Tx tx, List<SeenCheckpoint> all) {
        List<Root> roots = new ArrayList<>(rootsAt(tx, all));
        Set<Digest> known = roots.stream().map(Root::digest).collect(Collectors.toSet());
        List<@Nullable Object[]> rows = new ArrayList<>();
        List<SeenCheckpoint> fresh = new ArrayList<>();
        List<SealedCheckpoint> conflicts = new ArrayList<>();
        for (SeenCheckpoint seen : all) {
            if (known.add(seen.sealed().digest())) {
                fresh.add(seen);
                rows.add(row(seen));
                Root root = Root.of(seen.sealed());
                if (roots.stream().anyMatch(root::contradicts)) {
                    conflicts.add(seen.sealed());
                }
                roots.add(root);
            }
        }
        boolean stored = rows.isEmpty() || rows.size() == tx.updateAll("""
                                insert into checkpoint (digest, origin, size, root, at, sealed, own, time_stamp,
                                    witness_leaf, witness_proof, witness_checkpoint)
                                values (?, ?, ?, ?, ?, ?, false, ?, ?, ?, ?) on conflict do nothing
                                """, rows);
        // Of the new ones a concurrent transaction may have stored some.
        complete(tx, stored ? all.stream().filter(seen -> !fresh.contains(seen)).toList() : all);
        return conflicts;
    }

    private static List<Root> rootsAt(Tx tx, List<SeenCheckpoint> all) {
        Set<List<Object>> places = new LinkedHashSet<>();
        for (SeenCheckpoint seen : all) {
            Checkpoint checkpoint = seen.sealed().checkpoint();
            places.add(List.of(checkpoint.origin(), checkpoint.size()));
        }
        // H2 uses both columns of the index for a join, but only the first for a list of pairs.
        String more = InList.places(places.size()).substring(1).replace("?", "(?, ?)");
        return tx.query(
                "select c.digest, c.origin, c.size, c.root from"
                        + " (values (cast(? as varchar(80)), cast(? as bigint))" + more + ") as place (origin, size)"
                        + " join checkpoint c on c.origin = place.origin and c.size = place.size",
                row -> new Root(row.digest("digest"), row.text("origin"), row.number("size"), row.digest("root")),
                Stream.of(InList.values(places, place -> place))
                        .flatMap(place -> ((List<?>) Objects.requireNonNull(place)).stream())
                        .toArray());
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

    /** The first witness and the first time-stamp of each stay. */
    private static void complete(Tx tx, List<SeenCheckpoint> all) {
        List<@Nullable Object[]> leaves = new ArrayList<>();
        List<@Nullable Object[]> stamps = new ArrayList<>();
        for (SeenCheckpoint seen : all) {
            Digest digest = seen.sealed().digest();
            WitnessedAt leaf = seen.leaf();
            if (leaf != null) {
                leaves.add(new Object[] {leaf.index(), joined(leaf.proof()), leaf.checkpoint(), digest});
            }
            byte[] timeStamp = seen.timeStamp();
            if (timeStamp != null) {
                stamps.add(new Object[] {timeStamp, digest});
            }
        }
        if (!leaves.isEmpty()) {
            tx.updateAll("""
                    update checkpoint set witness_leaf = ?, witness_proof = ?, witness_checkpoint = ?
                    where digest = ? and witness_checkpoint is null
                    """, leaves);
        }
        if (!stamps.isEmpty()) {
            tx.updateAll(STAMPED, stamps);
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

    /** The end of a log, as its largest checkpoint states it. */
    public record LogHead(long size, Digest root) {}

    /** The ends of these logs, at least one, by name: what {@link #last} says of each. */
    public Map<String, LogHead> heads(Tx tx, Collection<String> origins) {
        Map<String, LogHead> heads = new HashMap<>();
        String more = InList.places(origins.size()).substring(1).replace("?", "(?)");
        tx.query(
                "select c.origin, c.size, c.root from (values (cast(? as varchar(80)))" + more + ") as log (origin)"
                        + " join checkpoint c on c.digest = (select l.digest from checkpoint l"
                        + " where l.origin = log.origin order by l.origin, l.size desc, l.seq limit 1)",
                row -> heads.put(row.text("origin"), new LogHead(row.number("size"), row.digest("root"))),
                InList.values(origins, origin -> origin));
        return heads;
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

    /** The largest of our own checkpoints of a log before a time. */
    public Optional<StoredCheckpoint> ownBefore(Tx tx, String origin, Instant before) {
        return tx
                .query(
                        "select * from checkpoint where origin = ? and own = true and at < ? order by size desc limit 1",
                        Checkpoints::checkpoint,
                        origin,
                        before)
                .stream()
                .findFirst();
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
        tx.update(STAMPED, timeStamp, digest);
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
