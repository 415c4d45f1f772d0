package vn.antin.log;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.AwaitingWitness;
import vn.antin.ledger.Checkpoints;
import vn.antin.ledger.Documents;
import vn.antin.ledger.EvidenceStore;
import vn.antin.ledger.Outbox;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.Copy;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.Receipts;

/**
 * Publishes the hub's checkpoints to the nodes they concern: with the hub's own receipts to the senders, and as the
 * witness of other issuers' receipts, which were waiting for it. One message for each node and checkpoint.
 */
public final class NodePublisher implements Sequencer.Publisher {

    private final Checkpoints checkpoints;
    private final Outbox outbox;
    private final EvidenceStore evidenceStore;
    private final AwaitingWitness awaitingWitness;

    public NodePublisher(
            Checkpoints checkpoints, Outbox outbox, EvidenceStore evidenceStore, AwaitingWitness awaitingWitness) {
        this.checkpoints = checkpoints;
        this.outbox = outbox;
        this.evidenceStore = evidenceStore;
        this.awaitingWitness = awaitingWitness;
    }

    @Override
    public void publish(Tx tx, Sequencer.Batch batch) {
        Map<NodeId, List<Receipts.Receipt>> own = new TreeMap<>();
        Map<NodeId, Set<EnvelopeId>> documents = new TreeMap<>();
        for (Sequencer.Numbered numbered : batch.leaves()) {
            var evidence = numbered.leaf().evidence();
            NodeId goesTo = numbered.leaf().goesTo();
            if (evidence != null && goesTo != null) {
                EvidenceStore.StoredEvidence stored =
                        evidenceStore.find(tx, evidence).orElseThrow();
                own.computeIfAbsent(goesTo, node -> new ArrayList<>())
                        .add(new Receipts.Receipt(stored.bytes(), numbered.index(), numbered.proof()));
                documents.computeIfAbsent(goesTo, node -> new HashSet<>()).add(stored.document());
            } else if (evidence == null) {
                release(tx, batch, numbered);
            }
        }
        Receipts.HubWitness witness = new Receipts.HubWitness(null, batch.timeStamp());
        own.forEach((node, receipts) -> send(
                tx,
                batch,
                node,
                new Receipts(batch.checkpoint().bytes(), null, receipts, witness),
                lane(tx, documents.getOrDefault(node, Set.of())),
                "own"));
    }

    private void release(Tx tx, Sequencer.Batch batch, Sequencer.Numbered leaf) {
        Receipts.HubWitness witness = new Receipts.HubWitness(
                new Receipts.WitnessLeaf(
                        leaf.index(), leaf.proof(), batch.checkpoint().bytes()),
                batch.timeStamp());
        for (AwaitingWitness.Message message :
                awaitingWitness.release(tx, leaf.leaf().hash())) {
            Receipts waiting = Receipts.read(message.body());
            Map<NodeId, List<Receipts.Receipt>> bySender = new TreeMap<>();
            // The issuer gets its witness even if no receipt is for it.
            bySender.put(message.node(), new ArrayList<>());
            Set<EnvelopeId> documents = new HashSet<>();
            for (Receipts.Receipt receipt : waiting.receipts()) {
                Copy copy = Evidence.read(receipt.evidence()).copy();
                bySender.computeIfAbsent(copy.sender().node(), node -> new ArrayList<>())
                        .add(receipt);
                documents.add(copy.envelope());
            }
            Outbox.Lane lane = lane(tx, documents);
            bySender.forEach((node, receipts) -> send(
                    tx,
                    batch,
                    node,
                    new Receipts(waiting.checkpoint(), null, receipts, witness),
                    receipts.isEmpty() ? Outbox.Lane.PROOFS : lane,
                    "held-" + message.seq()));
        }
    }

    /** Sends the time-stamp to the nodes that got this checkpoint, or one it witnesses, without it. */
    @Override
    public void stamped(Tx tx, Checkpoints.StoredCheckpoint checkpoint, byte[] timeStamp) {
        Receipts message = new Receipts(checkpoint.sealed(), null, List.of(), new Receipts.HubWitness(null, timeStamp));
        for (NodeId node : checkpoints.takeStampDue(tx, checkpoint.digest())) {
            String dup = "s:" + checkpoint.digest().hex().substring(0, 32) + ":" + node;
            outbox.add(tx, Outbox.MessageKind.RECEIPTS, Outbox.Lane.PROOFS, node, null, 0, message.packed(), dup);
        }
    }

    /** Receipts travel in the lane of the most urgent document among them. */
    private static Outbox.Lane lane(Tx tx, Set<EnvelopeId> documents) {
        return Documents.anyUrgent(tx, documents) ? Outbox.Lane.URGENT : Outbox.Lane.PROOFS;
    }

    private void send(Tx tx, Sequencer.Batch batch, NodeId node, Receipts message, Outbox.Lane lane, String what) {
        outbox.add(tx, Outbox.MessageKind.RECEIPTS, lane, node, null, 0, message.packed(), dup(batch, what, node));
        if (batch.timeStamp() == null) {
            checkpoints.addStampDue(tx, batch.checkpoint().digest(), node);
        }
    }

    private static String dup(Sequencer.Batch batch, String what, NodeId node) {
        // The broker takes 120 characters at most; half of the digest identifies the checkpoint.
        return "r:" + batch.checkpoint().digest().hex().substring(0, 32) + ":" + what + ":" + node;
    }
}
