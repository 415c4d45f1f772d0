package vn.antin.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.EarlyCheckpoints.Early;
import vn.antin.ledger.EarlyCheckpoints.Gap;
import vn.antin.ledger.db.Ledger;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.Checkpoint.SeenEdition;
import vn.antin.receipt.ReceiptProvince;
import vn.antin.receipt.SealedCheckpoint;

/** The contract of checkpoints that came early, and of directories that others work by, for every database. */
abstract class EarlyCheckpointsContract {

    private static final Instant NOW = ReceiptProvince.MONDAY_NINE;
    private static final NodeId NODE = ReceiptProvince.HOME;
    private static final String EPOCH = NODE + "/1";

    private static final ReceiptProvince province = new ReceiptProvince();

    private final EarlyCheckpoints early = new EarlyCheckpoints();
    private Ledger ledger;

    abstract Ledger open();

    @BeforeEach
    void start() {
        ledger = open();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private static SealedCheckpoint sealed(String origin, long size) {
        Digest root = Digest.sha256(Long.toString(size).getBytes(StandardCharsets.UTF_8));
        return SealedCheckpoint.seal(
                new Checkpoint(origin, size, root, null, NOW), province.sealer(province.key(NODE)));
    }

    private SealedCheckpoint keep(String origin, long follows, long size, int bytes) {
        SealedCheckpoint sealed = sealed(origin, size);
        keep(sealed, follows, bytes);
        return sealed;
    }

    private void keep(SealedCheckpoint sealed, long follows, int bytes) {
        byte[] message = new byte[bytes];
        message[0] = (byte) sealed.checkpoint().size();
        ledger.store("t", tx -> early.keep(tx, NODE, sealed, follows, message, NOW));
    }

    private Optional<Byte> next(long size) {
        return ledger.read(tx -> early.next(tx, NODE, size)).map(each -> each.message()[0]);
    }

    private List<Gap> gaps() {
        return ledger.read(tx -> early.gaps(tx));
    }

    private long messages() {
        return ledger.read(tx -> tx.number("select count(*) from early_checkpoint"));
    }

    @Test
    void what_came_early_goes_in_order_and_a_repeat_changes_nothing() {
        keep(EPOCH, 20, 30, 5);
        SealedCheckpoint largest = keep(EPOCH, 30, 40, 5);
        SealedCheckpoint nearest = keep(EPOCH, 10, 20, 5);
        keep(nearest, 10, 5);

        assertThat(messages()).isEqualTo(3);
        assertThat(next(9)).isEmpty();
        assertThat(next(10)).hasValue((byte) 20);
        Gap gap = ledger.read(tx -> early.gap(tx, NODE)).orElseThrow();
        assertThat(gap.seenSize()).isEqualTo(40);
        assertThat(gap.seen()).isEqualTo(largest.bytes());
        assertThat(gap.since()).isEqualTo(NOW);

        Early first = ledger.read(tx -> early.next(tx, NODE, 10)).orElseThrow();
        ledger.store("t", tx -> early.done(tx, first));
        assertThat(next(20)).hasValue((byte) 30);
        assertThat(next(10)).isEmpty();
    }

    @Test
    void a_later_epoch_takes_the_place_of_an_earlier_one() {
        keep(EPOCH, 10, 20, 5);
        keep(NODE + "/2", 5, 6, 5);
        keep(EPOCH, 30, 40, 5);

        assertThat(ledger.read(tx -> early.gap(tx, NODE)).orElseThrow().origin())
                .isEqualTo(NODE + "/2");
        assertThat(messages()).isEqualTo(1);
        ledger.store("t", tx -> early.forget(tx, NODE));
        assertThat(messages()).isZero();
        assertThat(gaps()).isEmpty();
    }

    @Test
    void one_node_has_room_for_so_many_bytes_and_the_nearest_are_kept() {
        int half = (int) (EarlyCheckpoints.MAX_BYTES / 2);
        keep(EPOCH, 20, 30, half);
        keep(EPOCH, 30, 40, half);

        keep(EPOCH, 40, 50, 1);
        assertThat(next(49)).as("the farthest finds no room").hasValue((byte) 30);
        assertThat(messages()).isEqualTo(2);

        keep(EPOCH, 10, 20, 1);
        assertThat(messages()).isEqualTo(2);
        assertThat(next(10)).hasValue((byte) 20);
        Early nearest = ledger.read(tx -> early.next(tx, NODE, 10)).orElseThrow();
        ledger.store("t", tx -> early.done(tx, nearest));
        assertThat(next(50)).as("the farthest made room").hasValue((byte) 30);
    }

    @Test
    void a_gap_says_what_was_done_about_it() {
        keep(EPOCH, 10, 20, 5);
        ledger.store("t", tx -> {
            early.asked(tx, NODE);
            early.markAlarmed(tx, NODE);
        });
        assertThat(gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.asked()).isTrue();
            assertThat(gap.told()).isTrue();
        });

        Instant later = NOW.plusSeconds(5);
        ledger.store("t", tx -> early.grown(tx, NODE, later));

        Map<NodeId, Gap> gaps = ledger.read(tx -> early.gaps(tx, List.of(NODE, ReceiptProvince.HEALTH)));
        assertThat(gaps).containsOnlyKeys(NODE);
        Gap gap = Objects.requireNonNull(gaps.get(NODE));
        assertThat(gap.asked()).isFalse();
        assertThat(gap.told()).isTrue();
        assertThat(gap.since()).isEqualTo(later);
    }

    @Test
    void another_directory_under_one_serial_raises_an_alarm() {
        Repositories repositories = Repositories.of(ReceiptProvince.HUB, ledger, province.clock);
        DirectoryEditions directories =
                new DirectoryEditions(ledger, repositories.log(), province.trust, province.clock);
        byte[] edition = province.sealedDirectory();
        directories.take(edition);
        long serial = directories.current().serial();
        ForkedDirectories forked = new ForkedDirectories(repositories.timeline());
        SeenEdition same = new SeenEdition(serial, Digest.sha256(edition));
        SeenEdition unknown = new SeenEdition(serial + 1, Digest.sha256(new byte[] {1}));
        SeenEdition other = new SeenEdition(serial, Digest.sha256(new byte[] {1}));

        ledger.store("t", tx -> {
            forked.compare(tx, NODE, same);
            forked.compare(tx, NODE, unknown);
        });
        assertThat(ledger.read(repositories.timeline()::alarms)).isEmpty();
        assertThat(forked.isKnown(same)).isTrue();
        assertThat(forked.isKnown(unknown)).isFalse();

        ledger.store("t", tx -> forked.compare(tx, NODE, other));
        assertThat(ledger.read(repositories.timeline()::alarms))
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.subject()).isEqualTo(NODE.value()));
    }
}
