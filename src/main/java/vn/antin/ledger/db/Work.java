package vn.antin.ledger.db;

/**
 * The content of one transaction. It may run more than once (after a deadlock or a lock time-out), so it changes
 * nothing but the ledger: no sends, no files, no counters. Under load it shares its transaction with other works and
 * runs on their thread, so it is short and waits for nothing.
 */
@FunctionalInterface
public interface Work<T> {

    T in(Tx tx);
}
