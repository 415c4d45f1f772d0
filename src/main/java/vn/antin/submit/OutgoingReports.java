package vn.antin.submit;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.edxml.BusinessHeader;
import vn.antin.edxml.StatusCode;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Party;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Arrivals;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Direction;
import vn.antin.ledger.Documents;
import vn.antin.ledger.EvidenceStore;
import vn.antin.ledger.Handling;
import vn.antin.ledger.LegalHolds;
import vn.antin.ledger.Reports;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.Tx;
import vn.antin.log.Issuer;
import vn.antin.receipt.Event;
import vn.antin.seal.SealedEnvelope;

/**
 * Applies an outgoing report or recall to this node's own records, in the transaction that sends it: the state of the
 * document, the evidence of acceptance or refusal, and the destruction of recalled content before it is reported.
 */
final class OutgoingReports {

    private final Repositories repositories;
    private final Issuer issuer;

    OutgoingReports(Repositories repositories, Issuer issuer) {
        this.repositories = repositories;
        this.issuer = issuer;
    }

    /** The document that a submission refers to; null when it is not on this node. */
    @Nullable
    EnvelopeId about(Submission submission, BusinessHeader header, Party sender) {
        if (submission instanceof Submission.ReportSubmission report) {
            return report.about();
        }
        if (submission instanceof Submission.RecallSubmission recall) {
            return recall.about();
        }
        return switch (header.operation()) {
            case NEW -> null;
            case RECALL, UPDATE, REPLACE -> named(header, sender.agency());
            case STATUS ->
                code(header).filter(code -> code == StatusCode.RECALL_ASKED).isPresent()
                        ? named(header, sender.agency())
                        : named(header, header.to().get(0).code());
        };
    }

    private @Nullable EnvelopeId named(BusinessHeader header, AgencyCode issuerOfIt) {
        return header.refersTo().stream()
                .map(BusinessHeader.Reference::documentId)
                .flatMap(id ->
                        repositories
                                .ledger()
                                .read(tx -> repositories.documents().byDocumentId(tx, issuerOfIt, id))
                                .stream())
                .findFirst()
                .orElse(null);
    }

    private static Optional<StatusCode> code(BusinessHeader header) {
        return header.status().flatMap(status -> StatusCode.of(status.code()));
    }

    /**
     * Recalls a whole document that has not left the node, so that no one else learns of it. False when it may have
     * left, or when only some of its copies are meant; true again at a repeat.
     */
    boolean recallUnsent(EnvelopeId about, List<AgencyCode> from, String reason) {
        return repositories.ledger().commit("submit.recall", tx -> {
            Documents.StoredDocument stored =
                    repositories.documents().find(tx, about).orElseThrow();
            Envelope envelope = SealedEnvelope.open(stored.envelope()).envelope();
            boolean all = envelope.recipients().stream().map(Party::agency).allMatch(from::contains);
            // A document after one attempt to send it may have left, even if that attempt failed.
            if (all
                    && isIn(tx, about, CopyState.ACCEPTED)
                    && repositories.outbox().withdraw(tx, about)) {
                Refused why = new Refused(Fault.RECALLED, reason);
                for (int number = 1; number <= envelope.recipients().size(); number++) {
                    recallCopy(tx, stored, envelope, number, why);
                }
                repositories.stored().release(tx, about);
                return true;
            }
            return all && isIn(tx, about, CopyState.RECALLED);
        });
    }

    /** A document is sent and recalled as a whole: the state of its first copy is that of all. */
    private boolean isIn(Tx tx, EnvelopeId document, CopyState state) {
        return repositories
                .copies()
                .state(tx, document, 1)
                .filter(state::equals)
                .isPresent();
    }

    private void recallCopy(Tx tx, Documents.StoredDocument stored, Envelope envelope, int number, Refused why) {
        String reason = String.join(", ", why.values());
        repositories
                .copies()
                .move(
                        tx,
                        envelope.id(),
                        number,
                        CopyState.RECALLED,
                        null,
                        why.fault().code(),
                        reason);
        Digest before = repositories
                .evidence()
                .find(tx, envelope.id(), number, Event.SUBMISSION_ACCEPTANCE)
                .map(EvidenceStore.StoredEvidence::digest)
                .orElse(null);
        Issuer.About about = new Issuer.About(envelope, stored.digest(), number, before);
        issuer.failed(tx, Event.RELAY_FAILURE, about, why, null);
        AgencyCode agency = envelope.recipient(number).agency();
        repositories
                .timeline()
                .event(tx, envelope.id(), "RECALLED", agency, why.fault().code(), reason);
    }

    /**
     * Records the effects of an outgoing envelope.
     *
     * @param strict true to refuse a report that is out of order; false to carry it without effect, as for packages of
     *     software that keeps no order
     * @throws Refused STATUS_ORDER when it is out of order, LEGAL_HOLD when it would remove what is held, DOCUMENT_NOT_FOUND when the document never came to this
     *     agency
     */
    void recordOutgoing(Tx tx, Envelope envelope, BusinessHeader header, boolean strict) {
        if (envelope.operation() == Operation.NEW) {
            repositories.checkSerial(tx, envelope, header, envelope.sender().agency());
        }
        if (envelope.operation() != Operation.STATUS) {
            repositories.expectAnswers(tx, envelope, header, Direction.IN);
        }
        envelope.recipients()
                .forEach(recipient ->
                        repositories.replyDeadlines().begin(tx, envelope, header, recipient.agency(), Direction.OUT));
        EnvelopeId about = envelope.refersTo();
        if (about == null) {
            return;
        }
        if (envelope.operation() == Operation.RECALL) {
            recordRecallRequest(tx, envelope, about, header.reason(), strict);
        } else if (envelope.operation() == Operation.STATUS) {
            String words = header.status()
                    .map(BusinessHeader.StatusReport::description)
                    .orElse("");
            Optional<StatusCode> code = code(header);
            if (code.filter(StatusCode.RECALL_ASKED::equals).isPresent()) {
                recordRecallRequest(tx, envelope, about, words, strict);
            } else if (code.isPresent()) {
                recordReport(tx, envelope, about, code.get(), words, strict);
            }
        }
    }

