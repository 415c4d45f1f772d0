package vn.antin.ledger;

import java.time.Clock;
import vn.antin.envelope.NodeId;

/** The ledger and everything that is kept in it, as the stops use it. */
public record Books(
        Ledger ledger,
        Documents documents,
        StoredParts stored,
        Copies copies,
        Outbox outbox,
        Arrivals arrivals,
        Submissions submissions,
        Reports reports,
        Proofs proofs,
        Checkpoints checkpoints,
        Held held,
        LogStore log,
        Notes notes) {

    /** The books of this node or hub. */
    public static Books of(NodeId self, Ledger ledger, Clock clock) {
        return new Books(
                ledger,
                new Documents(clock),
                new StoredParts(clock),
                new Copies(clock),
                new Outbox(clock),
                new Arrivals(clock),
                new Submissions(),
                new Reports(),
                new Proofs(),
                new Checkpoints(),
                new Held(clock),
                new LogStore(self),
                new Notes(clock));
    }
}
