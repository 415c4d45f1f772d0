package vn.antin.console.web;

import vn.antin.console.pages.QueueRow;
import vn.antin.ledger.CopyState;

/** What the colour of a state says, as a class of the style: good, under way, needs somebody, or nothing. */
public final class Colours {

    private static final String GOOD = "good";
    private static final String UNDER_WAY = "way";
    private static final String BAD = "bad";
    private static final String NONE = "";

    private Colours() {}

    /** Of a copy at its sender: what has arrived is good, whoever still has to take it over there. */
    public static String of(CopyState state) {
        return switch (state) {
            case ACCEPTED, SENDING, SENT, RELAYED -> UNDER_WAY;
            case CONSIGNED, HANDED_OVER, ACCEPTED_BY_RECIPIENT -> GOOD;
            case REFUSED_BY_RECIPIENT, REJECTED, FAILED, EXPIRED, RECALLED -> BAD;
        };
    }

    /** Of a queue by {@link QueueRow#state}: an empty one that nobody reads, as those of the dead, is no warning. */
    public static String ofQueue(String state) {
        return switch (state) {
            case "STILL", "NOBODY", "RETRYING" -> BAD;
            case "EMPTY", "MOVING" -> GOOD;
            case "UNUSED" -> NONE;
            default -> UNDER_WAY;
        };
    }
}
