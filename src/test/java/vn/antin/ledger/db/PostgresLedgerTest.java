package vn.antin.ledger.db;

import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract on PostgreSQL. */
class PostgresLedgerTest extends LedgerContentionContract {

    @RegisterExtension
    static final PostgresExtension postgres = new PostgresExtension();

    private final String database = postgres.freshDatabase();

    @Override
    Ledger open(CrashPoints watch) {
        return postgres.ledger(database, watch, Ledgers.TABLES);
    }
}
