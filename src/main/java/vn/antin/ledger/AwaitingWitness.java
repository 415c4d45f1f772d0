package vn.antin.ledger;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.db.InList;
import vn.antin.ledger.db.Tx;

/** At the hub: receipts of the nodes, held until the hub's own log has numbered their checkpoint. */
public final class AwaitingWitness {

    /**
     * A message of a node.
     *
     * @param leaf the witness leaf that it waits for
     */
    public record Message(long seq, NodeId node, byte[] body, Digest leaf) {}

    private final Clock clock;

    public AwaitingWitness(Clock clock) {
        this.clock = clock;
    }

    /** Holds a message until the hub's log has numbered this witness leaf. */
    public void add(Tx tx, Digest checkpoint, NodeId node, byte[] body, Digest leaf) {
        tx.defer(
                "insert into held (checkpoint, node, body, leaf, since) values (?, ?, ?, ?, ?)",
                checkpoint,
                node.value(),
                body,
                leaf,
                clock.instant());
    }

    /** Returns and deletes the messages that were waiting for these leaves, in the order of their coming. */
    public List<Message> release(Tx tx, Collection<Digest> leaves) {
        if (leaves.isEmpty()) {
            return List.of();
        }
        List<Message> found = tx.query(
                "select seq, node, body, leaf from held where leaf in (" + InList.places(leaves.size())
                        + ") order by seq",
                row -> new Message(
                        row.number("seq"), new NodeId(row.text("node")), row.bytes("body"), row.digest("leaf")),
                InList.values(leaves, leaf -> leaf));
        if (!found.isEmpty()) {
            tx.update(
                    "delete from held where seq in (" + InList.places(found.size()) + ")",
                    InList.values(found, Message::seq));
        }
        return found;
    }
}
