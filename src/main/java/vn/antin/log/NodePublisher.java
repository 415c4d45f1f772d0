package vn.antin.log;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.AwaitingWitness;
import vn.antin.ledger.Checkpoints;
import vn.antin.ledger.Documents;
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
    private final AwaitingWitness awaitingWitness;

    public NodePublisher(Checkpoints checkpoints, Outbox outbox, AwaitingWitness awaitingWitness) {
        this.checkpoints = checkpoints;
        this.outbox = outbox;
        this.awaitingWitness = awaitingWitness;
    }

    @Override
    public void publish(Tx tx, Sequencer.Batch batch) {
        List<Outbox.NewMessage> messages = new ArrayList<>(released(tx, batch));
        Map<NodeId, List<Receipts.Receipt>> own = new TreeMap<>();
        Set<NodeId> urgent = new HashSet<>();
        for (Sequencer.Numbered numbered : batch.leaves()) {
            NodeId goesTo = numbered.leaf().goesTo();
            if (goesTo != null) {
                own.computeIfAbsent(goesTo, node -> new ArrayList<>()).add(numbered.receipt());
                if (numbered.leaf().urgent()) {
                    urgent.add(goesTo);
                }
            }
        }
        Receipts.HubWitness witness = new Receipts.HubWitness(null, batch.timeStamp());
        own.forEach((node, receipts) -> messages.add(message(
                batch,
                node,
                new Receipts(batch.checkpoint().bytes(), null, receipts, witness),
                urgent.contains(node) ? Outbox.Lane.URGENT : Outbox.Lane.PROOFS,
                "own")));
        outbox.add(tx, messages);
        if (batch.timeStamp() == null) {
            for (Outbox.NewMessage message : messages) {
                checkpoints.addStampDue(tx, batch.checkpoint().digest(), Objects.requireNonNull(message.node()));
            }
        }
    }

    /** The messages that were waiting for the witness leaves of this checkpoint, for the nodes they concern. */
    private List<Outbox.NewMessage> released(Tx tx, Sequencer.Batch batch) {
        Map<Digest, Sequencer.Numbered> leaves = new LinkedHashMap<>();
        for (Sequencer.Numbered numbered : batch.leaves()) {
            if (numbered.leaf().evidence() == null) {
                leaves.put(numbered.leaf().hash(), numbered);
            }
        }
        Map<AwaitingWitness.Message, Receipts> waiting = new LinkedHashMap<>();
        Set<EnvelopeId> documents = new HashSet<>();
        for (AwaitingWitness.Message message : awaitingWitness.release(tx, leaves.keySet())) {
            Receipts receipts = Receipts.read(message.body());
            waiting.put(message, receipts);
            receipts.receipts().forEach(receipt -> documents.add(copy(receipt).envelope()));
        }
        Set<EnvelopeId> urgent = Documents.urgent(tx, documents);
        List<Outbox.NewMessage> messages = new ArrayList<>();
        waiting.forEach((message, receipts) -> messages.addAll(
                released(batch, Objects.requireNonNull(leaves.get(message.leaf())), message, receipts, urgent)));
        return messages;
    }

    private static List<Outbox.NewMessage> released(
            Sequencer.Batch batch,
            Sequencer.Numbered leaf,
            AwaitingWitness.Message message,
            Receipts waiting,
            Set<EnvelopeId> urgent) {
        Receipts.HubWitness witness = new Receipts.HubWitness(
                new Receipts.WitnessLeaf(
                        leaf.index(), leaf.proof(), batch.checkpoint().bytes()),
                batch.timeStamp());
        Map<NodeId, List<Receipts.Receipt>> bySender = new TreeMap<>();
        // The issuer gets its witness even if no receipt is for it.
        bySender.put(message.node(), new ArrayList<>());
        Outbox.Lane lane = Outbox.Lane.PROOFS;
        for (Receipts.Receipt receipt : waiting.receipts()) {
            Copy copy = copy(receipt);
            bySender.computeIfAbsent(copy.sender().node(), node -> new ArrayList<>())
                    .add(receipt);
            if (urgent.contains(copy.envelope())) {
                lane = Outbox.Lane.URGENT;
            }
        }
        List<Outbox.NewMessage> messages = new ArrayList<>();
        for (Map.Entry<NodeId, List<Receipts.Receipt>> one : bySender.entrySet()) {
            messages.add(message(
                    batch,
                    one.getKey(),
                    new Receipts(waiting.checkpoint(), null, one.getValue(), witness),
                    one.getValue().isEmpty() ? Outbox.Lane.PROOFS : lane,
                    "held-" + message.seq()));
        }
        return messages;
    }

    private static Copy copy(Receipts.Receipt receipt) {
        return Evidence.read(receipt.evidence()).copy();
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
    private static Outbox.NewMessage message(
            Sequencer.Batch batch, NodeId node, Receipts message, Outbox.Lane lane, String what) {
        return new Outbox.NewMessage(
                Outbox.MessageKind.RECEIPTS, lane, node, null, 0, message.packed(), dup(batch, what, node));
    }

    private static String dup(Sequencer.Batch batch, String what, NodeId node) {
        // The broker takes 120 characters at most; half of the digest identifies the checkpoint.
        return "r:" + batch.checkpoint().digest().hex().substring(0, 32) + ":" + what + ":" + node;
    }
}
