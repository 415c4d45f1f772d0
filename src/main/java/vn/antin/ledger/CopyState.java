package vn.antin.ledger;

import java.util.EnumSet;
import java.util.Set;

/** How far one recipient's copy has come, as its sender can prove it. The arrows below are the whole lifecycle. */
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

    /** The states from which this one may be reached: receipts may overtake each other, so a step may be skipped. */
    public Set<CopyState> from() {
        return switch (this) {
            case ACCEPTED -> EnumSet.noneOf(CopyState.class);
            case SENDING, RECALLED -> EnumSet.of(ACCEPTED);
            case SENT -> EnumSet.of(ACCEPTED, SENDING);
            case RELAYED, REJECTED -> EnumSet.of(ACCEPTED, SENDING, SENT);
            case EXPIRED -> EnumSet.of(ACCEPTED, SENDING, SENT, RELAYED);
            // A late proof: what was thought lost was consigned in time after all.
            case CONSIGNED -> EnumSet.of(ACCEPTED, SENDING, SENT, RELAYED, EXPIRED, FAILED);
            case FAILED -> EnumSet.of(ACCEPTED, SENDING, SENT, RELAYED, CONSIGNED, EXPIRED);
            case HANDED_OVER -> EnumSet.of(ACCEPTED, SENDING, SENT, RELAYED, CONSIGNED, EXPIRED, FAILED);
            case ACCEPTED_BY_RECIPIENT, REFUSED_BY_RECIPIENT ->
                EnumSet.of(ACCEPTED, SENDING, SENT, RELAYED, CONSIGNED, HANDED_OVER, EXPIRED);
        };
    }

    /** Whether the sender still waits for something. */
    public boolean waiting() {
        return this == ACCEPTED || this == SENDING || this == SENT || this == RELAYED || this == CONSIGNED;
    }
}
