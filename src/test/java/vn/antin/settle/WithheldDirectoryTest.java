package vn.antin.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.Digest;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.HubSession;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Ledgers;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.Checkpoint.SeenEdition;
import vn.antin.receipt.ReceiptProvince;
import vn.antin.receipt.SealedCheckpoint;
import vn.antin.wire.HandshakeMessages.Welcome;

/** What a node makes of the checkpoints of other nodes that the hub's answer brings. */
class WithheldDirectoryTest {

    @TempDir
    Path folder;

    private final ReceiptProvince province = new ReceiptProvince();
    private final byte[] first = province.sealedDirectory();
    private final HubSession session = new HubSession(Duration.ofSeconds(30));
    private Ledger ledger;
    private Repositories repositories;
    private DirectoryEditions directories;
    private NodeHandshake handshake;

    @BeforeEach
    void open() {
        ledger = Ledgers.empty(folder, CrashPoints.NONE);
        repositories = Repositories.of(ReceiptProvince.HOME, ledger, province.clock);
        directories = new DirectoryEditions(ledger, repositories.log(), province.trust, province.clock);
        directories.take(first);
        handshake = new NodeHandshake(
                ReceiptProvince.HOME,
                repositories,
                directories,
                session,
                () -> {
                    throw new IllegalStateException("says no hello");
                },
                serial -> {
                    throw new IllegalStateException("fetches nothing");
                },
                province.clock);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    /** An answer with the checkpoint of a node that works by this edition. */
    private void told(SeenEdition edition) {
        Instant now = province.clock.instant();
        SealedCheckpoint peer = SealedCheckpoint.seal(
                new Checkpoint(ReceiptProvince.HEALTH + "/1", 1, Digest.sha256(new byte[] {1}), null, now, edition),
                province.sealer(province.key(ReceiptProvince.HEALTH)));
        handshake.welcomed(new Welcome(
                        now,
                        1,
                        List.of(),
                        new byte[0],
                        null,
                        List.of(),
                        OptionalLong.empty(),
                        List.of(peer.bytes()),
                        null,
                        false)
                .write());
    }

    private List<String> alarms() {
        return ledger.read(tx -> repositories.timeline().alarms(tx)).stream()
                .map(alarm -> alarm.code() + " " + alarm.subject() + " " + alarm.detail())
                .toList();
    }

    @Test
    void a_directory_that_others_work_by_and_that_does_not_come_is_told_after_ten_minutes() {
        Instant now = province.clock.instant();
        province.publish(province.directory().next(now, now.plus(ReceiptProvince.LIFE)));
        byte[] newer = province.sealedDirectory();
        SeenEdition seen = new SeenEdition(2, Digest.sha256(newer));

        told(seen);
        assertThat(session.wanted()).containsExactly(2L);
        assertThat(alarms()).isEmpty();

        province.clock.pass(Duration.ofMinutes(10));
        told(seen);
        assertThat(alarms()).containsExactly("ANTIN-6322 " + ReceiptProvince.HEALTH + " 2");

        directories.take(newer);
        told(seen);
        assertThat(alarms()).isEmpty();
    }

    @Test
    void another_directory_under_the_same_number_is_told_at_once() {
        told(new SeenEdition(1, Digest.sha256(first)));
        assertThat(alarms()).isEmpty();

        told(new SeenEdition(1, Digest.sha256(new byte[] {1})));
        assertThat(alarms()).containsExactly("ANTIN-6320 " + ReceiptProvince.HEALTH + " 1");
    }
}
