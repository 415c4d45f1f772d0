package vn.antin.ledger;

import org.junit.jupiter.api.extension.RegisterExtension;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.PostgresExtension;

/** The contract on PostgreSQL. */
class PostgresEarlyCheckpointsTest extends EarlyCheckpointsContract {

    @RegisterExtension
    static final PostgresExtension postgres = new PostgresExtension();

    @Override
    Ledger open() {
        return postgres.empty(CrashPoints.NONE);
    }
}
