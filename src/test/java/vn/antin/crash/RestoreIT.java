package vn.antin.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.MovingClock;
import vn.antin.Slow;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.ledger.Checkpoints;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.node.Seams;
import vn.antin.node.broker.HubConnections;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.LogLeaf;
import vn.antin.receipt.Receipts;
import vn.antin.receipt.SealedCheckpoint;
import vn.antin.seal.SealAlgorithm;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.Purpose;

/** A log that went back, a log with two histories, an edited log: each is detected, and everything else goes on. */
class RestoreIT {

    private static final String FIRST = CrashProvince.RECIPIENT + "/1";
    private static final String SECOND = CrashProvince.RECIPIENT + "/2";

    private static final Duration LIFE = Duration.ofHours(2);

    @TempDir
    Path folder;

    private final MovingClock clock = new MovingClock();
    private CrashProvince town;
    private DocumentExchange post;

    @BeforeEach
    void start() throws Exception {
        town = new CrashProvince(folder, clock);
        post = town.post();
        post.send();
        post.arrives();
    }

    @AfterEach
    void stop() {
        town.close();
    }

    @Test
    void a_node_restored_from_an_old_backup_opens_a_new_epoch() throws Exception {
        backup();
        Checkpoints.StoredCheckpoint witnessed = lastWitnessed();

        restore();

        opensAnEpochAfter(witnessed);
        post.send();
        post.arrives();
        assertThat(origins()).contains(SECOND);
    }

    /** Its sender has the receipt that it is there, and would believe that for ever. */
    @Test
    void a_letter_that_a_node_lost_after_its_consignment_comes_back_also_when_its_time_is_over() throws Exception {
        backup();
        String id = post.send(clock.instant().plus(LIFE));
        Software sender = town.software(town.sender());
        await().until(() -> sender.states(id).equals(List.of("CONSIGNED")));
        clock.forward(LIFE);

        restore();

        await().until(() -> sender.states(id).equals(List.of("FAILED")));
        assertThat(sender.receipts(id)).extracting(Software.Receipt::event).contains("ContentHandoverFailure");
        assertThat(town.software(town.recipient()).inbox(0)).isEmpty();
    }

