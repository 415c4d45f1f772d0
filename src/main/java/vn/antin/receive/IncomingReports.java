package vn.antin.receive;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.edxml.BusinessHeader;
import vn.antin.edxml.StatusCode;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Party;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Direction;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Handling;
import vn.antin.ledger.Reports;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.Tx;

/** Applies an arrived report or recall to the document it refers to. */
final class IncomingReports {

    private final Repositories repositories;

    IncomingReports(Repositories repositories) {
        this.repositories = repositories;
    }

    /**
     * Refuses a document whose recall arrived first.
     *
     * @throws Refused RECALLED
     */
    void checkRecall(Tx tx, Envelope envelope, Party recipient) {
        Handling.Recall recall = repositories
                .reports()
                .handling(tx, envelope.id(), recipient.agency())
                .recall();
        if (recall != Handling.Recall.NONE) {
            throw new Refused(Fault.RECALLED, envelope.id().toString());
        }
    }

    /** Records the effects of an arrived envelope; a repeat changes nothing. */
    void record(Tx tx, Envelope envelope, Party recipient, BusinessHeader header) {
        if (envelope.operation() == Operation.NEW) {
            repositories.checkSerial(tx, envelope, header, recipient.agency());
        }
        if (envelope.operation() != Operation.STATUS) {
            repositories.expectAnswers(tx, envelope, header, Direction.OUT);
        }
        repositories.replyDeadlines().begin(tx, envelope, header, recipient.agency(), Direction.IN);
        if (envelope.operation() == Operation.RECALL) {
            AgencyCode sender = envelope.sender().agency();
            add(
                    tx,
                    envelope,
                    about(tx, envelope, header, sender),
                    recipient.agency(),
                    StatusCode.RECALL_ASKED,
                    header.reason());
        } else if (envelope.operation() == Operation.STATUS) {
            header.status()
                    .ifPresent(status -> StatusCode.of(status.code())
                            .ifPresent(code -> recordReport(tx, envelope, recipient, header, code)));
        }
    }

    private void recordReport(Tx tx, Envelope envelope, Party recipient, BusinessHeader header, StatusCode code) {
        boolean asked = code == StatusCode.RECALL_ASKED;
        AgencyCode reporter = envelope.sender().agency();
        AgencyCode sender = asked ? reporter : recipient.agency();
        AgencyCode whose = asked ? recipient.agency() : reporter;
        EnvelopeId about = about(tx, envelope, header, sender);
        // Only a recipient of a document can report on it.
        if (about != null && (asked || repositories.copies().sentTo(tx, about, whose))) {
            String words = header.status()
                    .map(BusinessHeader.StatusReport::description)
                    .orElse("");
            add(tx, envelope, about, whose, code, words);
        }
    }

    /**
     * The document that an envelope refers to. The sender's node names it; other software may only have known the
     * identifier in the package.
     */
    private @Nullable EnvelopeId about(Tx tx, Envelope envelope, BusinessHeader header, AgencyCode sender) {
        EnvelopeId named = envelope.refersTo();
        if (named != null) {
            return named;
        }
        return header.refersTo().stream()
                .flatMap(one -> repositories.documents().byDocumentId(tx, sender, one.documentId()).stream())
                .findFirst()
                .orElse(null);
    }

    private void add(
            Tx tx, Envelope envelope, @Nullable EnvelopeId about, AgencyCode agency, StatusCode code, String words) {
        // A report that is out of order had no effect at its sender either: it is carried without effect.
        if (about == null || !repositories.reports().handling(tx, about, agency).mayHaveBeen(code)) {
            return;
        }
        // The sealed time, which is the same at both ends.
        Instant at = envelope.created();
        repositories.reports().add(tx, new Reports.StoredReport(about, agency, code, words, at, envelope.id()));
        Optional<Documents.StoredDocument> stored = repositories.documents().find(tx, about);
        if (stored.isPresent()) {
            // A recall request was asked here, so the recipient owes the answer; a report answers the sender's side.
            Direction side = code == StatusCode.RECALL_ASKED ? Direction.IN : Direction.OUT;
            repositories.replyDeadlines().said(tx, about, agency, code, side);
            repositories
                    .timeline()
                    .event(tx, about, "STATUS_" + code.code(), agency, null, words.isEmpty() ? null : words);
        }
    }
}
