package vn.antin.ledger.query;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Party;
import vn.antin.envelope.TraceId;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Direction;

/** A document with the state of each copy. */
public record DocumentView(
        EnvelopeId id,
        Direction direction,
        AgencyCode sender,
        @Nullable String documentId,
        @Nullable String subject,
        Urgency urgency,
        Operation operation,
        Instant created,
        Instant expires,
        List<CopyView> copies,
        TraceId trace) {

    /** A document without a trace id of its caller. */
    public DocumentView(
            EnvelopeId id,
            Direction direction,
            AgencyCode sender,
            @Nullable String documentId,
            @Nullable String subject,
            Urgency urgency,
            Operation operation,
            Instant created,
            Instant expires,
            List<CopyView> copies) {
        this(id, direction, sender, documentId, subject, urgency, operation, created, expires, copies, TraceId.of(id));
    }

    /**
     * One recipient's copy. At the recipient's node its state is derived from the arrival.
     *
     * @param number number of the recipient in the envelope, from 1
     * @param reason the stable code, for a copy that failed or was refused
     */
    public record CopyView(
            int number,
            AgencyCode agency,
            NodeId node,
            CopyState state,
            Instant since,
            boolean overdue,
            @Nullable String reason,
            @Nullable String detail) {

        /** A copy that was just accepted, as it is stored: with microseconds. */
        public static CopyView accepted(int number, Party recipient, Instant since) {
            Instant stored = since.truncatedTo(ChronoUnit.MICROS);
            return new CopyView(
                    number, recipient.agency(), recipient.node(), CopyState.ACCEPTED, stored, false, null, null);
        }
    }

    /** The state of the whole document: that of its slowest copy; when all are final, the worst one. */
    public CopyState state() {
        return state(copies.stream().map(CopyView::state).toList());
    }

    /** The same for these copies. */
    public static CopyState state(Collection<CopyState> all) {
        return all.stream()
                .filter(CopyState::waiting)
                .min(Comparator.naturalOrder())
                .or(() -> all.stream()
                        .filter(state -> state.compareTo(CopyState.ACCEPTED_BY_RECIPIENT) > 0)
                        .max(Comparator.naturalOrder()))
                .or(() -> all.stream().min(Comparator.naturalOrder()))
                .orElse(CopyState.ACCEPTED);
    }

    /** The agencies with a copy. */
    public List<AgencyCode> recipients() {
        return copies.stream().map(CopyView::agency).toList();
    }

    /** Whether it was received here and returned after a recall: its content is gone. */
    public boolean givenBack() {
        return direction == Direction.IN && copies.stream().allMatch(copy -> copy.state() == CopyState.RECALLED);
    }

    /**
     * A stored receipt.
     *
     * @param xml the Receipts document that an auditor keeps (receipt.xsd); null until its log has numbered it
     * @param witnessed whether the hub's log has its checkpoint
     * @param stamped time of the time-stamp; null without one
     */
    public record ReceiptLine(
            String event,
            int number,
            @Nullable AgencyCode agency,
            NodeId issuer,
            Instant at,
            byte @Nullable [] xml,
            boolean witnessed,
            @Nullable Instant stamped) {

        /** Identifies the evidence within the document: event, recipient and issuer. */
        public String id() {
            return event + "." + number + "." + issuer;
        }
    }
}
