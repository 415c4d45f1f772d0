package vn.antin.ledger;

import java.time.Clock;
import vn.antin.edxml.BusinessHeader;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.query.DocumentView;

/** The ledger and everything that is kept in it, as the stops use it. */
public record Repositories(
        Ledger ledger,
        Documents documents,
        StoredParts stored,
        Copies copies,
        Outbox outbox,
        Arrivals arrivals,
        Submissions submissions,
        Reports reports,
        ReplyDeadlines replyDeadlines,
        EvidenceStore evidence,
        Checkpoints checkpoints,
        AwaitingWitness awaitingWitness,
        LogStore log,
        Timeline timeline) {

    /** The books of this node or hub, with the rules that hold where the house says nothing else. */
    public static Repositories of(NodeId self, Ledger ledger, Clock clock) {
        return of(self, ledger, clock, Rules.DEFAULT);
    }

    /** The books of this node. */
    public static Repositories of(NodeId self, Ledger ledger, Clock clock, Rules rules) {
        return new Repositories(
                ledger,
                new Documents(clock),
                new StoredParts(clock),
                new Copies(clock),
                new Outbox(clock),
                new Arrivals(clock),
                new Submissions(),
                new Reports(),
                new ReplyDeadlines(rules, clock),
                new EvidenceStore(),
                new Checkpoints(),
                new AwaitingWitness(clock),
                new LogStore(self),
                new Timeline(clock));
    }

    /** The same books for what people do at the console. */
    public Repositories forPeople() {
        return new Repositories(
                ledger.forPeople(),
                documents,
                stored,
                copies,
                outbox,
                arrivals,
                submissions,
                reports,
                replyDeadlines,
                evidence,
                checkpoints,
                awaitingWitness,
                log,
                timeline);
    }

    /** An answer ends what its sender owes about the documents that it answers; known by their issuers' identifiers. */
    public void expectAnswers(Tx tx, Envelope envelope, BusinessHeader header, DocumentView.Direction side) {
        for (BusinessHeader.AnsweredDocument answered : header.responseFor()) {
            answered.agency()
                    .flatMap(issuer -> documents.byDocumentId(tx, issuer, answered.documentId()))
                    .ifPresent(about ->
                            replyDeadlines.answered(tx, about, envelope.sender().agency(), side));
        }
    }

    /**
     * Number, notation and year are a document's second name: one that was used before is carried, and told in the
     * timeline (Decree 30/2020, annex VI, III.1h).
     *
     * @param whose the agency that is told: the sender, or the one whose copy it is
     */
    public void checkSerial(Tx tx, Envelope envelope, BusinessHeader header, AgencyCode whose) {
        DocumentNumbers.add(tx, envelope.id(), header.number());
        header.serial()
                .flatMap(serial -> documents.repeats(tx, envelope, serial))
                .ifPresent(other -> timeline.event(
                        tx, envelope.id(), "NUMBER_REPEATED", whose, Fault.NUMBER_REPEATED.code(), other.toString()));
    }
}
