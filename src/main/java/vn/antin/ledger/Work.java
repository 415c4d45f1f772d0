package vn.antin.ledger;

/**
 * What happens inside one transaction. It may be run more than once (after a deadlock or a lock time-out), so it
 * changes nothing but the ledger: no sends, no files, no counters.
 */
@FunctionalInterface
public interface Work<T> {

    T in(Tx tx);
}
