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
import vn.antin.ledger.Direction;
import vn.antin.receipt.Event;

/**
 * A line of the register of receipts: one recipient's copy of a document with the receipts of all stops.
 *
 * @param stored when this node stored the document
 * @param receipts the stored receipts, in the order of the stops
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

    /** How far a receipt is attested by others than its issuer. */
    public enum Proof {
        WAITS,
        SEALED,
        WITNESSED,
        STAMPED
    }

    /**
     * A receipt in short.
     *
     * @param origin its log; null until the log has numbered it
     * @param leaf its index there
     * @param stamped time of the time-stamp
     * @param certificate serial number of its signer's certificate in hexadecimal; null unless requested
     * @param person the person who took the document; null unless requested
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

        /** The same as {@link DocumentView.ReceiptLine#id}. */
        public String id() {
            return event.etsiName() + "." + number + "." + issuer;
        }
    }

    /** The position of a line: newest document first, its copies by number. */
    public record RegisterPosition(Instant stored, UUID document, int number) {

        DocumentLine.PagePosition ofDocument() {
            return new DocumentLine.PagePosition(stored, document);
        }
    }

    /**
     * A page of lines.
     *
     * @param next position of the rest; null at the end. A page may be short or empty without being the last.
     */
    public record RegisterPage(
            List<RegisterLine> lines, @Nullable RegisterPosition next) {}

    public RegisterLine {
        receipts = List.copyOf(receipts);
    }

    /** The position of this line. */
    public RegisterPosition place() {
        return new RegisterPosition(stored, document.value(), number);
    }

    /** The receipt of one stop, from 1 to 5; the later one of two. */
    public Optional<StopReceipt> at(int stop) {
        return receipts.stream().filter(one -> one.event().order() == stop).reduce((one, other) -> other);
    }

    /** The weakest proof among its receipts; WAITS without a receipt. */
    public Proof proof() {
        return receipts.stream().map(StopReceipt::proof).min(Proof::compareTo).orElse(Proof.WAITS);
    }
}
