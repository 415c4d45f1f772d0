package vn.antin.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Checkpoints;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Ledgers;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.Event;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.LogLeaf;
import vn.antin.receipt.Merkle;
import vn.antin.receipt.MerkleProof;
import vn.antin.receipt.ReceiptProvince;

/** The sequencer over a real ledger: what it numbers, proves and keeps in memory. */
class SequencerTest {

    private static final NodeId SELF = ReceiptProvince.HEALTH;

    @TempDir
    Path folder;

    private final ReceiptProvince province = new ReceiptProvince();
    private final Random random = new Random(12);
    private final List<Digest> leaves = new ArrayList<>();
    private final List<Sequencer.Batch> published = new ArrayList<>();
    private Ledger ledger;
    private Repositories repositories;
    private Sequencer sequencer;
    private boolean failing;

    @BeforeEach
    void open() {
        ledger = Ledgers.empty(folder, CrashPoints.NONE);
        repositories = Repositories.of(SELF, ledger, province.clock);
        start();
    }

    /** A sequencer as after a start of its process. */
    private void start() {
        sequencer = new Sequencer(
                repositories,
                province.sealer(province.key(SELF)),
                null,
                new Sequencer.Publisher() {
                    @Override
                    public void publish(Tx tx, Sequencer.Batch batch) {
                        // On a thread of the ledger, while the sealing thread keeps new epochs out.
                        assertThat(repositories.log().sealing().tryLock()).isFalse();
                        if (failing) {
                            throw new IllegalStateException("no room");
                        }
                        published.add(batch);
                    }

                    @Override
                    public void stamped(Tx tx, Checkpoints.StoredCheckpoint checkpoint, byte[] timeStamp) {
                        throw new IllegalStateException("a node has no authority");
                    }
                },
                () -> true,
                province.clock);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    /** Adds leaves of bytes of their own. */
    private void add(int count) {
        ledger.store("add", tx -> {
            for (int i = 0; i < count; i++) {
                byte[] bytes = ("leaf " + random.nextLong()).getBytes(StandardCharsets.UTF_8);
                tx.update("insert into leaf (bytes) values (?)", bytes);
                leaves.add(Merkle.leaf(bytes));
            }
        });
    }

    private void assertProved(Sequencer.Batch batch) {
        long size = batch.checkpoint().checkpoint().size();
        Digest root = batch.checkpoint().checkpoint().root();
        assertThat(root).isEqualTo(Merkle.root(leaves.subList(0, Math.toIntExact(size))));
        for (Sequencer.Numbered numbered : batch.leaves()) {
            Digest leaf = leaves.get(Math.toIntExact(numbered.index()));
            assertThat(MerkleProof.included(leaf, numbered.index(), size, numbered.proof(), root))
                    .isTrue();
        }
        if (batch.from() > 0) {
            Digest before = Merkle.root(leaves.subList(0, Math.toIntExact(batch.from())));
            assertThat(MerkleProof.consistent(batch.from(), before, size, root, batch.consistency()))
                    .isTrue();
        }
    }

    @Test
    void proves_each_leaf_and_the_growth_from_memory_alone() {
        for (int round = 0; round < 30; round++) {
            add(1 + random.nextInt(9));
            sequencer.seal();
            // What it needs next it has: nothing of the tree is left to read.
            ledger.store("lost", tx -> tx.update("delete from subtree"));
        }

        assertThat(published).hasSize(30).allSatisfy(this::assertProved);
        assertThat(published.get(29).checkpoint().checkpoint().size()).isEqualTo(leaves.size());
    }

    @Test
    void goes_on_from_the_ledger_after_a_start_and_after_a_failed_commit() {
        add(11);
        sequencer.seal();
        add(4);
        failing = true;
        assertThatThrownBy(sequencer::seal).hasMessageContaining("no room");
        failing = false;
        add(2);
        sequencer.seal();
        start();
        add(5);
        sequencer.seal();

        assertThat(published).extracting(Sequencer.Batch::from).containsExactly(0L, 11L, 17L);
        assertThat(published).allSatisfy(this::assertProved);
        sequencer.check();
    }

    @Test
    void seals_as_many_checkpoints_as_the_leaves_need() {
        add(800);
        sequencer.seal();
        assertThat(published).hasSizeGreaterThan(1);
        assertThat(published.get(published.size() - 1).checkpoint().checkpoint().size())
                .isEqualTo(800);
    }

    @Test
    void evidence_that_stays_here_waits_for_a_checkpoint_that_goes_out_or_for_the_timer() {
        issue(Event.SUBMISSION_ACCEPTANCE, null);
        sequencer.seal();
        assertThat(published).isEmpty();

        issue(Event.CONTENT_CONSIGNMENT, ReceiptProvince.HOME);
        sequencer.seal();
        assertThat(published).hasSize(1);
        assertThat(published.get(0).leaves()).hasSize(2);

        issue(Event.CONTENT_HANDOVER, null);
        sequencer.seal();
        assertThat(published).hasSize(1);
        sequencer.sealAll();
        assertThat(published).hasSize(2).allSatisfy(this::assertProved);
    }

    @Test
    void evidence_that_nobody_witnessed_comes_again_in_a_new_epoch() {
        issue(Event.CONTENT_CONSIGNMENT, ReceiptProvince.HOME);
        sequencer.seal();
        LogLeaf lost = LogLeaf.epoch(published.get(0).checkpoint());
        ledger.store("epoch", tx -> repositories.log().openEpoch(tx, 2, lost));
        sequencer.seal();

        Sequencer.Batch again = published.get(1);
        assertThat(again.checkpoint().checkpoint().origin()).isEqualTo(SELF + "/2");
        assertThat(again.leaves())
                .extracting(numbered -> numbered.leaf().hash())
                .containsExactly(Merkle.leaf(lost.write()), leaves.get(0));
        sequencer.check();

        Digest witnessed = again.checkpoint().digest();
        ledger.store("epoch", tx -> {
            tx.update("update checkpoint set witness_checkpoint = digest where digest = ?", witnessed);
            repositories.log().openEpoch(tx, 3, LogLeaf.epoch(again.checkpoint()));
        });
        sequencer.seal();
        assertThat(published.get(2).leaves()).hasSize(1);
        sequencer.check();
    }

    private void issue(Event event, @Nullable NodeId goesTo) {
        Evidence.Written written = province.written(event, SELF, province.copy(), null);
        ledger.store("issue", tx -> repositories.evidence().issue(tx, written, goesTo));
        leaves.add(Merkle.leaf(written.bytes()));
    }
}
