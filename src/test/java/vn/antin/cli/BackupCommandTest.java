package vn.antin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.ledger.db.PostgresExtension;
import vn.antin.ledger.db.PostgresServer;

class BackupCommandTest {

    @RegisterExtension
    static final PostgresExtension postgres = new PostgresExtension();

    @TempDir
    Path folder;

    /** It would be one of an empty file, and the file would keep the hub from starting. */
    @Test
    void a_ledger_on_a_server_is_not_backed_up_from_its_folder() throws Exception {
        Path hub = folder.resolve("hub");
        Path config = hub.resolve("hub.yaml");
        Run.of("init", "hub", hub, "--province", "Tỉnh thử");
        PostgresServer server = postgres.server(postgres.freshDatabase());
        Files.writeString(
                config,
                "ledger: { port: %d, database: %s, user: %s }\n"
                        .formatted(server.port(), server.database(), server.user()),
                StandardOpenOption.APPEND);

        Run run = Run.of("backup", "--config", config);

        assertThat(run.code()).as(run.out()).isEqualTo(1);
        assertThat(run.err()).startsWith("ANTIN-5056 ");
        assertThat(hub.resolve("data/ledger.mv.db")).doesNotExist();
    }
}
