package vn.antin.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.db.Signal;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.SealedCheckpoint;
import vn.antin.wire.HandshakeMessages;

/** Recovery of a node or hub that was restored from a backup. */
public final class RestoreRecovery {

    private static final String GAP = "hub.restored";
    private static final String SINCE = "log.since";
    private static final String ASKING = "log.asking";
    private static final String OLDER = "log.older";
    private static final String AGAIN = "again.";

    /** The last moment of a node that remembers nothing; a greeting cannot say an earlier one. */
    private static final Instant NOTHING = Instant.ofEpochMilli(1);

    /** A later request of the node counts as another restore of the same backup. */
    private static final Duration ONE_RESTORE = Duration.ofMinutes(10);

    private final Repositories repositories;

    public RestoreRecovery(Repositories repositories) {
        this.repositories = repositories;
    }

    /**
     * Prepares a restored hub before it starts: opens a new epoch of its log, records that the nodes' logs may have
     * grown without it, and sends every copy again whose arrival it does not know. Returns the number of copies.
     */
    public int hub(Tx tx, Instant now) {
        repositories.log().openNextEpoch(tx, now);
        long seen = tx.number("select max(seq) from checkpoint");
        LedgerSettings.put(tx, GAP, Long.toString(seen));
        tx.update("delete from early_checkpoint");
        tx.update("delete from log_gap");
        return new AttestedCopies(repositories)
                .resend(tx, now, repositories.log().origin(tx));
    }

    /** Whether this hub was ever restored. */
    public boolean restoredHub(Tx tx) {
        return LedgerSettings.get(tx, GAP).isPresent();
    }

    /**
     * Whether the hub may have forgotten part of a log: it was restored, and has seen nothing new of that log since.
     */
    public boolean forgot(Tx tx, String origin) {
        Optional<String> gap = LedgerSettings.get(tx, GAP);
        return gap.isPresent()
                && tx.number("select max(seq) from checkpoint where origin = ?", origin) <= Long.parseLong(gap.get());
    }

    /**
     * Prepares a restored node: it asks the hub what happened since, and offers nothing until it knows. Its memory ends
     * with its last checkpoint; a node that is not greeted seals nothing.
     */
    public void node(Tx tx) {
        Instant last = repositories
                .checkpoints()
                .lastOwn(tx, repositories.log().origin(tx))
                .map(kept -> SealedCheckpoint.open(kept.sealed()).checkpoint().time())
                .orElse(NOTHING);
        LedgerSettings.put(tx, SINCE, last.toString());
        LedgerSettings.put(tx, ASKING, last.toString());
    }

    /** The last moment that this node remembers from before its restore; empty when it was never restored. */
    public Optional<Instant> since(Tx tx) {
        return LedgerSettings.get(tx, SINCE).map(Instant::parse);
    }

    /** The same while it waits for the hub's answer. */
    public Optional<Instant> asking(Tx tx) {
        return LedgerSettings.get(tx, ASKING).map(Instant::parse);
    }

    /**
     * Records that an older ledger was put back by hand: the log must not continue as if nothing had been sealed since.
     */
    public void older(Tx tx, String sealed) {
        LedgerSettings.put(tx, OLDER, sealed);
    }

    /** Whether an older ledger was put back and no epoch was opened since. */
    public boolean isOlder(Tx tx) {
        return LedgerSettings.get(tx, OLDER).isPresent();
    }

    /** Records that a new epoch was opened. */
    public void renewed(Tx tx) {
        LedgerSettings.remove(tx, OLDER);
    }

    /** Applies the hub's answer: documents that the software took or returned are not offered again. */
    public void heard(Tx tx, Iterable<HandshakeMessages.Over> over) {
        over.forEach(one -> over(tx, one));
        LedgerSettings.remove(tx, ASKING);
        tx.wake(Signal.INBOX);
    }

    /** Closes one arrival, by this node's own evidence at the hub. */
    public void over(Tx tx, HandshakeMessages.Over one) {
        repositories.arrivals().over(tx, one);
    }

    /** Whether the hub has just sent the lost copies again: a node asks until it is answered. */
    public boolean knows(Tx tx, NodeId node, Instant since, Instant now) {
        return LedgerSettings.get(tx, AGAIN + node)
                .map(said -> said.split(" ", 2))
                .filter(said -> said[0].equals(since.toString()))
                .filter(said -> now.isBefore(Instant.parse(said[1]).plus(ONE_RESTORE)))
                .isPresent();
    }

    /** At the hub: the next request of the node is another one, because it has lost everything once more. */
    public static void another(Tx tx, NodeId node) {
        LedgerSettings.remove(tx, AGAIN + node);
    }

    /** At the hub: sends the copies again that a restored node may have lost; returns their number. */
    public int node(Tx tx, NodeId node, Instant since, Instant now) {
        if (knows(tx, node, since, now)) {
            return 0;
        }
        LedgerSettings.put(tx, AGAIN + node, since + " " + now);
        return new AttestedCopies(repositories).resend(tx, node, since, now, "again:" + now.toEpochMilli());
    }
}
