package vn.antin.ledger.db;

/**
 * Free bytes of the disk that each kind of write leaves. A full disk would stop the program in the middle of something,
 * so writes stop earlier, and the ones that can wait stop first.
 *
 * @param taking documents, parts and uploads that are not here yet are taken in above this
 * @param goingOn what is here goes on above this: it is sent, its receipts come in, its evidence is sealed
 * @param people people sign in and act at the console above this, and that is written down
 */
public record FreeSpace(long taking, long goingOn, long people) {

    /** From the setting {@code limits.freeBytes}: below it nothing is taken in; the rest is a reserve. */
    static FreeSpace below(long freeBytes) {
        return new FreeSpace(freeBytes, freeBytes / 4, freeBytes / 16);
    }
}
