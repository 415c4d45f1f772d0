package vn.antin.ledger;

import java.time.Clock;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.Fault;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.edxml.BusinessHeader;

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

    /**
     * Number, notation and year are a document's second name: one that was used before is carried, and told in the
     * timeline (Decree 30/2020, annex VI, III.1h).
     *
     * @param whose the agency that is told: the sender, or the one whose copy it is
     */
    public void mindSerial(Tx tx, Envelope envelope, BusinessHeader header, AgencyCode whose) {
        header.serial()
                .flatMap(serial -> documents.repeats(tx, envelope, serial))
                .ifPresent(other -> notes.event(
                        tx, envelope.id(), "NUMBER_REPEATED", whose, Fault.NUMBER_REPEATED.code(), other.toString()));
    }
}
