package vn.antin.ledger;

import java.time.Clock;
import java.time.LocalDate;
import vn.antin.edxml.BusinessHeader;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Tx;

/** The repositories of a node or hub over one ledger. */
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
        ProofStore proofs,
        Timeline timeline,
        KeyChanges keyChanges) {

    /** The repositories of a node or hub with the default rules for deadlines. */
    public static Repositories of(NodeId self, Ledger ledger, Clock clock) {
        return of(self, ledger, clock, Rules.DEFAULT);
    }

    /** The repositories of a node or hub. */
    public static Repositories of(NodeId self, Ledger ledger, Clock clock, Rules rules) {
        Timeline timeline = new Timeline(clock);
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
                new ProofStore(),
                timeline,
                new KeyChanges(ledger, timeline, clock));
    }

    /** The same repositories over {@link Ledger#forPeople}, for actions at the console. */
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
                proofs,
                timeline,
                keyChanges);
    }

    /**
     * Requires that the content of a document was not removed after its period.
     *
     * @throws Refused PERIOD_OVER
     */
    public void requireContent(EnvelopeId document) {
        ledger.read(tx -> documents.erased(tx, document)).ifPresent(at -> {
            throw new Refused(
                    Fault.PERIOD_OVER,
                    document.toString(),
                    LocalDate.ofInstant(at, VietnamTime.ZONE).toString());
        });
    }

    /**
     * Ends the reply deadlines on the documents that this one answers, which it names by their issuers' identifiers.
     */
    public void expectAnswers(Tx tx, Envelope envelope, BusinessHeader header, Direction side) {
        for (BusinessHeader.AnsweredDocument answered : header.responseFor()) {
            answered.agency()
                    .flatMap(issuer -> documents.byDocumentId(tx, issuer, answered.documentId()))
                    .ifPresent(about ->
                            replyDeadlines.answered(tx, about, envelope.sender().agency(), side));
        }
    }

    /**
     * Indexes the number of a stored document, and checks number, notation and year, its second name: a repeated one is
     * accepted and recorded in the timeline (Decree 30/2020, annex VI, III.1h).
     *
     * @param whose the agency in whose timeline it is recorded: the sender, or the recipient of the copy
     */
    public void checkSerial(Tx tx, Envelope envelope, BusinessHeader header, AgencyCode whose) {
        DocumentNumbers.add(tx, envelope.id(), header.number());
        if (header.serial().isPresent()) {
            timeline.checkSerial(tx, envelope.id(), whose);
        }
    }
}
