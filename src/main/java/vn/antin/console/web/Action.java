package vn.antin.console.web;

/** What somebody may do at the console. Who may, stands in {@link Role} alone. */
public enum Action {
    /** The first page: whether everything is well. */
    SEE_OVERVIEW,
    /** Lists of documents and where each is; without subjects. */
    SEE_DOCUMENTS,
    /** Subjects and names: what only the agency itself should read. */
    SEE_CONTENT,
    /** Why a recipient refused a document, in its words: for the people of the agency that sent it. */
    SEE_REASONS,
    /** Receipts, evidence bundles and their verification. */
    SEE_RECEIPTS,
    /** Messages nobody understood, alarms, queues. */
    SEE_OPERATIONS,
    /** What people did. */
    SEE_AUDIT,
    /** The configuration in force. */
    SEE_SETTINGS,
    /** Try again what waits or was given up. */
    RETRY,
    /** Hold a document back that has not left, and let it go. */
    HOLD,
    /** Send a document that was sent to another agency, too. */
    SEND_ON,
    /** End a document that has not left, and ask for it back where it has. */
    TAKE_BACK,
    /** Stop all documents to somebody, and let them go again. */
    PAUSE,
    /** Say at the hub whom to call at an agency. */
    SET_CONTACT,
    /** Stop one of the program's routes by itself, and start it again. */
    STOP_ROUTE,
    /** End an alarm that somebody has looked at. */
    END_ALARM,
    /** Say for how long nobody is told of something, and send a message that is only a test. */
    SILENCE_ALERT,
    /** Try the way to the hub, step by step. */
    TEST_CONNECTION,
    /** Make a backup now. */
    BACK_UP,
    /** Take a report about the machine home, for whoever helps. */
    DIAGNOSE,
    /** API keys: make them and revoke them. */
    MANAGE_KEYS,
    /** Ask that a message nobody understood be thrown away; another person decides. */
    REMOVE_DEAD_LETTER,
    /** Ask to be shown content for some hours; another person decides. */
    ASK_CONTENT,
    /** Be the second person: decide what another has asked for. */
    DECIDE,
    /** Who may use the console, and as what. */
    MANAGE_PEOPLE
}