    /** Records that the sender asks for these copies back. */
    private void recordRecallRequest(Tx tx, Envelope envelope, EnvelopeId about, String reason, boolean strict) {
        boolean sentHere = repositories
                .documents()
                .find(tx, about)
                .filter(stored -> stored.direction() == Direction.OUT)
                .isPresent();
        for (Party recipient : envelope.recipients()) {
            if (sentHere && isAllowed(tx, about, recipient.agency(), StatusCode.RECALL_ASKED, strict)) {
                note(tx, envelope, about, recipient.agency(), StatusCode.RECALL_ASKED, reason, Direction.OUT);
            }
        }
    }

    private boolean isAllowed(Tx tx, EnvelopeId about, AgencyCode agency, StatusCode code, boolean strict) {
        Handling now = repositories.reports().handling(tx, about, agency);
        if (strict) {
            now.requireNext(code);
        }
        return now.may(code);
    }

    private void recordReport(
            Tx tx, Envelope envelope, EnvelopeId about, StatusCode code, String words, boolean strict) {
        AgencyCode agency = envelope.sender().agency();
        Optional<Arrivals.Arrival> arrived = repositories.arrivals().find(tx, about, agency);
        if (arrived.isEmpty() && strict) {
            throw new Refused(Fault.DOCUMENT_NOT_FOUND, about.toString());
        }
        if (arrived.isPresent()) {
            recordReport(tx, envelope, arrived.get(), code, words, strict);
        }
    }

    private void recordReport(
            Tx tx, Envelope envelope, Arrivals.Arrival arrival, StatusCode code, String words, boolean strict) {
        EnvelopeId about = arrival.document();
        AgencyCode agency = arrival.agency();
        if (code == StatusCode.RECALL_AGREED) {
            LegalHolds.requireFree(tx, about);
        }
        // Locks the arrival: of two concurrent reports the second sees the first.
        repositories.arrivals().settle(tx, arrival, arrival.state(), arrival.previous());
        if (!isAllowed(tx, about, agency, code, strict)) {
            return;
        }
        note(tx, envelope, about, agency, code, words, Direction.IN);
        switch (code) {
            case REFUSED -> settle(tx, arrival, Arrivals.ArrivalState.RETURNED, refusal(tx, arrival, words));
            case ACCEPTED, ASSIGNED, IN_PROGRESS, FINISHED ->
                settle(tx, arrival, arrival.state(), acceptance(tx, arrival));
            case RECALL_AGREED -> {
                settle(tx, arrival, Arrivals.ArrivalState.REMOVED, arrival.previous());
                erase(tx, about);
            }
            case RECALL_ASKED, RECALL_DECLINED -> {
                // recorded above; no further effect
            }
        }
    }

    /**
     * Destroys the content when the last of this node's agencies returns it. A document sent by this node stays: it is
     * its sender's.
     */
    private void erase(Tx tx, EnvelopeId about) {
        boolean received = repositories
                .documents()
                .find(tx, about)
                .filter(stored -> stored.direction() == Direction.IN)
                .isPresent();
        if (received && repositories.arrivals().removed(tx, about)) {
            repositories.documents().erase(tx, about);
            repositories.stored().release(tx, about);
        }
    }

    private void note(
            Tx tx,
            Envelope envelope,
            EnvelopeId about,
            AgencyCode agency,
            StatusCode code,
            String words,
            Direction side) {
        repositories.replyDeadlines().said(tx, about, agency, code, side);
        repositories
                .reports()
                .add(tx, new Reports.StoredReport(about, agency, code, words, envelope.created(), envelope.id()));
        repositories.timeline().event(tx, about, "STATUS_" + code.code(), agency, null, words.isEmpty() ? null : words);
    }

    private void settle(Tx tx, Arrivals.Arrival arrival, Arrivals.ArrivalState state, Digest evidence) {
        repositories.arrivals().settle(tx, arrival, state, evidence);
    }

    /** Issued with the first report that implies acceptance; a repeat returns the first. */
    private Digest acceptance(Tx tx, Arrivals.Arrival arrival) {
        Issuer.About about = about(tx, arrival);
        return issuer.issue(
                tx,
                Event.CONSIGNMENT_ACCEPTANCE,
                about,
                about.envelope().sender().node());
    }

    private Digest refusal(Tx tx, Arrivals.Arrival arrival, String words) {
        Issuer.About about = about(tx, arrival);
        return issuer.failed(
                tx,
                Event.CONSIGNMENT_REJECTION,
                about,
                new Refused(Fault.RETURNED_BY_RECIPIENT, words),
                about.envelope().sender().node());
    }

    private Issuer.About about(Tx tx, Arrivals.Arrival arrival) {
        Documents.StoredDocument stored =
                repositories.documents().find(tx, arrival.document()).orElseThrow();
        Envelope envelope = SealedEnvelope.open(stored.envelope()).envelope();
        return new Issuer.About(envelope, stored.digest(), arrival.number(), arrival.previous());
    }
}
