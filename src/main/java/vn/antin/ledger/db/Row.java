package vn.antin.ledger.db;

/** How one row of an answer becomes a value. */
@FunctionalInterface
public interface Row<T> {

    T of(Columns columns);
}
