package vn.antin.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.ledger.Books;
import vn.antin.ledger.Checkpoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Watch;
import vn.antin.node.Seams;
import vn.antin.node.broker.HubLine;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.LogLeaf;
import vn.antin.receipt.Receipts;
import vn.antin.receipt.SealedCheckpoint;
import vn.antin.seal.SealAlgorithm;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.Purpose;

/** A log that went back, a log that tells two stories, a log that was edited: each is found, and the rest goes on. */
class RestoreIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String FIRST = Town.RECIPIENT + "/1";
    private static final String SECOND = Town.RECIPIENT + "/2";

    @TempDir
    Path folder;

    private Town town;
    private Post post;

    @BeforeEach
    void start() throws Exception {
        town = new Town(folder, Clock.systemUTC());
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
        Checkpoints.Kept witnessed = lastWitnessed();

        restore();

        opensAnEpochAfter(witnessed);
        post.send();
        post.arrives();
        assertThat(origins()).contains(SECOND);
    }

    /** The hub is away: the mark beside the data tells it, at the start. */
    @Test
    void an_older_ledger_put_back_by_hand_is_told_at_the_start_without_a_hub() throws Exception {
        backup();
        Checkpoints.Kept witnessed = lastWitnessed();
        town.stop(Town.RECIPIENT);
        town.province().stopHub();
        Town.copy(copy(), data());

        town.start(Town.RECIPIENT);

        assertThat(Town.alarms(town.recipient().books()))
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.code() + " " + alarm.subject())
                        .isEqualTo(Fault.LOG_BEHIND.code() + " " + FIRST));
        town.stop(Town.RECIPIENT);
        town.start(Town.RECIPIENT);
        assertThat(Town.alarms(town.recipient().books()))
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.times()).isEqualTo(2));

        town.province().startHub();
        opensAnEpochAfter(witnessed);
        post.send();
        post.arrives();
    }

    /** A hub that went back would seal a second history: it goes on as after a restore. */
    @Test
    void an_older_ledger_of_the_hub_is_told_at_the_start_and_its_log_begins_a_new_epoch() throws Exception {
        Path hub = town.home("hub").resolve("data");
        town.province().stopHub();
        Town.copy(hub, copy());
        town.province().startHub();
        post.send();
        post.arrives();
        town.province().stopHub();
        Town.copy(copy(), hub);

        town.province().startHub();

        Books books = town.province().hub().books();
        assertThat(Town.alarms(books))
                .singleElement()
                .satisfies(alarm ->
                        assertThat(alarm.code() + " " + alarm.subject()).isEqualTo(Fault.LOG_BEHIND.code() + " hub/1"));
        assertThat(books.ledger().read(books.log()::origin)).isNotEqualTo("hub/1");
        post.send();
        post.arrives();
        assertThat(Town.alarms(town.sender().books())).isEmpty();
    }

    /** What the hub said about the node's lost future waits in its queue, before the greeting's answer. */
    @Test
    @InTurn(1)
    void a_restored_node_does_not_take_the_witness_of_its_lost_future_for_its_own_memory() throws Exception {
        backup();
        Checkpoints.Kept witnessed = lastWitnessed();
        byte[] late = witness(town.recipient().books(), witnessed);
        town.stop(Town.RECIPIENT);
        Message.send(
                town.province().hub().broker().connections(),
                "antin.down." + Town.RECIPIENT + ".urgent",
                "RECEIPTS",
                late);

        restore();

        opensAnEpochAfter(witnessed);
        post.send();
        post.arrives();
    }

    /** A restored node takes letters before the hub has told it that it was restored; their evidence is not lost. */
    @Test
    @InTurn(0)
    void evidence_that_had_no_number_yet_stands_in_the_new_epoch() throws Exception {
        backup();
        Checkpoints.Kept witnessed = lastWitnessed();
        town.stop(Town.RECIPIENT);
        town.province().stopHub();
        Town.copy(copy(), data());
        town.start(Town.RECIPIENT);
        Letter letter = Letter.to("H06.02");
        Software software = town.software(town.recipient());
        String id = software.submit(letter.key(), letter.metadata(), letter.file());

        town.province().startHub();

        opensAnEpochAfter(witnessed);
        await().atMost(PATIENCE)
                .until(() -> software.receipts(id).stream()
                        .anyMatch(receipt -> receipt.event().equals("SubmissionAcceptance") && receipt.witnessed()));
    }

    @Test
    void a_second_root_for_one_size_is_refused_and_both_are_kept() throws Exception {
        Checkpoints.Kept witnessed = lastWitnessed();
        KeyEntry key = Seams.keys(town.home(Town.RECIPIENT)).of(Purpose.SEAL);
        SealAlgorithm algorithm = SealAlgorithm.defaultFor(key.certificate().getPublicKey());
        SealedCheckpoint forged = SealedCheckpoint.seal(
                new Checkpoint(witnessed.origin(), witnessed.size(), Digest.sha256(new byte[1]), null, Instant.now()),
                new Sealer(key, algorithm, Clock.systemUTC()));
        Receipts message = new Receipts(forged.bytes(), null, List.of(), null);
        try (HubLine line = Seams.line(town.home(Town.RECIPIENT))) {
            Message.send(line.urgent(), "antin.up.urgent", "RECEIPTS", message.packed());
        }

        Books hub = town.province().hub().books();
        await().atMost(PATIENCE).until(() -> !Town.deadLetters(hub).isEmpty());
        assertThat(Town.deadLetters(hub))
                .extracting(Town.DeadLetter::code)
                .containsExactly(Fault.CHECKPOINT_CONFLICT.code());
        List<Checkpoints.Kept> both =
                hub.ledger().read(tx -> hub.checkpoints().at(tx, witnessed.origin(), witnessed.size()));
        assertThat(both)
                .extracting(Checkpoints.Kept::digest)
                .containsExactlyInAnyOrder(witnessed.digest(), forged.digest());
        assertThat(Town.alarms(hub)).anyMatch(alarm -> alarm.code().equals(Fault.CHECKPOINT_CONFLICT.code()));

        // The story that was witnessed first goes on, for the hub and, when it greets again, for the node.
        town.stop(Town.RECIPIENT);
        town.start(Town.RECIPIENT);
        town.settle();
        post.send();
        post.arrives();
        assertThat(origins()).containsOnly(FIRST);
    }

    @Test
    void an_edited_leaf_ends_the_sealing_and_nothing_else() throws Exception {
        town.stop(Town.RECIPIENT);
        long edited;
        try (Ledger ledger = Ledger.open(data(), Watch.NONE)) {
            edited = ledger.commit("edit", tx -> {
                long index = tx.one(
                                "select min(leaf) as n from evidence where own = true and event = 'CONTENT_HANDOVER'",
                                row -> row.number("n"))
                        .orElseThrow();
                tx.update("update evidence set bytes = ? where own = true and leaf = ?", new byte[] {1}, index);
                return index;
            });
        }
        town.start(Town.RECIPIENT);
        town.settle();
        Books books = town.recipient().books();
        long sealed = Town.count(books, "checkpoint where own = true");

        String id = post.send();

        await().atMost(PATIENCE).untilAsserted(() -> {
            post.take();
            assertThat(Town.count(books, "arrival where state = 'TAKEN'")).isEqualTo(2);
        });
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Town.alarms(books)).anySatisfy(alarm -> {
                    assertThat(alarm.code()).isEqualTo(Fault.LOG_DAMAGED.code());
                    assertThat(alarm.subject()).isEqualTo(FIRST);
                    assertThat(alarm.detail()).isEqualTo("leaf " + edited);
                }));
        assertThat(Town.count(books, "checkpoint where own = true")).isEqualTo(sealed);
        assertThat(town.software(town.sender()).states(id)).containsExactly("RELAYED");
    }

    /** A backup; after it the node goes on, and the hub witnesses what it says. */
    private void backup() throws Exception {
        town.stop(Town.RECIPIENT);
        Town.copy(data(), copy());
        town.start(Town.RECIPIENT);
        town.settle();
        post.send();
        post.arrives();
    }

    private void restore() throws Exception {
        town.stop(Town.RECIPIENT);
        Town.copy(copy(), data());
        town.start(Town.RECIPIENT);
    }

    private void opensAnEpochAfter(Checkpoints.Kept witnessed) {
        Books books = town.recipient().books();
        await().atMost(PATIENCE)
                .until(() -> books.ledger().read(books.log()::origin).equals(SECOND));
        await().atMost(PATIENCE).until(() -> Town.count(books, "leaf where origin = '" + SECOND + "'") > 0);
        byte[] first = books.ledger()
                .read(tx -> tx.one(
                        "select bytes from leaf where origin = ? and idx = 0", row -> row.bytes("bytes"), SECOND))
                .orElseThrow();
        assertThat(LogLeaf.read(first)).isEqualTo(LogLeaf.epoch(SealedCheckpoint.open(witnessed.sealed())));
        assertThat(Town.alarms(books))
                .anyMatch(alarm -> alarm.code().equals(Fault.LOG_BEHIND.code())
                        && alarm.subject().equals(FIRST)
                        && alarm.detail().endsWith(Long.toString(witnessed.size())));
    }

    /** The last checkpoint of the recipient's log, once the hub has it and the node knows that. */
    private Checkpoints.Kept lastWitnessed() {
        Books hub = town.province().hub().books();
        Books node = town.recipient().books();
        await().atMost(PATIENCE)
                .until(() -> Town.count(node, "checkpoint where own = true and witness_checkpoint is null") == 0
                        && Town.count(node, "leaf where idx is null") == 0);
        return hub.ledger().read(tx -> hub.checkpoints().last(tx, FIRST)).orElseThrow();
    }

    private static byte[] witness(Books books, Checkpoints.Kept own) {
        Checkpoints.Kept kept = books.ledger()
                .read(tx -> books.checkpoints().find(tx, own.digest()))
                .orElseThrow();
        Checkpoints.Kept hub = books.ledger()
                .read(tx -> books.checkpoints().find(tx, java.util.Objects.requireNonNull(kept.witness())))
                .orElseThrow();
        Receipts.WitnessLeaf leaf = new Receipts.WitnessLeaf(
                java.util.Objects.requireNonNull(kept.witnessLeaf()),
                Checkpoints.split(java.util.Objects.requireNonNull(kept.witnessProof())),
                hub.sealed());
        return new Receipts(kept.sealed(), null, List.of(), new Receipts.Witness(leaf, hub.timeStamp())).write();
    }

    /** In whose logs the sender's receipts from the recipient stand. */
    private List<String> origins() {
        return town.sender()
                .books()
                .ledger()
                .read(tx -> tx.query(
                        "select distinct origin from evidence where issuer = ? order by origin",
                        row -> row.text("origin"),
                        Town.RECIPIENT));
    }

    private Path data() {
        return town.home(Town.RECIPIENT).resolve("data");
    }

    private Path copy() {
        return folder.resolve("backup");
    }
}
