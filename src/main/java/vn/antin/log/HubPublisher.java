package vn.antin.log;

import java.time.Instant;
import java.util.List;
import vn.antin.envelope.Digest;
import vn.antin.ledger.Checkpoints;
import vn.antin.ledger.EvidenceStore;
import vn.antin.ledger.LogStore;
import vn.antin.ledger.Outbox;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.Merkle;
import vn.antin.receipt.Receipts;

/**
 * Publishes a node's checkpoints to the hub, in order: the hub witnesses them and passes the receipts on to the
 * senders.
 */
public final class HubPublisher implements Sequencer.Publisher {

    /** Limits of one resend; the hub asks for the rest once it has these. */
    private static final int MAX_RESENT = 512;

    private static final int MAX_BYTES_RESENT = 8 << 20;

    private final Outbox outbox;
    private final EvidenceStore evidenceStore;

    public HubPublisher(Outbox outbox, EvidenceStore evidenceStore) {
        this.outbox = outbox;
        this.evidenceStore = evidenceStore;
    }

    @Override
    public void publish(Tx tx, Sequencer.Batch batch) {
        List<Receipts.Receipt> receipts = batch.leaves().stream()
                .filter(numbered -> numbered.leaf().goesTo() != null)
                .map(Sequencer.Numbered::receipt)
                .toList();
        Receipts message = new Receipts(
                batch.checkpoint().bytes(),
                new Receipts.Consistency(batch.from(), batch.consistency()),
                receipts,
                null);
        send(tx, message.packed(), name(batch.checkpoint().digest()));
    }

    /**
     * What left once more.
     *
     * @param checkpoints number of those that left
     * @param size of the last one that was looked at; the first that was asked for when there was none
     */
    public record Resent(int checkpoints, long size) {}

    private void send(Tx tx, byte[] message, String dup) {
        outbox.add(
                tx,
                Outbox.MessageKind.RECEIPTS,
                Outbox.Lane.PROOFS, // one lane for all: a log's checkpoints must not overtake each other
                null,
                null,
                0,
                message,
                dup);
    }

    private static String name(Digest checkpoint) {
        return "r:" + checkpoint.hex().substring(0, 32);
    }

    /**
     * Puts checkpoints that were sealed before a time into the outbox once more, rebuilt from the log, the smallest
     * first. Those still in the outbox are skipped.
     *
     * @param from the size of this log that the hub knows
     * @param now part of the duplicate id: the broker drops a message whose id it has seen
     */
    public Resent resend(Tx tx, LogStore log, Checkpoints checkpoints, long from, Instant before, Instant now) {
        String origin = log.origin(tx);
        Merkle.Hashes hashes = log.hashes(tx, origin, List.of());
        long follows = from;
        int count = 0;
        int bytes = 0;
        for (Checkpoints.StoredCheckpoint stored : checkpoints.ownAfter(tx, origin, from, before, MAX_RESENT)) {
            if (bytes > MAX_BYTES_RESENT) {
                break;
            }
            String name = name(stored.digest());
            if (!outbox.waits(tx, name)) {
                byte[] message = new Receipts(
                                stored.sealed(),
                                new Receipts.Consistency(follows, Merkle.consistency(follows, stored.size(), hashes)),
                                evidenceStore.forOthers(tx, origin, follows, stored.size()),
                                null)
                        .packed();
                send(tx, message, name + ":" + now.toEpochMilli());
                bytes += message.length;
                count++;
            }
            follows = stored.size();
        }
        return new Resent(count, follows);
    }

    @Override
    public void stamped(Tx tx, Checkpoints.StoredCheckpoint checkpoint, byte[] timeStamp) {
        throw new IllegalStateException("a node's checkpoints are stamped through the hub's");
    }
}
