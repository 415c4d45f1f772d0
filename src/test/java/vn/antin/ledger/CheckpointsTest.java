package vn.antin.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.Digest;
import vn.antin.ledger.Checkpoints.SeenCheckpoint;
import vn.antin.ledger.Checkpoints.StoredCheckpoint;
import vn.antin.ledger.Checkpoints.WitnessedAt;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Ledgers;
import vn.antin.receipt.ReceiptProvince;
import vn.antin.receipt.SealedCheckpoint;
import vn.antin.receipt.TestLog;

/** The checkpoints of other logs, with what comes with them and after them. */
class CheckpointsTest {

    private static final byte[] TOKEN = {1};
    private static final byte[] LATER = {2};

    @TempDir
    Path folder;

    private final ReceiptProvince province = new ReceiptProvince();
    private final Checkpoints checkpoints = new Checkpoints();
    private final SealedCheckpoint node = sealed("một");
    private final SealedCheckpoint hub = province.log(ReceiptProvince.HUB).checkpoint();
    private Ledger ledger;

    @BeforeEach
    void open() {
        ledger = Ledgers.empty(folder, CrashPoints.NONE);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    /** A checkpoint of size 1 of a log with this leaf. */
    private SealedCheckpoint sealed(String leaf) {
        TestLog log = new TestLog(ReceiptProvince.HEALTH, province.key(ReceiptProvince.HEALTH), province.clock);
        log.add(leaf.getBytes(StandardCharsets.UTF_8));
        return log.checkpoint();
    }

    private List<SealedCheckpoint> see(SeenCheckpoint... seen) {
        return ledger.commit("see", tx -> checkpoints.see(tx, List.of(seen)));
    }

    private StoredCheckpoint stored(SealedCheckpoint sealed) {
        return ledger.read(tx -> checkpoints.find(tx, sealed.digest())).orElseThrow();
    }

    private WitnessedAt witnessed() {
        return new WitnessedAt(0, List.of(Digest.sha256()), hub.digest());
    }

    @Test
    void a_checkpoint_is_stored_with_its_witness_and_the_witness_with_its_time_stamp() {
        assertThat(see(new SeenCheckpoint(node, null, witnessed()), new SeenCheckpoint(hub, TOKEN, null)))
                .isEmpty();

        assertThat(stored(node).witness()).isEqualTo(hub.digest());
        assertThat(stored(node).witnessLeaf()).isZero();
        assertThat(stored(node).timeStamp()).isNull();
        assertThat(stored(hub).timeStamp()).isEqualTo(TOKEN);
    }

    @Test
    void what_comes_later_is_added_and_what_is_there_stays() {
        see(new SeenCheckpoint(node, null, null));
        see(new SeenCheckpoint(node, TOKEN, witnessed()), new SeenCheckpoint(hub, null, null));
        see(new SeenCheckpoint(node, LATER, new WitnessedAt(7, List.of(), Digest.sha256())));

        assertThat(stored(node).timeStamp()).isEqualTo(TOKEN);
        assertThat(stored(node).witnessLeaf()).isZero();
        assertThat(stored(node).witness()).isEqualTo(hub.digest());
    }

    @Test
    void a_second_root_of_one_size_is_stored_and_reported_once() {
        SealedCheckpoint other = sealed("hai");
        assertThat(see(new SeenCheckpoint(node, null, null))).isEmpty();
        assertThat(see(new SeenCheckpoint(other, null, null), new SeenCheckpoint(hub, null, null)))
                .containsExactly(other);
        assertThat(see(new SeenCheckpoint(other, null, null))).isEmpty();
        assertThat(stored(other).root()).isNotEqualTo(stored(node).root());
    }
}
