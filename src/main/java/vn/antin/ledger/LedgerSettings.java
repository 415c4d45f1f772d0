package vn.antin.ledger;

import java.util.Optional;
import vn.antin.ledger.db.Tx;

/** What a ledger remembers under a name, one text each: the table {@code setting}. */
final class LedgerSettings {

    private LedgerSettings() {}

    static Optional<String> get(Tx tx, String name) {
        return tx.one(String.class, "select content from setting where name = ?", name);
    }

    static void put(Tx tx, String name, String content) {
        remove(tx, name);
        tx.update("insert into setting (name, content) values (?, ?)", name, content);
    }

    static void remove(Tx tx, String name) {
        tx.update("delete from setting where name = ?", name);
    }
}
