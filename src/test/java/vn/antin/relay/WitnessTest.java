package vn.antin.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.antin.Slow;
import vn.antin.directory.Stopped;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.ForkedDirectories;
import vn.antin.ledger.Heartbeats;
import vn.antin.ledger.JoinedNodes;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Ledgers;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.Event;
import vn.antin.receipt.LogLeaf;
import vn.antin.receipt.ReceiptProvince;
import vn.antin.receipt.Receipts;
import vn.antin.receipt.SealedCheckpoint;
import vn.antin.receipt.TestLog;
import vn.antin.seal.pki.Certificates;
import vn.antin.wire.HandshakeMessages;
import vn.antin.wire.InboundMessage;

/** A node's checkpoints in any order, some of them lost: the hub takes all of them, in order, once each. */
class WitnessTest {

    private static final String NODE = ReceiptProvince.HEALTH.value();

    @TempDir
    Path folder;

    private final ReceiptProvince province = new ReceiptProvince();
    private final byte[] sealedDirectory = province.sealedDirectory();
    private final List<SealedCheckpoint> sealed = new ArrayList<>();
    private Ledger ledger;
    private Repositories repositories;
    private DirectoryEditions directories;
    private Witness witness;
    private HubHandshake welcome;

    /** Kills the process at one point of a transaction, the n-th time it is passed. */
    private static final class Crash implements CrashPoints {

        private final String point;
        private int left;

        Crash(String point, int time) {
            this.point = point;
            this.left = time;
        }

        private void pass(String now) {
            if (now.equals(point) && --left == 0) {
                throw new Died(point);
            }
        }

        @Override
        public void beforeCommit(String label) {
            pass(label + " before commit");
        }

        @Override
        public void afterCommit(String label) {
            pass(label + " after commit");
        }

        @Override
        public void afterSync(String label) {
            pass(label + " after sync");
        }
    }

