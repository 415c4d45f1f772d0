package vn.antin.ledger.db;

/** A {@link Work} without a result. */
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
