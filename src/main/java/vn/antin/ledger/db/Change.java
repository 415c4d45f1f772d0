package vn.antin.ledger.db;

/** A {@link Work} that answers nothing. */
@FunctionalInterface
public interface Change {

    void in(Tx tx);

    default Work<Boolean> asWork() {
        return tx -> {
            in(tx);
            return true;
        };
    }
}
