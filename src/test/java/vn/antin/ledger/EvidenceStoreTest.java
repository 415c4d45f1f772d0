package vn.antin.ledger;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.Digest;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Ledgers;

/** Evidence for a checkpoint: all of it or none. */
class EvidenceStoreTest {

    @TempDir
    Path folder;

    @Test
    void a_checkpoint_is_not_published_without_evidence_that_it_covers() {
        Digest missing = Digest.sha256(new byte[] {1});
        EvidenceStore store = new EvidenceStore();
        try (Ledger ledger = Ledgers.empty(folder, CrashPoints.NONE)) {
            assertThatThrownBy(() -> ledger.store(
                            "seal",
                            tx -> store.prove(
                                    tx,
                                    "node/1",
                                    missing,
                                    List.of(new EvidenceStore.EvidencePosition(missing, 0, List.of())))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("0 of 1 had no position");
        }
    }
}
