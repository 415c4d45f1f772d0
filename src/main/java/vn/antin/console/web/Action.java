package vn.antin.console.web;

/** What a signed-in person may do at the console; {@link PersonRole} alone says who may. */
public enum Action {
    /** Read the overview. */
    SEE_OVERVIEW,
    /** Read lists of documents and their states, without subjects. */
    SEE_DOCUMENTS,
    /** Read subjects and names, which are for the agency itself only. */
    SEE_CONTENT,
    /** Read a recipient's reason for a refusal, which is for the sending agency. */
    SEE_REASONS,
    /** Read receipts and evidence bundles, and verify them. */
    SEE_RECEIPTS,
    /** Read dead letters, alarms and queues. */
    SEE_OPERATIONS,
    /** Read the audit log. */
    SEE_AUDIT,
    /** Read the configuration in force. */
    SEE_SETTINGS,
    /** Retry what waits or was given up. */
    RETRY,
    /** Hold a document that has not left, and release it. */
    HOLD,
    /** Send a document on to another agency. */
    SEND_ON,
    /** Take back a document that has not left; ask for a recall of one that has. */
    TAKE_BACK,
    /** Pause all documents to a recipient, and resume them. */
    PAUSE,
    /** Set the contact of an agency at the hub. */
    SET_CONTACT,
    /** Change the directory: agencies, their nodes, their limits; a second person decides what cannot be undone. */
    CHANGE_DIRECTORY,
    /** Stop and start a single route. */
    STOP_ROUTE,
    /** End an alarm. */
    END_ALARM,
    /** Silence an alert for a while, and send a test alert. */
    SILENCE_ALERT,
    /** Test the connection to the hub, step by step. */
    TEST_CONNECTION,
    /** Place a legal hold, and ask for its end. */
    PLACE_HOLD,
    /** Export documents to an archive package, and ask that the ledger removes them. */
    EXPORT_ARCHIVE,
    /** Make a backup. */
    BACK_UP,
    /** Have proofs time-stamped again before they are due. */
    RENEW_PROOFS,
    /** Download a diagnosis report. */
    DIAGNOSE,
    /** Create and revoke API keys. */
    MANAGE_KEYS,
    /** Renew the keys of this machine before their time. */
    RENEW_KEYS,
    /** Confirm a changed key of another node. */
    CONFIRM_KEY,
    /** Ask for the removal of a dead letter; a second person decides. */
    REMOVE_DEAD_LETTER,
    /** Ask to see content for some hours; a second person decides. */
    ASK_CONTENT,
    /** Decide the request of another person. */
    DECIDE,
    /** Manage accounts and their roles. */
    MANAGE_PEOPLE
}
