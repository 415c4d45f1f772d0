package vn.antin.submit;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Ledgers;

/** The contract on H2. */
class RecipientKeysTest extends RecipientKeysContract {

    @TempDir
    Path folder;

    @Override
    Ledger open() {
        return Ledgers.empty(folder);
    }
}
