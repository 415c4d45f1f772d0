package vn.antin.ledger.db;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract on H2. */
class H2LedgerTest extends LedgerContentionContract {

    @TempDir
    Path folder;

    @Override
    Ledger open(CrashPoints watch) {
        return Ledgers.plain(folder, watch);
    }
}
