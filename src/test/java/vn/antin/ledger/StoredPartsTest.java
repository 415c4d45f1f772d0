package vn.antin.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.Digest;
import vn.antin.ledger.StoredParts.PartDirection;
import vn.antin.ledger.StoredParts.PartTransfer;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;

/** The order in which parts are transferred. */
class StoredPartsTest {

    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");

    @TempDir
    Path folder;

    private Ledger ledger;
    private final StoredParts parts = new StoredParts(Clock.fixed(NOW, ZoneOffset.UTC));

    @BeforeEach
    void open() {
        ledger = Ledger.open(folder, CrashPoints.NONE);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private void waits(int size, boolean urgent, Duration since) {
        ledger.store("waits", tx -> {
            tx.update(
                    "insert into transfer (document, number, direction, digest, size, urgent, since, expires, done)"
                            + " values (?, 1, 'DOWN', ?, ?, ?, ?, ?, false)",
                    UUID.randomUUID(),
                    Digest.sha256(new byte[] {(byte) size}),
                    size,
                    urgent,
                    NOW.minus(since),
                    NOW.plus(Duration.ofDays(1)));
        });
    }

    private List<Long> order() {
        return ledger.read(tx -> parts.next(tx, PartDirection.DOWN, 10)).stream()
                .map(PartTransfer::size)
                .toList();
    }

    @Test
    void urgent_first_then_small_before_large() {
        waits(50, false, Duration.ofMinutes(2));
        waits(90, true, Duration.ofMinutes(1));
        waits(10, false, Duration.ZERO);
        waits(70, true, Duration.ZERO);

        assertThat(order()).containsExactly(70L, 90L, 10L, 50L);
    }

    @Test
    void what_has_waited_half_an_hour_lets_nothing_of_its_class_pass_any_more() {
        waits(90, false, Duration.ofMinutes(29));
        waits(80, false, Duration.ofMinutes(31));
        waits(10, false, Duration.ZERO);
        waits(70, true, Duration.ZERO);

        assertThat(order()).containsExactly(70L, 80L, 10L, 90L);
    }
}
