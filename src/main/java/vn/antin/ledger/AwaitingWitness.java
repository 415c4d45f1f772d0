package vn.antin.ledger;

import java.time.Clock;
import java.util.List;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.db.Tx;

/** At the hub: receipts of the nodes, held until the hub's own log has numbered their checkpoint. */
public final class AwaitingWitness {

    /** A message of a node. */
    public record Message(long seq, NodeId node, byte[] body) {}

    private final Clock clock;

    public AwaitingWitness(Clock clock) {
        this.clock = clock;
    }

    /** Holds a message until the hub's log has numbered this witness leaf. */
    public void add(Tx tx, Digest checkpoint, NodeId node, byte[] body, Digest leaf) {
        tx.update(
                "insert into held (checkpoint, node, body, leaf, since) values (?, ?, ?, ?, ?)",
                checkpoint,
                node.value(),
                body,
                leaf,
                clock.instant());
    }

    /** Returns and deletes the messages that were waiting for this leaf. */
    public List<Message> release(Tx tx, Digest leaf) {
        List<Message> found = tx.query(
                "select seq, node, body from held where leaf = ? order by seq",
                row -> new Message(row.number("seq"), new NodeId(row.text("node")), row.bytes("body")),
                leaf);
        found.forEach(message -> tx.update("delete from held where seq = ?", message.seq()));
        return found;
    }
}
