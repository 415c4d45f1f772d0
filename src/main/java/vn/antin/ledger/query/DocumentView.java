package vn.antin.ledger.query;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Operation;
import vn.antin.envelope.TraceId;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.CopyState;

/** A document as people ask for it: who, what, and how far each copy has come. */
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

    /** One whose caller gave no trace. */
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

    /** Sent by this node, received by it, or relayed by this hub. */
    public enum Direction {
        OUT,
        IN,
        RELAY
    }

    /**
     * One recipient's copy. At the recipient's node the state is that of its arrival.
     *
     * @param number place in the envelope, from 1
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
            @Nullable String detail) {}

    /** How far the document as a whole is: its slowest copy; once none is under way, the worst that happened. */
    public CopyState state() {
        return state(copies.stream().map(CopyView::state).toList());
    }

    /** The same of these copies. */
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

    /** Whose copies there are. */
    public List<AgencyCode> recipients() {
        return copies.stream().map(CopyView::agency).toList();
    }

    /** Whether it was received here and given back: then it cannot be read any more. */
    public boolean givenBack() {
        return direction == Direction.IN && copies.stream().allMatch(copy -> copy.state() == CopyState.RECALLED);
    }

    /** One line of the timeline. */
    public record TimelineEvent(
            long number,
            EnvelopeId document,
            Instant at,
            String what,
            @Nullable AgencyCode agency,
            @Nullable String code,
            @Nullable String detail) {}

    /**
     * A receipt at hand.
     *
     * @param xml the Receipts document an auditor keeps (receipt.xsd); null while its log has not numbered it
     * @param witnessed whether the hub's log has its checkpoint
     * @param stamped when a time-stamp authority saw it
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

        /** What makes evidence the same evidence: its event, the recipient and the issuer. */
        public String id() {
            return event + "." + number + "." + issuer;
        }
    }
}
