package vn.antin.node;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import vn.antin.deliver.Contents;
import vn.antin.deliver.EvidenceExport;
import vn.antin.deliver.InboxLeases;
import vn.antin.deliver.Offer;
import vn.antin.directory.Directory;
import vn.antin.door.Bus;
import vn.antin.door.pdf.PdfSeal;
import vn.antin.edxml.BusinessHeader;
import vn.antin.edxml.EdxmlPackage;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Mode;
import vn.antin.fault.Refused;
import vn.antin.ledger.DirectoryEditions;
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

/** Answers the doors with the stops and read models of a node. */
final class NodeBus implements Bus {

    private final Intake intake;
    private final Forwarding forwarding;
    private final InboxLeases inbox;
    private final Readers readers;
    private final DirectoryEditions directories;
    private final PdfSeal seal;
    private final Mode mode;

    /** What reads the documents that the node has. */
    record Readers(Views views, TransferView transfers, Contents contents, EvidenceExport evidence) {}

    NodeBus(Intake intake, InboxLeases inbox, Readers readers, DirectoryEditions directories, PdfSeal seal, Mode mode) {
        this.intake = intake;
        this.forwarding = intake.forwarding();
        this.inbox = inbox;
        this.readers = readers;
        this.directories = directories;
        this.seal = seal;
        this.mode = mode;
    }

    @Override
    public Acceptance submit(Submission submission) {
        return intake.accept(submission);
    }

    @Override
    public Acceptance forward(Forwarding.ForwardRequest request) {
        return forwarding.accept(request);
    }

    @Override
    public List<Refused> faults(Submission submission) {
        return intake.faults(submission);
    }

    @Override
    public Optional<DocumentView> document(EnvelopeId id, Set<AgencyCode> agencies) {
        return readers.views().document(id, agencies);
    }

    @Override
    public Refused absent(EnvelopeId id) {
        return readers.views().absent(id);
    }

    /** Reads no more than there is: most documents have no parts beside the queue and no reports. */
    @Override
    public Optional<DocumentStatus> status(EnvelopeId id, Set<AgencyCode> agencies) {
        return readers.views()
                .look(id, agencies)
                .map(look -> new DocumentStatus(
                        look.view(), look.queue(), look.storedParts() ? crossings(id) : List.of(), look.reports()));
    }

    @Override
    public List<TransferView.Crossing> crossings(EnvelopeId id) {
        return readers.transfers().of(id);
    }

    @Override
    public Optional<Outbox.OutboxPosition> queue(EnvelopeId id) {
        return readers.views().queue(id);
    }

    @Override
    public List<TimelineEvent> events(EnvelopeId id) {
        return readers.views().events(id);
    }

    @Override
    public List<DocumentView.ReceiptLine> receipts(EnvelopeId id) {
        return readers.views().receipts(id);
    }

    @Override
    public List<Reports.StoredReport> reports(EnvelopeId id) {
        return readers.views().reports(id);
    }

    @Override
    public List<EnvelopeId> sent(AgencyCode agency, int atMost) {
        return readers.views().sent(agency, atMost);
    }

    @Override
    public int waiting(AgencyCode agency, boolean reports) {
        return readers.views().waiting(agency, reports);
    }

    @Override
    public List<Offer> lease(Set<AgencyCode> agencies, int atMost) {
        return inbox.lease(agencies, atMost);
    }

    @Override
    public void acknowledge(EnvelopeId id, AgencyCode agency, UUID lease, String handedTo) {
        inbox.acknowledge(id, agency, lease, handedTo);
    }

    @Override
    public void giveBack(EnvelopeId id, AgencyCode agency, UUID lease, String reason, boolean last) {
        inbox.giveBack(id, agency, lease, reason, last);
    }

    @Override
    public BusinessHeader header(EnvelopeId id) {
        return readers.contents().header(id);
    }

    @Override
    public EdxmlPackage hollow(EnvelopeId id) {
        return readers.contents().hollow(id);
    }

    @Override
    public Contents.OpenedContent part(EnvelopeId id, int number) {
        return readers.contents().part(id, number);
    }

    @Override
    public Contents.OpenedContent edxml(EnvelopeId id) {
        return readers.contents().edxml(id);
    }

    @Override
    public byte[] evidence(EnvelopeId id) {
        return readers.evidence().of(id);
    }

    @Override
    public Directory directory() {
        return directories.current();
    }

    @Override
    public byte[] sealPdf(byte[] pdf) {
        return seal.seal(pdf);
    }

    @Override
    public Mode mode() {
        return mode;
    }
}
