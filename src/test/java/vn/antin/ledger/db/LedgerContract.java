package vn.antin.ledger.db;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** The contract of a ledger, for every database, in three parts; this one opens and closes it. */
public abstract class LedgerContract {

    private @Nullable Ledger opened;

    /** Opens a ledger with the same tables each time within one test, empty at first. */
    abstract Ledger open(CrashPoints watch);

    Ledger ledger() {
        return ledger(CrashPoints.NONE);
    }

    Ledger ledger(CrashPoints watch) {
        if (opened == null) {
            opened = open(watch);
        }
        return opened;
    }

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
            opened = null;
        }
    }
}
