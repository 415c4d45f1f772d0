package vn.antin.ledger.db;

/** Wakes a worker once a transaction is durable. A signal is lost with the process; timers are the safety net. */
public enum Signal {
    OUTBOX,
    OUTBOX_URGENT,
    LOG,

    /** Evidence that no other node gets: it may wait for the next checkpoint. */
    LOG_LATER,
    PARTS,
    GREETING,
    INBOX,
    EVENTS
}
