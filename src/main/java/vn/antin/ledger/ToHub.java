package vn.antin.ledger;

import java.util.ArrayList;
import java.util.List;
import vn.antin.receipt.Receipts;

/** A node's checkpoints go to the hub, each in its order: to be witnessed, and to take receipts to their senders. */
public final class ToHub implements Sequencer.Publisher {

    private final Outbox outbox;
    private final Proofs proofs;

    public ToHub(Outbox outbox, Proofs proofs) {
        this.outbox = outbox;
        this.proofs = proofs;
    }

    @Override
    public void publish(Tx tx, Sequencer.Batch batch) {
        List<Receipts.Receipt> receipts = new ArrayList<>();
        for (Sequencer.Numbered numbered : batch.leaves()) {
            var evidence = numbered.leaf().evidence();
            if (evidence != null && numbered.leaf().goesTo() != null) {
                byte[] bytes = proofs.find(tx, evidence).orElseThrow().bytes();
                receipts.add(new Receipts.Receipt(bytes, numbered.index(), numbered.proof()));
            }
        }
        Receipts message = new Receipts(
                batch.checkpoint().bytes(),
                new Receipts.Consistency(batch.from(), batch.consistency()),
                receipts,
                null);
        outbox.add(
                tx,
                Outbox.Kind.RECEIPTS,
                Outbox.Lane.PROOFS, // all alike: a log's checkpoints must not overtake each other
                null,
                null,
                0,
                message.packed(),
                "r:" + batch.checkpoint().digest().hex().substring(0, 32));
    }

    @Override
    public void stamped(Tx tx, Checkpoints.Kept checkpoint, byte[] timeStamp) {
        throw new IllegalStateException("a node's checkpoints are stamped through the hub's");
    }
}
