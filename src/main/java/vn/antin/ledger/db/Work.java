package vn.antin.ledger.db;

/**
 * What happens inside one transaction. It may be run more than once (after a deadlock or a lock time-out), so it
 * changes nothing but the ledger: no sends, no files, no counters. Under load it shares the transaction with works of
 * others and runs on the thread of one of them, so it is short and waits for nobody.
 */
@FunctionalInterface
public interface Work<T> {

    T in(Tx tx);
}
