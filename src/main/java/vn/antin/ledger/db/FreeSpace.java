package vn.antin.ledger.db;

/**
 * Free bytes of the disk below which each kind of write is refused. A full disk would stop the program in the middle of
 * a step, so writes stop earlier, the postponable ones first.
 *
 * @param taking needed to take in new documents, parts and uploads
 * @param goingOn needed to go on with what is here: sending, storing receipts, sealing evidence
 * @param people needed for people to sign in and act at the console, the audit log included
 */
public record FreeSpace(long taking, long goingOn, long people) {

    /** The thresholds for the setting {@code limits.freeBytes}, which is the one for new documents. */
    static FreeSpace below(long freeBytes) {
        return new FreeSpace(freeBytes, freeBytes / 4, freeBytes / 16);
    }
}
