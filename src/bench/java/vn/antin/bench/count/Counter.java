package vn.antin.bench.count;

import java.util.Locale;

/** What is counted in a process. The names are keys of the report. */
public enum Counter {
    /** Executions of an SQL statement; a batch is one. */
    STATEMENTS,
    /** Batches among these executions. */
    BATCHES,
    /** Rows of batches. */
    BATCH_ROWS,
    /** Committed transactions of the ledger. */
    COMMITS,
    /** Transactions of the ledger that were rolled back: each read ends so. */
    ROLLBACKS,
    /** Calls that force a file to disk, of ledger, journal and parts. */
    SYNCS,
    /** Writes to files. */
    FILE_WRITES,
    /** Bytes of these writes. */
    FILE_BYTES,
    /** Messages that a client of the broker sent. */
    MESSAGES_SENT,
    /** Messages that a client of the broker took. */
    MESSAGES_TAKEN,
    /** Transactions that a client of the broker committed. */
    BROKER_COMMITS,
    /** XML texts read as a stream of events. */
    XML_STREAMS,
    /** XML texts read into a tree. */
    XML_TREES,
    SIGNATURES_MADE,
    SIGNATURES_CHECKED,
    KEY_WRAPS,
    KEY_UNWRAPS,
    KEY_AGREEMENTS,
    KEY_PAIRS,
    /** Validated certificate paths. */
    PATH_VALIDATIONS,
    /** Bytes of new objects. */
    ALLOCATED_BYTES;

    /** The key in the report, such as {@code xml_streams}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
