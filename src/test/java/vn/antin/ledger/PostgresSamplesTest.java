package vn.antin.ledger;

import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract on PostgreSQL. */
class PostgresSamplesTest extends SamplesContract {

    @RegisterExtension
    static final PostgresExtension postgres = new PostgresExtension();

    @Override
    Ledger open() {
        return postgres.empty(Watch.NONE);
    }
}
