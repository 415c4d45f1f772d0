package vn.antin.ledger;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Ledgers;

/** The contract on H2. */
class EarlyCheckpointsTest extends EarlyCheckpointsContract {

    @TempDir
    Path folder;

    @Override
    Ledger open() {
        return Ledgers.empty(folder);
    }
}
