package vn.antin.door;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
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
import vn.antin.ledger.query.DocumentView;
import vn.antin.ledger.query.Views;
import vn.antin.parts.TransferView;
import vn.antin.submit.Acceptance;
import vn.antin.submit.Forwarding;
import vn.antin.submit.Submission;

/** What every door asks of the node behind it, one question each. */
public record Bus(
        Function<Submission, Acceptance> submit,
        Function<Forwarding.Request, Acceptance> forward,
        Function<Submission, List<Refused>> faults,
        BiFunction<EnvelopeId, Set<AgencyCode>, Optional<DocumentView>> document,
        Function<EnvelopeId, List<TransferView.Crossing>> crossings,
        Function<EnvelopeId, Optional<Outbox.OutboxPosition>> queue,
        Function<EnvelopeId, List<DocumentView.TimelineEvent>> events,
        Function<EnvelopeId, List<DocumentView.ReceiptLine>> receipts,
        Function<EnvelopeId, List<Reports.StoredReport>> reports,
        BiFunction<Set<AgencyCode>, Integer, List<Offer>> lease,
        Acknowledge acknowledge,
        GiveBack giveBack,
        Function<EnvelopeId, BusinessHeader> header,
        Function<EnvelopeId, EdxmlPackage> hollow,
        BiFunction<EnvelopeId, Integer, Contents.OpenedContent> part,
        Function<EnvelopeId, Contents.OpenedContent> edxml,
        Function<EnvelopeId, byte[]> evidence,
        Supplier<Directory> directory,
        UnaryOperator<byte[]> paper,
        Mode mode) {

    /** {@link InboxLeases#acknowledge}. */
    @FunctionalInterface
    public interface Acknowledge {
        void acknowledge(EnvelopeId id, AgencyCode agency, UUID lease, String handedTo);
    }

    /** {@link InboxLeases#giveBack}. */
    @FunctionalInterface
    public interface GiveBack {
        void giveBack(EnvelopeId id, AgencyCode agency, UUID lease, String reason, boolean last);
    }

    /** A receipt with its signed XML, for its log has numbered it. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    public record Signed(DocumentView.ReceiptLine line, byte[] xml) {}

    /**
     * The receipt of that name ({@link DocumentView.ReceiptLine#id}).
     *
     * @throws Refused DOCUMENT_NOT_FOUND while there is none, or its log has not numbered it
     */
    public Signed receipt(EnvelopeId id, String name) {
        for (DocumentView.ReceiptLine line : receipts.apply(id)) {
            byte[] xml = line.xml();
            if (xml != null && line.id().equals(name)) {
                return new Signed(line, xml);
            }
        }
        throw new Refused(Fault.DOCUMENT_NOT_FOUND, id + ", " + name);
    }

    /**
     * The real node.
     *
     * @param submit goes through the route, which calls {@code Intake.accept}
     * @param forward goes through the route, which calls {@code Forwarding.accept}
     * @param faults {@code Intake.faults}
     * @param evidence the zip an auditor keeps (EvidenceBundle)
     * @param paper puts the node's seal on a PDF
     */
    public static Bus of(
            Function<Submission, Acceptance> submit,
            Function<Forwarding.Request, Acceptance> forward,
            Function<Submission, List<Refused>> faults,
            Views views,
            TransferView crossings,
            InboxLeases inbasket,
            Contents contents,
            Function<EnvelopeId, byte[]> evidence,
            Supplier<Directory> directory,
            UnaryOperator<byte[]> paper,
            Mode mode) {
        return new Bus(
                submit,
                forward,
                faults,
                views::document,
                crossings::of,
                views::queue,
                views::events,
                views::receipts,
                views::reports,
                inbasket::lease,
                inbasket::acknowledge,
                inbasket::giveBack,
                contents::header,
                contents::hollow,
                contents::part,
                contents::edxml,
                evidence,
                directory,
                paper,
                mode);
    }
}
