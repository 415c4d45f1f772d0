package vn.antin.ledger.query;

import org.junit.jupiter.api.extension.RegisterExtension;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.PostgresExtension;
import vn.antin.ledger.db.Watch;

/** The contract on PostgreSQL. */
class PostgresRegisterTest extends RegisterContract {

    @RegisterExtension
    static final PostgresExtension postgres = new PostgresExtension();

    @Override
    Ledger open() {
        return postgres.empty(Watch.NONE);
    }
}
