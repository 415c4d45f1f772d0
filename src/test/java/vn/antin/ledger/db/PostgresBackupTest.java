package vn.antin.ledger.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.AttestedCopies;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.RestoreRecovery;
import vn.antin.ledger.query.Inventory;
import vn.antin.wire.HandshakeMessages;

/** On PostgreSQL a backup is refused; numbers and the recovery after a restore are the same. */
class PostgresBackupTest {

    @RegisterExtension
    static final PostgresExtension postgres = new PostgresExtension();

    @TempDir
    Path folder;

    @Test
    void its_own_tools_make_backups_and_a_restored_hub_sends_again_all_the_same() {
        try (Ledger ledger = postgres.empty(CrashPoints.NONE)) {
            assertThatThrownBy(() -> ledger.copyTo(folder.resolve("copy.zip")))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.fault()).isEqualTo(Fault.BACKUP_ELSEWHERE));
            assertThat(ledger.size()).isZero();
            NodeId hub = new NodeId("hub");
            Inventory inventory = new Inventory(hub);
            assertThat(ledger.read(inventory::rows)).containsEntry("document", 0L);
            assertThat(ledger.read(inventory::faults)).isEmpty();
            assertThat(ledger.read(inventory::steps))
                    .extracting(Inventory.MigrationStep::name)
                    .contains("ledger");
            assertThat(ledger.read(inventory::logHolds)).isTrue();

            Repositories repositories = Repositories.of(hub, ledger, Clock.systemUTC());
            RestoreRecovery recovery = new RestoreRecovery(repositories);
            int again = ledger.commit("hub", tx -> recovery.hub(tx, Instant.EPOCH));
            NodeId node = new NodeId("nut-a");
            int lost = ledger.commit("node", tx -> recovery.node(tx, node, Instant.EPOCH, Instant.EPOCH));
            assertThat(again + lost).isZero();
            boolean knows = ledger.read(tx -> recovery.knows(tx, node, Instant.EPOCH, Instant.EPOCH));
            assertThat(knows).isTrue();
            List<HandshakeMessages.Over> over =
                    ledger.read(tx -> new AttestedCopies(repositories).over(tx, node, Instant.EPOCH));
            assertThat(over).isEmpty();
            ledger.store("asks", recovery::node);
            assertThat(ledger.read(recovery::asking)).contains(Instant.ofEpochMilli(1));
            ledger.store("heard", tx -> recovery.heard(tx, List.of()));
            assertThat(ledger.read(recovery::asking)).isEmpty();
        }
    }
}
