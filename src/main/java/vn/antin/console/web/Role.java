package vn.antin.console.web;

import java.util.EnumSet;
import java.util.Set;

/** What a person is, and so what they may do: one table, and nothing that is not in it is allowed. */
public enum Role {
    /** Looks, and sees that everything is well. */
    VIEWER(Action.SEE_OVERVIEW, Action.SEE_DOCUMENTS, Action.SEE_REASONS),
    /** Minds queues and lines, and mends. */
    OPERATOR(
            Action.SEE_OVERVIEW,
            Action.SEE_DOCUMENTS,
            Action.SEE_REASONS,
            Action.SEE_RECEIPTS,
            Action.SEE_OPERATIONS,
            Action.SEE_SETTINGS,
            Action.RETRY,
            Action.HOLD,
            Action.SEND_ON,
            Action.TAKE_BACK,
            Action.PAUSE,
            Action.SET_CONTACT,
            Action.STOP_ROUTE,
            Action.END_ALARM,
            Action.SILENCE_ALERT,
            Action.BACK_UP,
            Action.DIAGNOSE,
            Action.TEST_CONNECTION),
    /** Judges receipts and what people did; changes nothing. */
    AUDITOR(Action.SEE_OVERVIEW, Action.SEE_DOCUMENTS, Action.SEE_RECEIPTS, Action.SEE_AUDIT, Action.ASK_CONTENT),
    /** Joins the agency's software to the node. */
    INTEGRATOR(Action.SEE_OVERVIEW, Action.SEE_DOCUMENTS, Action.SEE_SETTINGS, Action.TEST_CONNECTION),
    /** Minds keys and trust, and watches the others. */
    SECURITY_OFFICER(
            Action.SEE_OVERVIEW,
            Action.SEE_RECEIPTS,
            Action.SEE_OPERATIONS,
            Action.SEE_AUDIT,
            Action.SEE_SETTINGS,
            Action.DECIDE,
            Action.BACK_UP,
            Action.TEST_CONNECTION,
            Action.MANAGE_KEYS),
    /** Whoever minds a node alone: everything but judging their own deeds away. */
    ADMIN(
            Action.SEE_OVERVIEW,
            Action.SEE_DOCUMENTS,
            Action.SEE_CONTENT,
            Action.SEE_REASONS,
            Action.SEE_RECEIPTS,
            Action.SEE_OPERATIONS,
            Action.SEE_AUDIT,
            Action.SEE_SETTINGS,
            Action.RETRY,
            Action.HOLD,
            Action.SEND_ON,
            Action.TAKE_BACK,
            Action.PAUSE,
            Action.SET_CONTACT,
            Action.STOP_ROUTE,
            Action.END_ALARM,
            Action.SILENCE_ALERT,
            Action.BACK_UP,
            Action.DIAGNOSE,
            Action.TEST_CONNECTION,
            Action.MANAGE_KEYS,
            Action.REMOVE_DEAD_LETTER,
            Action.DECIDE,
            Action.MANAGE_PEOPLE);

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.copyOf
    private final Set<Action> allowed;

    Role(Action first, Action... others) {
        allowed = Set.copyOf(EnumSet.of(first, others));
    }

    public boolean may(Action action) {
        return allowed.contains(action);
    }
}
