package vn.antin.ledger.db;

/** Who has something to do once a transaction is durable. A wake may be lost with the process: timers stand behind. */
public enum Signal {
    OUTBOX,
    OUTBOX_URGENT,
    LOG,
    PARTS,
    GREETING,
    INBOX,
    EVENTS
}
