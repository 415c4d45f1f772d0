package vn.antin.ledger.db;

/** A mapper from the current row to a value. */
@FunctionalInterface
public interface Row<T> {

    T of(Columns columns);
}
