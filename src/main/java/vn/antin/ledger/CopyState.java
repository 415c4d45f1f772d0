package vn.antin.ledger;

import java.util.EnumSet;
import java.util.Set;

/** The state of one recipient's copy, as far as its sender can prove it. {@link #from} is the whole state machine. */
public enum CopyState {
    ACCEPTED,
    SENDING,
    SENT,
    RELAYED,
    CONSIGNED,
    HANDED_OVER,
    ACCEPTED_BY_RECIPIENT,
    REFUSED_BY_RECIPIENT,
    REJECTED,
    FAILED,
    EXPIRED,
    RECALLED;

    /** The states from which this one can be reached. Receipts may overtake each other, so a step may be skipped. */
    public Set<CopyState> from() {
        return switch (this) {
            case ACCEPTED -> EnumSet.noneOf(CopyState.class);
            case SENDING, RECALLED -> EnumSet.of(ACCEPTED);
            case SENT -> EnumSet.of(ACCEPTED, SENDING);
            case RELAYED -> EnumSet.of(ACCEPTED, SENDING, SENT);
            // By another hub, after a merger of provinces, when the earlier one had relayed it.
            case REJECTED -> EnumSet.of(ACCEPTED, SENDING, SENT, RELAYED);
            case EXPIRED -> EnumSet.of(ACCEPTED, SENDING, SENT, RELAYED);
            // Late evidence: the document was consigned in time after all.
            case CONSIGNED -> EnumSet.of(ACCEPTED, SENDING, SENT, RELAYED, EXPIRED, FAILED);
            case FAILED -> EnumSet.of(ACCEPTED, SENDING, SENT, RELAYED, CONSIGNED, EXPIRED);
            case HANDED_OVER -> EnumSet.of(ACCEPTED, SENDING, SENT, RELAYED, CONSIGNED, EXPIRED, FAILED);
            case ACCEPTED_BY_RECIPIENT, REFUSED_BY_RECIPIENT ->
                EnumSet.of(ACCEPTED, SENDING, SENT, RELAYED, CONSIGNED, HANDED_OVER, EXPIRED);
        };
    }

    /** Whether the sender waits for a further receipt. */
    public boolean waiting() {
        return this == ACCEPTED || this == SENDING || this == SENT || this == RELAYED || this == CONSIGNED;
    }
}