    private static final class Died extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Died(String point) {
            super(point);
        }
    }

    @BeforeEach
    void open() {
        open(folder, CrashPoints.NONE);
    }

    private void open(Path folder, CrashPoints watch) {
        ledger = Ledgers.empty(folder, watch);
        repositories = Repositories.of(ReceiptProvince.HUB, ledger, province.clock);
        directories = editions();
        directories.take(sealedDirectory);
        witness = new Witness(repositories, directories, province.trust, province.clock);
        welcome = new HubHandshake(repositories, directories, new Heartbeats(), province.clock);
    }

    private DirectoryEditions editions() {
        return new DirectoryEditions(ledger, repositories.log(), province.trust, province.clock);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    /** The next edition, in which the node is revoked. */
    private byte[] revoking() {
        province.revoke(ReceiptProvince.HEALTH, province.clock.instant());
        Digest certificate =
                Certificates.digest(province.key(ReceiptProvince.HEALTH).certificate());
        Instant now = province.clock.instant();
        province.publish(province.directory()
                .next(now, now.plus(ReceiptProvince.LIFE))
                .withStopped(new Stopped(certificate, now, "leaked")));
        return province.sealedDirectory();
    }

    @Test
    void of_a_revoked_node_nothing_more_is_taken_not_even_what_waited() {
        List<byte[]> all = messages(
                new TestLog(ReceiptProvince.HEALTH, "1", province.key(ReceiptProvince.HEALTH), province.clock), 3);
        witness.accept(NODE, all.get(0));
        witness.accept(NODE, all.get(2));
        assertThat(count("early_checkpoint")).isOne();

        directories.take(revoking());

        assertThatThrownBy(() -> witness.accept(NODE, all.get(1)))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.fault()).isEqualTo(Fault.CERTIFICATE_REVOKED));
        province.clock.pass(Duration.ofMinutes(3));
        assertThat(witness.missing()).isEmpty();
        assertThat(witnessed()).containsExactly(leaves().get(0));
        assertThat(count("early_checkpoint") + count("log_gap")).isZero();
        assertThat(alarms()).isEmpty();
    }

    @Test
    void what_was_checked_before_the_node_was_revoked_and_comes_after_is_checked_again() {
        List<byte[]> all = messages(
                new TestLog(ReceiptProvince.HEALTH, "1", province.key(ReceiptProvince.HEALTH), province.clock), 1);
        editions().take(revoking());

        assertThatThrownBy(() -> witness.accept(NODE, all.get(0))).isInstanceOf(TryLater.class);

        assertThat(witnessed()).isEmpty();
    }

    @Test
    void a_checkpoint_of_a_node_that_was_shown_another_directory_is_taken_and_raises_an_alarm() {
        TestLog log = new TestLog(ReceiptProvince.HEALTH, "1", province.key(ReceiptProvince.HEALTH), province.clock);
        messages(log, 1);
        Checkpoint plain = sealed.get(0).checkpoint();
        SealedCheckpoint forked = SealedCheckpoint.seal(
                new Checkpoint(
                        plain.origin(),
                        plain.size(),
                        plain.root(),
                        null,
                        plain.time(),
                        new Checkpoint.SeenEdition(1, Digest.sha256(new byte[] {1}))),
                province.sealer(province.key(ReceiptProvince.HEALTH)));

        witness.accept(
                NODE, new Receipts(forked.bytes(), new Receipts.Consistency(0, List.of()), List.of(), null).packed());

        assertThat(alarms()).containsExactly("ANTIN-6320 " + NODE + " 1");
    }

    @Test
    void what_a_joined_node_sealed_before_it_came_is_taken_as_history_with_its_receipts() {
        join(ReceiptProvince.HEALTH, 1_000);
        List<byte[]> sizes = fortyThenHundred();

        witness.accept(NODE, sizes.get(1));
        assertThat(witnessed()).containsExactly(leaves().get(1));
        witness.accept(NODE, sizes.get(0));

        assertThat(witnessed()).containsExactly(leaves().get(1), leaves().get(0));
        assertThat(count("early_checkpoint") + count("log_gap")).isZero();
        assertThat(count("dead_letter")).isZero();
        assertThat(alarms()).isEmpty();
    }

    @Test
    void of_a_node_that_has_not_joined_nothing_behind_its_log_is_taken_and_no_receipt_about_unknown_documents() {
        List<byte[]> sizes = fortyThenHundred();

        sizes.forEach(message -> witness.accept(NODE, message));
        assertThat(count("dead_letter")).isOne();
        province.clock.pass(Duration.ofSeconds(1));
        SealedCheckpoint behind = SealedCheckpoint.seal(
                new Checkpoint(
                        sealed.get(0).checkpoint().origin(),
                        39,
                        sealed.get(0).checkpoint().root(),
                        null,
                        province.clock.instant()),
                province.sealer(province.key(ReceiptProvince.HEALTH)));

        assertThatThrownBy(() -> witness.accept(
                        NODE,
                        new Receipts(behind.bytes(), new Receipts.Consistency(0, List.of()), List.of(), null).packed()))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.fault()).isEqualTo(Fault.LOG_BEHIND));
    }

    /** The checkpoints of a log at two sizes, the first with a receipt about a document that is unknown here. */
    private List<byte[]> fortyThenHundred() {
        TestLog log = new TestLog(ReceiptProvince.HEALTH, "1", province.key(ReceiptProvince.HEALTH), province.clock);
        log.add(province.written(Event.CONTENT_CONSIGNMENT, ReceiptProvince.HEALTH, province.copy(), null)
                .bytes());
        List<byte[]> messages = new ArrayList<>();
        int from = 0;
        for (int size : List.of(40, 100)) {
            for (int i = Math.max(from, 1); i < size; i++) {
                log.add(("leaf " + i).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
            SealedCheckpoint checkpoint = log.checkpoint();
            sealed.add(checkpoint);
            messages.add(new Receipts(
                            checkpoint.bytes(),
                            new Receipts.Consistency(from, log.consistency(from, checkpoint.checkpoint())),
                            from == 0 ? List.of(log.receipt(0, checkpoint.checkpoint())) : List.of(),
                            null)
                    .packed());
            from = size;
        }
        return messages;
    }

    @Test
    void another_directory_of_a_joined_node_under_an_earlier_serial_is_no_alarm_and_one_of_any_other_node_is() {
        Checkpoint.SeenEdition other = new Checkpoint.SeenEdition(1, Digest.sha256(new byte[] {1}));

        join(ReceiptProvince.HEALTH, 2);
        compare(ReceiptProvince.HEALTH, other);
        assertThat(alarms()).isEmpty();

        compare(new NodeId("nut-moi"), other);
        assertThat(alarms()).containsExactly("ANTIN-6320 nut-moi 1");
    }

    private void join(NodeId node, long serial) {
        ledger.commit("join", tx -> {
            JoinedNodes.note(tx, List.of(node, ReceiptProvince.HOME), serial, province.clock.instant());
            return node;
        });
    }

    private void compare(NodeId issuer, Checkpoint.SeenEdition seen) {
        ledger.commit("compare", tx -> {
            new ForkedDirectories(repositories.timeline()).compare(tx, issuer, seen);
            return seen;
        });
    }

    @Test
    void checkpoints_in_any_order_are_taken_in_theirs_once_each() {
        Random random = new Random(6);
        List<byte[]> all = messages(
                new TestLog(ReceiptProvince.HEALTH, "1", province.key(ReceiptProvince.HEALTH), province.clock), 40);
        List<byte[]> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        shuffled.addAll(shuffled.subList(0, 7));

        shuffled.forEach(message -> witness.accept(NODE, message));

        assertThat(witnessed()).containsExactlyElementsOf(leaves());
        assertThat(count("early_checkpoint") + count("log_gap")).isZero();
        assertThat(count("alarm") + count("dead_letter")).isZero();
        assertThat(count("held")).isEqualTo(40);
    }

    @Test
    void fifty_checkpoints_that_came_together_cost_one_commit() {
        List<byte[]> all = messages(
                new TestLog(ReceiptProvince.HEALTH, "1", province.key(ReceiptProvince.HEALTH), province.clock), 50);
        AtomicInteger commits = new AtomicInteger();
        ledger.close();
        open(folder.resolve("counted"), new CrashPoints() {
            @Override
            public void afterSync(String label) {
                commits.incrementAndGet();
            }
        });
        commits.set(0);

        BitSet done = witness.acceptTogether(together(all));

        assertThat(done.cardinality()).isEqualTo(50);
        assertThat(commits).hasValue(1);
        assertThat(witnessed()).containsExactlyElementsOf(leaves());
        assertThat(count("held")).isEqualTo(50);
        assertThat(witness.acceptTogether(together(all)).cardinality()).isEqualTo(50);
        assertThat(witnessed()).hasSize(50);
    }

    /** The conflict is kept with its alarm by {@link Witness#accept} alone; the others are witnessed in the batch. */
    @Test
    void of_checkpoints_that_came_together_a_second_root_is_left_to_the_way_of_one_message() {
        List<byte[]> all = messages(
                new TestLog(ReceiptProvince.HEALTH, "1", province.key(ReceiptProvince.HEALTH), province.clock), 4);
        List<byte[]> other = messages(
                new TestLog(ReceiptProvince.HEALTH, "1", province.key(ReceiptProvince.HEALTH), province.clock), 2);
        witness.accept(NODE, all.get(0));
        witness.accept(NODE, all.get(1));

        BitSet done = witness.acceptTogether(together(List.of(all.get(2), other.get(1), all.get(3), new byte[3])));

        assertThat(done).isEqualTo(BitSet.valueOf(new long[] {0b0101}));
        assertThat(witnessed()).containsExactlyElementsOf(leaves().subList(0, 4));
        assertThatThrownBy(() -> witness.accept(NODE, other.get(1)))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.fault()).isEqualTo(Fault.CHECKPOINT_CONFLICT));
    }

    /** An early one in the batch waits in the ledger, and the one that closes the gap takes it along. */
    @Test
    void checkpoints_that_came_together_in_any_order_are_taken_in_theirs() {
        List<byte[]> all = messages(
                new TestLog(ReceiptProvince.HEALTH, "1", province.key(ReceiptProvince.HEALTH), province.clock), 60);
        List<byte[]> order = new ArrayList<>(all);
        Collections.reverse(order);

        assertThat(witness.acceptTogether(together(order.subList(0, 25))).cardinality())
                .isEqualTo(25);
        assertThat(witness.acceptTogether(together(order.subList(25, 60))).cardinality())
                .isEqualTo(35);

        assertThat(witnessed()).containsExactlyElementsOf(leaves());
        assertThat(count("early_checkpoint") + count("log_gap")).isZero();
    }

    private static List<InboundMessage> together(List<byte[]> messages) {
        return messages.stream()
                .map(message -> new InboundMessage("RECEIPTS", NODE, message, null))
                .toList();
    }

    @Test
    void every_order_of_five_checkpoints_ends_alike() {
        List<List<Integer>> orders = new ArrayList<>();
        orders(new ArrayList<>(), orders);
        int epoch = 1;
        for (List<Integer> order : orders) {
            List<byte[]> all = messages(
                    new TestLog(
                            ReceiptProvince.HEALTH, "" + epoch, province.key(ReceiptProvince.HEALTH), province.clock),
                    5);
            order.forEach(at -> witness.accept(NODE, all.get(at)));
            epoch++;
        }

        assertThat(orders).hasSize(120);
        assertThat(witnessed()).containsExactlyElementsOf(leaves());
        assertThat(count("early_checkpoint") + count("log_gap")).isZero();
        assertThat(count("alarm") + count("dead_letter")).isZero();
    }

    private static void orders(List<Integer> begun, List<List<Integer>> all) {
        if (begun.size() == 5) {
            all.add(List.copyOf(begun));
        }
        for (int i = 0; i < 5; i++) {
            if (!begun.contains(i)) {
                begun.add(i);
                orders(begun, all);
                begun.remove(begun.size() - 1);
            }
        }
    }

    /** Unacknowledged messages are redelivered after the start: nothing is missing and nothing is twice. */
    @ParameterizedTest
    @CsvSource({
        "witness.accept before commit, 1",
        "witness.accept before commit, 30",
        "witness.accept before commit, 70",
        "witness.accept after commit, 1",
        "witness.accept after commit, 30",
        "witness.accept after commit, 70",
        "witness.accept after sync, 30",
        "witness.accept after sync, 70",
        "witness.waiting before commit, 1",
        "witness.waiting after commit, 1",
        "witness.waiting after commit, 2",
        "witness.waiting after sync, 1",
        "witness.missing before commit, 1",
        "witness.missing after commit, 1"
    })
    void wherever_the_hub_dies_every_checkpoint_is_taken_in_order_once(String point, int time) {
        List<byte[]> all = messages(
                new TestLog(ReceiptProvince.HEALTH, "1", province.key(ReceiptProvince.HEALTH), province.clock), 70);
        List<byte[]> order = new ArrayList<>(all.subList(0, 1));
        List<byte[]> late = new ArrayList<>(all.subList(2, 70));
        Collections.reverse(late);
        order.addAll(late);
        order.add(all.get(1));
        ledger.close();
        Path other = folder.resolve("other");
        open(other, new Crash(point, time));
        int died = 0;
        for (int at = 0; at < order.size(); at++) {
            try {
                province.clock.pass(Duration.ofSeconds(1));
                witness.missing();
                witness.accept(NODE, order.get(at));
            } catch (Died death) {
                died++;
                ledger.close();
                open(other, CrashPoints.NONE);
                at--;
            }
        }
        witness.missing();

        assertThat(died).isEqualTo(1);
        assertThat(witnessed()).containsExactlyElementsOf(leaves());
        assertThat(count("held")).isEqualTo(70);
        assertThat(count("early_checkpoint") + count("log_gap")).isZero();
        assertThat(count("dead_letter") + count("alarm")).isZero();
    }

    /**
     * More than the ledger keeps for one node: the nearest stay, and the answer to the greeting names where the log
     * ends.
     */
    @Test
    @Slow
    void what_waits_is_bounded_and_the_rest_is_asked_for() {
        List<byte[]> all = messages(
                new TestLog(ReceiptProvince.HEALTH, "1", province.key(ReceiptProvince.HEALTH), province.clock), 2_400);
        for (int i = all.size() - 1; i > 0; i--) {
            witness.accept(NODE, all.get(i));
        }
        assertThat(count("early_checkpoint")).isEqualTo(2_000);

        witness.accept(NODE, all.get(0));

        assertThat(count("early_checkpoint")).isZero();
        assertThat(witnessed()).containsExactlyElementsOf(leaves().subList(0, 2_001));
        HandshakeMessages.Welcome answer = greeted();
        assertThat(answer.witnessed()).hasValue(2_001);
        assertThat(answer.lastCheckpoint()).isEqualTo(sealed.get(2_399).bytes());

        all.subList(2_001, 2_400).forEach(message -> witness.accept(NODE, message));

        assertThat(witnessed()).containsExactlyElementsOf(leaves());
        assertThat(count("log_gap")).isZero();
        assertThat(greeted().witnessed()).isEmpty();
    }

    @Test
    void a_node_is_asked_once_for_what_is_missing_and_somebody_is_told_when_it_lasts() {
        List<byte[]> all = messages(
                new TestLog(ReceiptProvince.HEALTH, "1", province.key(ReceiptProvince.HEALTH), province.clock), 4);
        witness.accept(NODE, all.get(0));
        witness.accept(NODE, all.get(2));
        assertThat(witness.missing()).isEmpty();

        province.clock.pass(Duration.ofSeconds(3));
        assertThat(witness.missing()).containsExactly(NODE);
        assertThat(witness.missing()).isEmpty();
        assertThat(greeted().witnessed()).hasValue(1);
        assertThat(alarms()).isEmpty();

        province.clock.pass(Duration.ofMinutes(2));
        witness.missing();
        witness.missing();
        assertThat(alarms()).containsExactly(Fault.CHECKPOINT_AWAITED.code() + " " + NODE + " " + NODE + "/1, 1 … 3");

        witness.accept(NODE, all.get(1));
        assertThat(alarms()).isEmpty();
        assertThat(witnessed()).containsExactlyElementsOf(leaves().subList(0, 3));
        assertThat(count("dead_letter")).isZero();
    }

    /** A process that ended after a transaction has left checkpoints that could be taken. */
    @Test
    void what_could_be_taken_and_was_not_is_taken_by_the_next_look() {
        List<byte[]> all = messages(
                new TestLog(ReceiptProvince.HEALTH, "1", province.key(ReceiptProvince.HEALTH), province.clock), 100);
        for (int i = 99; i > 0; i--) {
            witness.accept(NODE, all.get(i));
        }
        ledger.store("as if it had ended", tx -> {
            repositories.checkpoints().add(tx, sealed.get(0), false, null);
            repositories.log().add(tx, LogLeaf.witness(sealed.get(0)));
        });

        assertThat(witness.missing()).isEmpty();

        assertThat(witnessed()).containsExactlyElementsOf(leaves());
    }

    @Test
    void what_proves_two_histories_is_told_as_that_whenever_it_came() {
        List<byte[]> all = messages(
                new TestLog(ReceiptProvince.HEALTH, "1", province.key(ReceiptProvince.HEALTH), province.clock), 4);
        List<byte[]> other = messages(
                new TestLog(ReceiptProvince.HEALTH, "1", province.key(ReceiptProvince.HEALTH), province.clock), 4);
        witness.accept(NODE, all.get(3));
        witness.accept(NODE, other.get(2));
        witness.accept(NODE, all.get(1));
        witness.accept(NODE, all.get(0));

        assertThat(witnessed()).containsExactlyElementsOf(leaves().subList(0, 2));
        assertThat(alarms()).containsExactly(Fault.PROOF_WRONG.code() + " DEAD_LETTER " + NODE + " " + NODE + "/1");
        assertThatThrownBy(() -> witness.accept(NODE, other.get(1)))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.fault()).isEqualTo(Fault.CHECKPOINT_CONFLICT));
        witness.accept(NODE, all.get(2));
        assertThat(witnessed()).containsExactlyElementsOf(leaves().subList(0, 4));
    }

    /** A restored node opens a new epoch: the gap of its old log can no longer be closed. */
    @Test
    void a_new_epoch_ends_the_waiting_of_the_old_one() {
        List<byte[]> old = messages(
                new TestLog(ReceiptProvince.HEALTH, "1", province.key(ReceiptProvince.HEALTH), province.clock), 4);
        witness.accept(NODE, old.get(0));
        witness.accept(NODE, old.get(2));
        assertThat(greeted().lastCheckpoint()).isEqualTo(sealed.get(2).bytes());
        List<byte[]> fresh = messages(
                new TestLog(ReceiptProvince.HEALTH, "2", province.key(ReceiptProvince.HEALTH), province.clock), 2);

        witness.accept(NODE, fresh.get(0));
        witness.accept(NODE, old.get(3));

        assertThat(count("early_checkpoint")).isEqualTo(0);
        assertThat(greeted().witnessed()).isEmpty();
        assertThat(greeted().lastCheckpoint()).isEqualTo(sealed.get(4).bytes());
    }

    /** One message for each leaf, each with the proof that it continues the one before. */
    private List<byte[]> messages(TestLog log, int count) {
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            log.add(("leaf " + sealed.size()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            SealedCheckpoint checkpoint = log.checkpoint();
            sealed.add(checkpoint);
            messages.add(new Receipts(
                            checkpoint.bytes(),
                            new Receipts.Consistency(i, log.consistency(i, checkpoint.checkpoint())),
                            List.of(),
                            null)
                    .packed());
        }
        return messages;
    }

    private List<Digest> leaves() {
        return sealed.stream()
                .map(each -> vn.antin.receipt.Merkle.leaf(LogLeaf.witness(each).write()))
                .toList();
    }

    /** The witnessed checkpoints in the order of the hub's log. */
    private List<Digest> witnessed() {
        List<Digest> all = ledger.read(tx -> tx.query(
                "select bytes from leaf order by seq", row -> vn.antin.receipt.Merkle.leaf(row.bytes("bytes"))));
        List<Digest> known = leaves();
        return all.stream().filter(new java.util.HashSet<>(known)::contains).toList();
    }

    private HandshakeMessages.Welcome greeted() {
        byte[] hello = new HandshakeMessages.Hello(1, province.clock.instant(), List.of(), null, null).write();
        return HandshakeMessages.Welcome.read(welcome.answer(NODE, hello));
    }

    private List<String> alarms() {
        return ledger.read(tx -> repositories.timeline().alarms(tx)).stream()
                .map(alarm -> alarm.code() + " " + alarm.subject() + " " + alarm.detail())
                .toList();
    }

    private long count(String table) {
        return ledger.read(tx -> tx.one("select count(*) as n from " + table, row -> row.number("n")))
                .orElse(0L);
    }
}
