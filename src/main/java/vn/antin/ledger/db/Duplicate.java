package vn.antin.ledger.db;

/**
 * A row with this unique key exists already. It ends the transaction on every engine: catch it around {@link
 * Ledger#commit}, never inside the work.
 */
public final class Duplicate extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Duplicate(String label, Throwable cause) {
        super(label + ": " + cause.getMessage(), cause);
    }
}
