package vn.antin.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.HubSession;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Ledgers;
import vn.antin.log.HubPublisher;
import vn.antin.log.Sequencer;
import vn.antin.receipt.ReceiptProvince;
import vn.antin.wire.HandshakeMessages.Welcome;
import vn.antin.wire.Heartbeat;

/** A node whose clock was five hours fast is set right: what it owes the hub does not wait until then. */
class ClockSetBackTest {

    private static final Heartbeat.Fares NO_FARES = new Heartbeat.Fares(null, 0, 0);

    @TempDir
    Path folder;

    private final ReceiptProvince province = new ReceiptProvince();
    private Ledger ledger;
    private Repositories repositories;

    @BeforeEach
    void seal() {
        ledger = Ledgers.empty(folder, CrashPoints.NONE);
        repositories = Repositories.of(ReceiptProvince.HOME, ledger, province.clock);
        byte[] leaf = "leaf".getBytes(StandardCharsets.UTF_8);
        ledger.store("leaf", tx -> tx.update("insert into leaf (bytes) values (?)", leaf));
        new Sequencer(
                        repositories,
                        province.sealer(province.key(ReceiptProvince.HOME)),
                        null,
                        new HubPublisher(repositories.outbox(), repositories.evidence()),
                        () -> true,
                        province.clock)
                .seal();
        lose();
        province.clock.pass(Duration.ofHours(1));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private NodeHandshake start() {
        DirectoryEditions directories =
                new DirectoryEditions(ledger, repositories.log(), province.trust, province.clock);
        directories.take(province.sealedDirectory());
        return new NodeHandshake(
                ReceiptProvince.HOME,
                repositories,
                directories,
                new HubSession(Duration.ofSeconds(30)),
                () -> new Heartbeat("1", 0, 0, null, 0, null, null, null, false, 1, 1, false, NO_FARES, ""),
                serial -> {
                    throw new IllegalStateException("fetches nothing");
                },
                province.clock);
    }

    /** What was sent gets lost. */
    private void lose() {
        ledger.store("lost", tx -> tx.update("delete from outbox"));
    }

    /** A greeting of the hub that has nothing of this node's log; returns the checkpoints that leave after it. */
    private long greet(NodeHandshake handshake) {
        lose();
        handshake.hello();
        Instant now = province.clock.instant();
        handshake.welcomed(new Welcome(
                        now,
                        now.toEpochMilli(),
                        List.of(),
                        new byte[0],
                        null,
                        List.of(),
                        OptionalLong.empty(),
                        List.of(),
                        null,
                        false)
                .write());
        return ledger.read(tx -> tx.one("select count(*) as n from outbox", row -> row.number("n")))
                .orElseThrow();
    }

    @Test
    void checkpoints_that_the_hub_lacks_leave_again_at_once() {
        NodeHandshake handshake = start();
        province.clock.pass(Duration.ofHours(5));
        assertThat(greet(handshake)).isEqualTo(1);
        assertThat(greet(handshake)).isZero();

        province.clock.pass(Duration.ofHours(-5));

        assertThat(greet(handshake)).isEqualTo(1);
    }

    @Test
    void answers_count_after_a_start_by_the_wrong_clock() {
        province.clock.pass(Duration.ofHours(5));
        NodeHandshake handshake = start();

        province.clock.pass(Duration.ofHours(-5));

        assertThat(greet(handshake)).isEqualTo(1);
    }
}
