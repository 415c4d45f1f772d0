package vn.antin.door;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import vn.antin.deliver.Contents;
import vn.antin.deliver.InboxLeases;
import vn.antin.deliver.Offer;
import vn.antin.directory.Directory;
import vn.antin.edxml.BusinessHeader;
import vn.antin.edxml.EdxmlPackage;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Mode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Outbox;
import vn.antin.ledger.Reports;
import vn.antin.ledger.TimelineEvent;
import vn.antin.ledger.query.DocumentView;
import vn.antin.ledger.query.Views;
import vn.antin.parts.TransferView;
import vn.antin.submit.Acceptance;
import vn.antin.submit.Forwarding;
import vn.antin.submit.Intake;
import vn.antin.submit.Submission;

/** What every door asks of the node behind it; a node answers with its {@code NodeBus}. */
public interface Bus {

    /** {@link Intake#accept}. */
    Acceptance submit(Submission submission);

    /** {@link Forwarding#accept}. */
    Acceptance forward(Forwarding.ForwardRequest request);

    /** {@link Intake#faults}. */
    List<Refused> faults(Submission submission);

    /** {@link Views#document}. */
    Optional<DocumentView> document(EnvelopeId id, Set<AgencyCode> agencies);

    /**
     * A document with its progress.
     *
     * @param queue its position in the outbox; empty once it has left
     * @param crossings its parts that have not crossed a line
     */
    record DocumentStatus(
            DocumentView view,
            Optional<Outbox.OutboxPosition> queue,
            List<TransferView.Crossing> crossings,
            List<Reports.StoredReport> reports) {}

    /** A document with its progress, if one of these agencies sent or received it. */
    default Optional<DocumentStatus> status(EnvelopeId id, Set<AgencyCode> agencies) {
        return document(id, agencies).map(view -> new DocumentStatus(view, queue(id), crossings(id), reports(id)));
    }

    /**
     * A document by the text of its id; it exists for its sender and its recipients only.
     *
     * @throws Refused DOCUMENT_NOT_FOUND for all others
     */
    default DocumentView document(String id, Set<AgencyCode> agencies) {
        EnvelopeId known = EnvelopeId.of(id);
        return document(known, agencies).orElseThrow(() -> absent(known));
    }

    /** The refusal of a document that is not here: DOCUMENT_NOT_FOUND, or that it was moved to an archive. */
    default Refused absent(EnvelopeId id) {
        return new Refused(Fault.DOCUMENT_NOT_FOUND, id.toString());
    }

    /** {@link TransferView#of}. */
    List<TransferView.Crossing> crossings(EnvelopeId id);

    /** {@link Views#queue}. */
    Optional<Outbox.OutboxPosition> queue(EnvelopeId id);

    /** {@link Views#events}. */
    List<TimelineEvent> events(EnvelopeId id);

    /** {@link Views#receipts}. */
    List<DocumentView.ReceiptLine> receipts(EnvelopeId id);

    /** {@link Views#reports}. */
    List<Reports.StoredReport> reports(EnvelopeId id);

    /** {@link Views#sent}. */
    List<EnvelopeId> sent(AgencyCode agency, int atMost);

    /** {@link Views#waiting}. */
    int waiting(AgencyCode agency, boolean reports);

    /** {@link InboxLeases#lease}. */
    List<Offer> lease(Set<AgencyCode> agencies, int atMost);

    /** {@link InboxLeases#acknowledge}. */
    void acknowledge(EnvelopeId id, AgencyCode agency, UUID lease, String handedTo);

    /** {@link InboxLeases#giveBack}. */
    void giveBack(EnvelopeId id, AgencyCode agency, UUID lease, String reason, boolean last);

    /** {@link Contents#header}. */
    BusinessHeader header(EnvelopeId id);

    /** {@link Contents#hollow}. */
    EdxmlPackage hollow(EnvelopeId id);

    /** {@link Contents#part}. */
    Contents.OpenedContent part(EnvelopeId id, int number);

    /** {@link Contents#edxml}. */
    Contents.OpenedContent edxml(EnvelopeId id);

    /** The zip an auditor keeps ({@link vn.antin.deliver.EvidenceExport}). */
    byte[] evidence(EnvelopeId id);

    /** The directory in force. */
    Directory directory();

    /** The same PDF with the node's seal on it ({@link vn.antin.door.pdf.PdfSeal}). */
    byte[] sealPdf(byte[] pdf);

    Mode mode();

    /** A receipt with its signed XML: its log has numbered it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record SignedReceipt(DocumentView.ReceiptLine line, byte[] xml) {}

    /**
     * The receipt of that name ({@link DocumentView.ReceiptLine#id}).
     *
     * @throws Refused DOCUMENT_NOT_FOUND while there is none, or its log has not numbered it
     */
    default SignedReceipt receipt(EnvelopeId id, String name) {
        for (DocumentView.ReceiptLine line : receipts(id)) {
            byte[] xml = line.xml();
            if (xml != null && line.id().equals(name)) {
                return new SignedReceipt(line, xml);
            }
        }
        throw new Refused(Fault.DOCUMENT_NOT_FOUND, id + ", " + name);
    }
}
