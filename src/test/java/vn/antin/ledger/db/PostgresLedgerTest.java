package vn.antin.ledger.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;

/** The contract on PostgreSQL. */
class PostgresLedgerTest extends LedgerContentionContract {

    @RegisterExtension
    static final PostgresExtension postgres = new PostgresExtension();

    private final String database = postgres.freshDatabase();

    @Override
    Ledger open(CrashPoints watch) {
        return postgres.ledger(database, watch, Ledgers.TABLES);
    }

    @TempDir
    Path folder;

    /** Parts, uploads and spools lie beside the ledger's server, on the disk of this folder. */
    @Test
    void takes_nothing_new_when_the_disk_of_its_folder_is_full_and_goes_on_with_what_is_here() {
        PostgresServer server = postgres.server(postgres.freshDatabase());
        try (Ledger ledger = Ledger.open(folder, server, Long.MAX_VALUE - 1, CrashPoints.NONE)) {
            assertThat(ledger.freeBytes())
                    .isPositive()
                    .isLessThanOrEqualTo(folder.toFile().getTotalSpace());
            assertThatThrownBy(() -> ledger.requireRoom("part"))
                    .asInstanceOf(InstanceOfAssertFactories.type(TryLater.class))
                    .satisfies(later -> assertThat(later.fault()).isEqualTo(Fault.DISK_FULL));
            assertThat(ledger.<String>commit("settle", tx -> "done")).isEqualTo("done");
        }
    }
}