    /** While the hub is away, the mark beside the data reveals it at the start. */
    @Test
    void an_older_ledger_put_back_by_hand_is_told_at_the_start_without_a_hub() throws Exception {
        backup();
        Checkpoints.StoredCheckpoint witnessed = lastWitnessed();
        town.stop(CrashProvince.RECIPIENT);
        town.province().stopHub();
        CrashProvince.copy(copy(), data());

        town.start(CrashProvince.RECIPIENT);

        assertThat(CrashProvince.alarms(town.recipient().repositories()))
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.code() + " " + alarm.subject())
                        .isEqualTo(Fault.LOG_BEHIND.code() + " " + FIRST));
        town.stop(CrashProvince.RECIPIENT);
        town.start(CrashProvince.RECIPIENT);
        assertThat(CrashProvince.alarms(town.recipient().repositories()))
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.times()).isEqualTo(2));

        town.province().startHub();
        opensAnEpochAfter(witnessed);
        post.send();
        post.arrives();
    }

    /** A hub that went back would seal a second history; it continues as after a restore. */
    @Test
    @Slow
    void an_older_ledger_of_the_hub_is_told_at_the_start_and_its_log_begins_a_new_epoch() throws Exception {
        Path hub = town.home("hub").resolve("data");
        town.province().stopHub();
        CrashProvince.copy(hub, copy());
        town.province().startHub();
        post.send();
        post.arrives();
        town.province().stopHub();
        CrashProvince.copy(copy(), hub);

        town.province().startHub();

        Repositories repositories = town.province().hub().repositories();
        assertThat(CrashProvince.alarms(repositories))
                .singleElement()
                .satisfies(alarm ->
                        assertThat(alarm.code() + " " + alarm.subject()).isEqualTo(Fault.LOG_BEHIND.code() + " hub/1"));
        assertThat(repositories.ledger().read(repositories.log()::origin)).isNotEqualTo("hub/1");
        post.send();
        post.arrives();
        assertThat(CrashProvince.alarms(town.sender().repositories())).isEmpty();
    }

    /**
     * What the hub sent about the evidence that the node has lost is in the node's queue before the answer to the
     * greeting.
     */
    @Test
    @Slow
    void a_restored_node_does_not_take_the_witness_of_its_lost_future_for_its_own_memory() throws Exception {
        backup();
        Checkpoints.StoredCheckpoint witnessed = lastWitnessed();
        byte[] late = witness(town.recipient().repositories(), witnessed);
        town.stop(CrashProvince.RECIPIENT);
        Message.send(
                town.province().hub().broker().connections(),
                "antin.down." + CrashProvince.RECIPIENT + ".urgent",
                "RECEIPTS",
                late);

        restore();

        opensAnEpochAfter(witnessed);
        post.send();
        post.arrives();
    }

    /** A restored node takes letters before the hub tells it that it was restored; their evidence is not lost. */
    @Test
    @Slow
    void evidence_that_had_no_number_yet_stands_in_the_new_epoch() throws Exception {
        backup();
        Checkpoints.StoredCheckpoint witnessed = lastWitnessed();
        town.stop(CrashProvince.RECIPIENT);
        town.province().stopHub();
        CrashProvince.copy(copy(), data());
        town.start(CrashProvince.RECIPIENT);
        Letter letter = Letter.to("H06.02");
        Software software = town.software(town.recipient());
        String id = software.submit(letter.key(), letter.metadata(), letter.file());

        town.province().startHub();

        opensAnEpochAfter(witnessed);
        await().until(() -> software.receipts(id).stream()
                .anyMatch(receipt -> receipt.event().equals("SubmissionAcceptance") && receipt.witnessed()));
    }

    @Test
    void a_second_root_for_one_size_is_refused_and_both_are_kept() throws Exception {
        Checkpoints.StoredCheckpoint witnessed = lastWitnessed();
        KeyEntry key = Seams.keys(town.home(CrashProvince.RECIPIENT)).of(Purpose.SEAL);
        SealAlgorithm algorithm = SealAlgorithm.defaultFor(key.certificate().getPublicKey());
        SealedCheckpoint forged = SealedCheckpoint.seal(
                new Checkpoint(witnessed.origin(), witnessed.size(), Digest.sha256(new byte[1]), null, Instant.now()),
                new Sealer(key, algorithm, clock));
        Receipts message = new Receipts(forged.bytes(), null, List.of(), null);
        try (HubConnections line = Seams.line(town.home(CrashProvince.RECIPIENT))) {
            Message.send(line.urgent(), "antin.up.urgent", "RECEIPTS", message.packed());
        }

        Repositories hub = town.province().hub().repositories();
        await().until(() -> !CrashProvince.deadLetters(hub).isEmpty());
        assertThat(CrashProvince.deadLetters(hub))
                .extracting(CrashProvince.DeadLetter::code)
                .containsExactly(Fault.CHECKPOINT_CONFLICT.code());
        List<Checkpoints.StoredCheckpoint> both =
                hub.ledger().read(tx -> hub.checkpoints().at(tx, witnessed.origin(), witnessed.size()));
        assertThat(both)
                .extracting(Checkpoints.StoredCheckpoint::digest)
                .containsExactlyInAnyOrder(witnessed.digest(), forged.digest());
        assertThat(CrashProvince.alarms(hub)).anyMatch(alarm -> alarm.code().equals(Fault.CHECKPOINT_CONFLICT.code()));

        // The history that was witnessed first goes on, for the hub and, after its next greeting, for the node.
        town.stop(CrashProvince.RECIPIENT);
        town.start(CrashProvince.RECIPIENT);
        town.settle();
        post.send();
        post.arrives();
        assertThat(origins()).containsOnly(FIRST);
    }

    @Test
    void an_edited_leaf_ends_the_sealing_and_nothing_else() throws Exception {
        town.stop(CrashProvince.RECIPIENT);
        long edited;
        try (Ledger ledger = Ledger.open(data(), CrashPoints.NONE)) {
            edited = ledger.commit("edit", tx -> {
                long index = tx.one(
                                "select min(leaf) as n from evidence where own = true and event = 'CONTENT_HANDOVER'",
                                row -> row.number("n"))
                        .orElseThrow();
                tx.update("update evidence set bytes = ? where own = true and leaf = ?", new byte[] {1}, index);
                return index;
            });
        }
        town.start(CrashProvince.RECIPIENT);
        town.settle();
        Repositories repositories = town.recipient().repositories();
        long sealed = CrashProvince.count(repositories, "checkpoint where own = true");

        String id = post.send();

        await().untilAsserted(() -> {
            post.take();
            assertThat(CrashProvince.count(repositories, "arrival where state = 'TAKEN'"))
                    .isEqualTo(2);
        });
        await().untilAsserted(() -> assertThat(CrashProvince.alarms(repositories))
                .anySatisfy(alarm -> {
                    assertThat(alarm.code()).isEqualTo(Fault.LOG_DAMAGED.code());
                    assertThat(alarm.subject()).isEqualTo(FIRST);
                    assertThat(alarm.detail()).isEqualTo("leaf " + edited);
                }));
        assertThat(CrashProvince.count(repositories, "checkpoint where own = true"))
                .isEqualTo(sealed);
        assertThat(town.software(town.sender()).states(id)).containsExactly("RELAYED");
    }

    /** Makes a backup, after which the node goes on and the hub witnesses it. */
    private void backup() throws Exception {
        town.stop(CrashProvince.RECIPIENT);
        CrashProvince.copy(data(), copy());
        town.start(CrashProvince.RECIPIENT);
        town.settle();
        post.send();
        post.arrives();
    }

    private void restore() throws Exception {
        town.stop(CrashProvince.RECIPIENT);
        CrashProvince.copy(copy(), data());
        town.start(CrashProvince.RECIPIENT);
    }

    private void opensAnEpochAfter(Checkpoints.StoredCheckpoint witnessed) {
        Repositories repositories = town.recipient().repositories();
        await().until(() ->
                repositories.ledger().read(repositories.log()::origin).equals(SECOND));
        await().until(() -> CrashProvince.count(repositories, "leaf where origin = '" + SECOND + "'") > 0);
        byte[] first = repositories
                .ledger()
                .read(tx -> tx.one(
                        "select bytes from leaf where origin = ? and idx = 0", row -> row.bytes("bytes"), SECOND))
                .orElseThrow();
        assertThat(LogLeaf.read(first)).isEqualTo(LogLeaf.epoch(SealedCheckpoint.open(witnessed.sealed())));
        assertThat(CrashProvince.alarms(repositories))
                .anyMatch(alarm -> alarm.code().equals(Fault.LOG_BEHIND.code())
                        && alarm.subject().equals(FIRST)
                        && alarm.detail().endsWith(Long.toString(witnessed.size())));
    }

    /** The last checkpoint of the recipient's log, once the hub has it and the node knows that. */
    private Checkpoints.StoredCheckpoint lastWitnessed() {
        Repositories hub = town.province().hub().repositories();
        Repositories node = town.recipient().repositories();
        await().until(() -> CrashProvince.count(node, "checkpoint where own = true and witness_checkpoint is null") == 0
                && CrashProvince.count(node, "leaf where idx is null") == 0);
        return hub.ledger().read(tx -> hub.checkpoints().last(tx, FIRST)).orElseThrow();
    }

    private static byte[] witness(Repositories repositories, Checkpoints.StoredCheckpoint own) {
        Checkpoints.StoredCheckpoint kept = repositories
                .ledger()
                .read(tx -> repositories.checkpoints().find(tx, own.digest()))
                .orElseThrow();
        Checkpoints.StoredCheckpoint hub = repositories
                .ledger()
                .read(tx -> repositories.checkpoints().find(tx, java.util.Objects.requireNonNull(kept.witness())))
                .orElseThrow();
        Receipts.WitnessLeaf leaf = new Receipts.WitnessLeaf(
                java.util.Objects.requireNonNull(kept.witnessLeaf()),
                Checkpoints.split(java.util.Objects.requireNonNull(kept.witnessProof())),
                hub.sealed());
        return new Receipts(kept.sealed(), null, List.of(), new Receipts.HubWitness(leaf, hub.timeStamp())).write();
    }

    /** The logs with the sender's receipts from the recipient. */
    private List<String> origins() {
        return town.sender()
                .repositories()
                .ledger()
                .read(tx -> tx.query(
                        "select distinct origin from evidence where issuer = ? order by origin",
                        row -> row.text("origin"),
                        CrashProvince.RECIPIENT));
    }

    private Path data() {
        return town.home(CrashProvince.RECIPIENT).resolve("data");
    }

    private Path copy() {
        return folder.resolve("backup");
    }
}
