package vn.antin.receive;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.edxml.BusinessHeader;
import vn.antin.edxml.EdxmlReader;
import vn.antin.edxml.StatusCode;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.InnerManifest;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Party;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Handling;
import vn.antin.ledger.Reports;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.query.DocumentView.Direction;

/** What a report or a recall that has arrived means for the document it speaks of. */
final class IncomingReports {

    private final Repositories repositories;

    IncomingReports(Repositories repositories) {
        this.repositories = repositories;
    }

    /**
     * A document whose recall came first is not taken in.
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

    /** Notes what came with this envelope, for good: a repeat changes nothing. */
    void heed(Tx tx, Envelope envelope, Party recipient, InnerManifest inner) {
        if (envelope.operation() == Operation.NEW && inner.header().length == 0) {
            return;
        }
        BusinessHeader header = EdxmlReader.header(inner.header());
        if (envelope.operation() == Operation.NEW) {
            repositories.checkSerial(tx, envelope, header, recipient.agency());
        }
        if (envelope.operation() != Operation.STATUS) {
            repositories.expectAnswers(tx, envelope, header, Direction.OUT);
        }
        repositories.replyDeadlines().begin(tx, envelope, header, recipient.agency(), Direction.IN);
        if (envelope.operation() == Operation.RECALL) {
            AgencyCode sender = envelope.sender().agency();
            note(
                    tx,
                    envelope,
                    about(tx, envelope, header, sender),
                    recipient.agency(),
                    StatusCode.RECALL_ASKED,
                    header.reason());
        } else if (envelope.operation() == Operation.STATUS) {
            header.status()
                    .ifPresent(status -> StatusCode.of(status.code())
                            .ifPresent(code -> reported(tx, envelope, recipient, header, code)));
        }
    }

    private void reported(Tx tx, Envelope envelope, Party recipient, BusinessHeader header, StatusCode code) {
        boolean asked = code == StatusCode.RECALL_ASKED;
        AgencyCode reporter = envelope.sender().agency();
        AgencyCode sender = asked ? reporter : recipient.agency();
        AgencyCode whose = asked ? recipient.agency() : reporter;
        EnvelopeId about = about(tx, envelope, header, sender);
        // Only who received a document can say what became of it.
        if (about != null && (asked || repositories.copies().sentTo(tx, about, whose))) {
            String words = header.status()
                    .map(BusinessHeader.StatusReport::description)
                    .orElse("");
            note(tx, envelope, about, whose, code, words);
        }
    }

    /** The sender's node names the document; other software may only have known the identifier in the package. */
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

    private void note(
            Tx tx, Envelope envelope, @Nullable EnvelopeId about, AgencyCode agency, StatusCode code, String words) {
        // What cannot be said now was not noted where it left either: it is carried and means nothing.
        if (about == null || !repositories.reports().handling(tx, about, agency).mayHaveBeen(code)) {
            return;
        }
        // By the sealed time, which is the same at both ends.
        Instant at = envelope.created();
        repositories.reports().add(tx, new Reports.StoredReport(about, agency, code, words, at, envelope.id()));
        Optional<Documents.StoredDocument> kept = repositories.documents().find(tx, about);
        if (kept.isPresent()) {
            // Asked here, the recipient owes the answer; said here, the sender has it.
            Direction side = code == StatusCode.RECALL_ASKED ? Direction.IN : Direction.OUT;
            repositories.replyDeadlines().said(tx, about, agency, code, side);
            repositories
                    .timeline()
                    .event(tx, about, "STATUS_" + code.code(), agency, null, words.isEmpty() ? null : words);
        }
    }
}
