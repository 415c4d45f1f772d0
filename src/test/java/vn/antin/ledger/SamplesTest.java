package vn.antin.ledger;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract on H2. */
class SamplesTest extends SamplesContract {

    @TempDir
    Path folder;

    @Override
    Ledger open() {
        return Ledgers.empty(folder);
    }
}
