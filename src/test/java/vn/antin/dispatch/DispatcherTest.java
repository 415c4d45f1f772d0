package vn.antin.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.ledger.Outbox;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Ledgers;
import vn.antin.receipt.ReceiptProvince;
import vn.antin.receipt.TestClock;

/** When a line that failed is tried again. */
class DispatcherTest {

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock(Instant.parse("2026-03-02T09:00:00Z"));

    @Test
    void a_line_that_failed_before_the_clock_was_set_back_is_tried_at_once() {
        try (Ledger ledger = Ledgers.empty(folder, CrashPoints.NONE)) {
            Repositories repositories = Repositories.of(ReceiptProvince.HOME, ledger, clock);
            Dispatcher dispatcher = new Dispatcher(repositories, Duration.ofSeconds(2), clock);
            ledger.store(
                    "add",
                    tx -> repositories
                            .outbox()
                            .add(
                                    tx,
                                    Outbox.MessageKind.RECEIPTS,
                                    Outbox.Lane.PROOFS,
                                    null,
                                    null,
                                    0,
                                    new byte[] {1},
                                    "a"));
            clock.pass(Duration.ofHours(5));
            List<Outbox.OutboxRow> rows = dispatcher.claim(true, 1);
            assertThat(rows).hasSize(1);
            dispatcher.answered(
                    List.of(new Dispatcher.SendResult(rows.get(0), Optional.of(new IOException("no line")))));
            assertThat(dispatcher.claim(true, 1)).isEmpty();

            clock.pass(Duration.ofHours(-4));

            assertThat(dispatcher.claim(true, 1)).hasSize(1);
        }
    }
}
