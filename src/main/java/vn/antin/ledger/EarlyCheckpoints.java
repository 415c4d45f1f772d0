package vn.antin.ledger;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.InList;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.SealedCheckpoint;

/**
 * At the hub: checkpoints that came before their predecessor, with their receipts, and the gap of each such log. A node
 * has one gap at most, in its latest epoch. The room for each node is bounded: the checkpoints nearest to the gap are
 * kept, and the node sends the others again.
 */
public final class EarlyCheckpoints {

    /** Messages kept for one node. */
    static final int MAX_MESSAGES = 2_000;

    /** Bytes of the messages kept for one node. */
    static final long MAX_BYTES = 16L << 20;

    /** An early message, unchanged bytes. */
    public record Early(Digest digest, byte[] message) {}

    /**
     * The gap in a log.
     *
     * @param seen the largest sealed checkpoint seen
     * @param since when the log last grew, or the gap appeared
     * @param asked whether the node was asked since then
     * @param told whether an alarm was raised
     */
    public record Gap(
            NodeId node, String origin, byte[] seen, long seenSize, Instant since, boolean asked, boolean told) {}

    private record KeptCheckpoints(Digest digest, long size, long length) {}

    private record Total(long messages, long bytes) {}

    /** Keeps a message until its predecessor has come; a repeat changes nothing. */
    public void keep(Tx tx, NodeId node, SealedCheckpoint sealed, long follows, byte[] message, Instant now) {
        String origin = sealed.checkpoint().origin();
        Optional<Gap> gap = gap(tx, node);
        if (gap.isPresent() && isLater(gap.get().origin(), origin)) {
            return;
        }
        if (gap.isEmpty() || !gap.get().origin().equals(origin)) {
            forget(tx, node);
            tx.update(
                    "insert into log_gap (node, origin, seen, seen_size, since, asked, told)"
                            + " values (?, ?, ?, ?, ?, false, false)",
                    node.value(),
                    origin,
                    sealed.bytes(),
                    sealed.checkpoint().size(),
                    now);
        } else {
            tx.update(
                    "update log_gap set seen = ?, seen_size = ? where node = ? and seen_size < ?",
                    sealed.bytes(),
                    sealed.checkpoint().size(),
                    node.value(),
                    sealed.checkpoint().size());
        }
        if (makeRoom(tx, node, sealed.checkpoint().size(), message.length)) {
            tx.update(
                    """
                    insert into early_checkpoint (digest, node, origin, follows, size, length, message)
                    values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                    """,
                    sealed.digest(),
                    node.value(),
                    origin,
                    follows,
                    sealed.checkpoint().size(),
                    message.length,
                    message);
        }
    }

    /** Deletes messages farther from the gap; false when there is no room for a checkpoint of that size. */
    private static boolean makeRoom(Tx tx, NodeId node, long size, long length) {
        Total total = tx.one(
                        "select count(*) as n, coalesce(sum(length), 0) as bytes from early_checkpoint where node = ?",
                        row -> new Total(row.number("n"), row.number("bytes")),
                        node.value())
                .orElseThrow();
        while (total.messages() >= MAX_MESSAGES || total.bytes() + length > MAX_BYTES) {
            Optional<KeptCheckpoints> farthest = tx
                    .query(
                            "select digest, size, length from early_checkpoint where node = ? order by size desc limit 1",
                            row -> new KeptCheckpoints(row.digest("digest"), row.number("size"), row.number("length")),
                            node.value())
                    .stream()
                    .findFirst();
            if (farthest.isEmpty() || farthest.get().size() <= size) {
                return false;
            }
            remove(tx, farthest.get().digest());
            total = new Total(
                    total.messages() - 1, total.bytes() - farthest.get().length());
        }
        return true;
    }

    /** The next message that can follow a log of this size, the smallest first. */
    public Optional<Early> next(Tx tx, NodeId node, long size) {
        return tx
                .query(
                        "select digest, message from early_checkpoint where node = ? and follows <= ?"
                                + " order by follows, size limit 1",
                        row -> new Early(row.digest("digest"), row.bytes("message")),
                        node.value(),
                        size)
                .stream()
                .findFirst();
    }

    /** Deletes a message. */
    public void done(Tx tx, Early early) {
        remove(tx, early.digest());
    }

    private static void remove(Tx tx, Digest digest) {
        tx.update("delete from early_checkpoint where digest = ?", digest);
    }

    /** The gap in the log of a node. */
    public Optional<Gap> gap(Tx tx, NodeId node) {
        return tx.one("select * from log_gap where node = ?", EarlyCheckpoints::gap, node.value());
    }

    /** The gaps in the logs of these nodes, at least one. */
    public Map<NodeId, Gap> gaps(Tx tx, Collection<NodeId> nodes) {
        Map<NodeId, Gap> gaps = new HashMap<>();
        tx.query(
                        "select * from log_gap where node in (" + InList.places(nodes.size()) + ")",
                        EarlyCheckpoints::gap,
                        InList.values(nodes, NodeId::value))
                .forEach(gap -> gaps.put(gap.node(), gap));
        return gaps;
    }

    public List<Gap> gaps(Tx tx) {
        return tx.query("select * from log_gap order by node", EarlyCheckpoints::gap);
    }

    /** Records that the log has grown and still has a gap: the node may be asked again. */
    public void grown(Tx tx, NodeId node, Instant now) {
        tx.update("update log_gap set since = ?, asked = false where node = ?", now, node.value());
    }

    public void asked(Tx tx, NodeId node) {
        tx.update("update log_gap set asked = true where node = ?", node.value());
    }

    public void markAlarmed(Tx tx, NodeId node) {
        tx.update("update log_gap set told = true where node = ?", node.value());
    }

    /** Ends the gap and deletes its messages, because it is closed or can never be. */
    public void forget(Tx tx, NodeId node) {
        tx.update("delete from early_checkpoint where node = ?", node.value());
        tx.update("delete from log_gap where node = ?", node.value());
    }

    /** Whether one log of a node is of a later epoch than another. */
    public static boolean isLater(String origin, String other) {
        return origin.length() == other.length() ? origin.compareTo(other) > 0 : origin.length() > other.length();
    }

    private static Gap gap(Columns row) {
        return new Gap(
                new NodeId(row.text("node")),
                row.text("origin"),
                row.bytes("seen"),
                row.number("seen_size"),
                row.instant("since"),
                row.flag("asked"),
                row.flag("told"));
    }
}
