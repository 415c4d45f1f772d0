package vn.antin.console.web;

import vn.antin.console.pages.QueueRow;
import vn.antin.ledger.CopyState;

/** The colour of a state as a CSS class: good, under way, needs attention, or neutral. */
public final class Colours {

    private static final String GOOD = "good";
    private static final String UNDER_WAY = "way";
    private static final String BAD = "bad";
    private static final String NONE = "";

    private Colours() {}

    /** Colour of a copy at its sender: arrival is good, whatever the recipient still has to do. */
    public static String of(CopyState state) {
        return switch (state) {
            case ACCEPTED, SENDING, SENT, RELAYED -> UNDER_WAY;
            case CONSIGNED, HANDED_OVER, ACCEPTED_BY_RECIPIENT -> GOOD;
            case REFUSED_BY_RECIPIENT, REJECTED, FAILED, EXPIRED, RECALLED -> BAD;
        };
    }

    /**
     * Colour of a queue by {@link QueueRow#state}: an empty queue without a consumer, such as the dead letters, is no
     * warning.
     */
    public static String ofQueue(String state) {
        return switch (state) {
            case "STILL", "NOBODY", "RETRYING" -> BAD;
            case "EMPTY", "MOVING" -> GOOD;
            case "UNUSED" -> NONE;
            default -> UNDER_WAY;
        };
    }
}
