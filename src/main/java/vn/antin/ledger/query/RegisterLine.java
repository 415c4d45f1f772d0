package vn.antin.ledger.query;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.query.DocumentView.Direction;
import vn.antin.receipt.Event;

/**
 * A line of the register of receipts: one recipient's copy of a document, and who signed for each stop of its way.
 *
 * @param stored when this node kept the document
 * @param receipts at hand, in the order of the way
 */
public record RegisterLine(
        EnvelopeId document,
        int number,
        Direction direction,
        AgencyCode sender,
        AgencyCode recipient,
        @Nullable String documentId,
        @Nullable String subject,
        Urgency urgency,
        Instant created,
        Instant stored,
        CopyState state,
        boolean overdue,
        @Nullable String reason,
        List<StopReceipt> receipts) {

    /** How well a receipt is known to others than its issuer. */
    public enum Proof {
        WAITS,
        SEALED,
        WITNESSED,
        STAMPED
    }

    /**
     * A receipt in short.
     *
     * @param origin the log it stands in; null while that has not numbered it
     * @param leaf its index there
     * @param stamped when a time-stamp authority saw it
     * @param certificate the number of its signer's certificate, in hexadecimal; null unless it was asked for
     * @param person who took the document; null unless it was asked for
     */
    public record StopReceipt(
            Event event,
            int number,
            NodeId issuer,
            Instant at,
            Digest digest,
            @Nullable String origin,
            @Nullable Long leaf,
            Proof proof,
            @Nullable Instant stamped,
            @Nullable String certificate,
            @Nullable String person) {

        /** As {@link DocumentView.ReceiptLine#id}. */
        public String id() {
            return event.etsiName() + "." + number + "." + issuer;
        }
    }

    /** Where a line stands, newest document first, its copies by their number. */
    public record RegisterPosition(Instant stored, UUID document, int number) {

        DocumentLine.PagePosition ofDocument() {
            return new DocumentLine.PagePosition(stored, document);
        }
    }

    /**
     * Some lines.
     *
     * @param next where the rest begins; null when there is no more. A page may be short, or empty, and not the last.
     */
    public record RegisterPage(
            List<RegisterLine> lines, @Nullable RegisterPosition next) {}

    public RegisterLine {
        receipts = List.copyOf(receipts);
    }

    /** Where it stands. */
    public RegisterPosition place() {
        return new RegisterPosition(stored, document.value(), number);
    }

    /** The receipt for one stop of the way, from 1 to 5; the later one where there are two. */
    public Optional<StopReceipt> at(int stop) {
        return receipts.stream().filter(one -> one.event().order() == stop).reduce((one, other) -> other);
    }

    /** The weakest of its receipts; of none, it waits. */
    public Proof proof() {
        return receipts.stream().map(StopReceipt::proof).min(Proof::compareTo).orElse(Proof.WAITS);
    }
}
