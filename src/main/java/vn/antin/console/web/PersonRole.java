package vn.antin.console.web;

import java.util.EnumSet;
import java.util.Set;

/** A person's role and its allowed actions; anything not listed is forbidden. */
public enum PersonRole {
    /** Sees the overview and the documents. */
    VIEWER(Action.SEE_OVERVIEW, Action.SEE_DOCUMENTS, Action.SEE_REASONS),
    /** Operates queues and lines. */
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
            Action.CHANGE_DIRECTORY,
            Action.STOP_ROUTE,
            Action.END_ALARM,
            Action.SILENCE_ALERT,
            Action.BACK_UP,
            Action.RENEW_PROOFS,
            Action.DIAGNOSE,
            Action.TEST_CONNECTION),
    /** Verifies receipts and reads the audit log; changes nothing. */
    AUDITOR(
            Action.SEE_OVERVIEW,
            Action.SEE_DOCUMENTS,
            Action.SEE_RECEIPTS,
            Action.SEE_AUDIT,
            Action.ASK_CONTENT,
            Action.PLACE_HOLD),
    /** Connects the agency's software to the node. */
    INTEGRATOR(Action.SEE_OVERVIEW, Action.SEE_DOCUMENTS, Action.SEE_SETTINGS, Action.TEST_CONNECTION),
    /** Manages keys and trust, and supervises the other roles. */
    SECURITY_OFFICER(
            Action.SEE_OVERVIEW,
            Action.SEE_RECEIPTS,
            Action.SEE_OPERATIONS,
            Action.SEE_AUDIT,
            Action.SEE_SETTINGS,
            Action.DECIDE,
            Action.PLACE_HOLD,
            Action.EXPORT_ARCHIVE,
            Action.BACK_UP,
            Action.RENEW_PROOFS,
            Action.TEST_CONNECTION,
            Action.MANAGE_KEYS,
            Action.RENEW_KEYS,
            Action.CONFIRM_KEY),
    /** Runs a node alone: every action; the audit log records the administrator, too. */
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
            Action.CHANGE_DIRECTORY,
            Action.STOP_ROUTE,
            Action.END_ALARM,
            Action.SILENCE_ALERT,
            Action.BACK_UP,
            Action.RENEW_PROOFS,
            Action.DIAGNOSE,
            Action.TEST_CONNECTION,
            Action.MANAGE_KEYS,
            Action.RENEW_KEYS,
            Action.CONFIRM_KEY,
            Action.REMOVE_DEAD_LETTER,
            Action.DECIDE,
            Action.PLACE_HOLD,
            Action.EXPORT_ARCHIVE,
            Action.MANAGE_PEOPLE);

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.copyOf
    private final Set<Action> allowed;

    PersonRole(Action first, Action... others) {
        allowed = Set.copyOf(EnumSet.of(first, others));
    }

    public boolean may(Action action) {
        return allowed.contains(action);
    }
}
