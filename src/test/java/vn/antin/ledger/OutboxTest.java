package vn.antin.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.db.LedgerSamples;
import vn.antin.receipt.TestClock;

/** Claims, holds and withdrawals of the outbox. */
class OutboxTest {

    private static final Duration CLAIM = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock(Instant.parse("2026-11-24T01:00:00Z"));
    private final Outbox outbox = new Outbox(clock);
    private LedgerSamples samples;
    private EnvelopeId document;

    @BeforeEach
    void open() {
        samples = new LedgerSamples(folder);
        document = samples.sent("H06.11", "một văn bản", "H06.16");
        add("a");
        add("b");
    }

    @AfterEach
    void close() {
        samples.ledger().close();
    }

    private void add(String dup) {
        samples.ledger().store("add", tx -> {
            outbox.add(tx, Outbox.MessageKind.ENVELOPE, Outbox.Lane.NORMAL, null, document, 0, new byte[] {1}, dup);
        });
    }

    private List<Outbox.OutboxRow> claim() {
        return outbox.claim(samples.ledger(), false, 1, CLAIM);
    }

    private static List<String> dups(List<Outbox.OutboxRow> rows) {
        return rows.stream().map(Outbox.OutboxRow::dup).toList();
    }

    @Test
    void a_row_is_claimed_once_until_its_claim_ends() {
        assertThat(dups(claim())).containsExactly("a");
        assertThat(dups(claim())).containsExactly("b");
        assertThat(claim()).isEmpty();
        clock.pass(CLAIM);
        assertThat(dups(claim())).containsExactly("a");
    }

    /** Else what was claimed, or failed, before the clock was set right would wait for as long as it was wrong. */
    @Test
    void a_clock_that_is_set_back_lets_nothing_wait() {
        clock.pass(Duration.ofHours(5));
        Outbox.OutboxRow failed = claim().get(0);
        outbox.unclaim(List.of(failed));
        samples.ledger().store("failed", tx -> outbox.later(tx, failed.id(), CLAIM));
        assertThat(dups(claim())).containsExactly("b");
        assertThat(claim()).isEmpty();

        clock.pass(Duration.ofHours(-4));

        assertThat(dups(claim())).containsExactly("a");
        assertThat(dups(claim())).containsExactly("b");
        assertThat(claim()).isEmpty();
    }

    @Test
    void an_ended_claim_is_due_again_at_once() {
        List<Outbox.OutboxRow> first = claim();
        outbox.unclaim(first);
        assertThat(dups(claim())).containsExactly("a");
    }

    @Test
    void claims_end_with_the_process() {
        claim();
        assertThat(dups(new Outbox(clock).claim(samples.ledger(), false, 2, CLAIM)))
                .containsExactly("a", "b");
    }

    @Test
    void a_claimed_row_is_not_held_and_a_held_one_not_claimed() {
        assertThat(dups(claim())).containsExactly("a");
        int held = samples.ledger().commit("hold", tx -> outbox.hold(tx, document));
        assertThat(held).isEqualTo(1);
        assertThat(claim()).isEmpty();

        samples.ledger().store("resume", tx -> outbox.resume(tx, document));
        assertThat(dups(claim())).containsExactly("b");
    }

    @Test
    void no_claim_comes_between_a_hold_and_its_commit() {
        int held = samples.ledger().commit("hold", tx -> {
            int rows = outbox.hold(tx, document);
            // The claim reads what is committed: both rows are free in it. Its own thread, as the dispatcher has.
            assertThat(apart(this::claim)).isEmpty();
            return rows;
        });
        assertThat(held).isEqualTo(2);
    }

    private static <T> T apart(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work).join();
    }

    @Test
    void a_row_that_was_withdrawn_after_the_claim_does_not_leave() {
        List<Outbox.OutboxRow> claimed = claim();
        samples.ledger().store("withdraw", tx -> outbox.withdraw(tx, document));
        List<Outbox.OutboxRow> left = samples.ledger().commit("sending", tx -> outbox.sending(tx, claimed, CLAIM));
        assertThat(left).isEmpty();
    }

    @Test
    void a_row_that_may_have_left_is_not_withdrawn() {
        List<Outbox.OutboxRow> claimed = claim();
        assertThat(dups(samples.ledger().commit("sending", tx -> outbox.sending(tx, claimed, CLAIM))))
                .containsExactly("a");
        samples.ledger().store("withdraw", tx -> outbox.withdraw(tx, document));
        outbox.unclaim(claimed);
        clock.pass(CLAIM);
        assertThat(dups(claim())).containsExactly("a");
    }

    @Test
    void an_attempt_is_counted_once_whether_its_claim_was_stored_or_not() {
        List<Outbox.OutboxRow> claimed = outbox.claim(samples.ledger(), false, 2, CLAIM);
        samples.ledger().store("failed", tx -> {
            outbox.sending(tx, claimed.subList(0, 1), CLAIM);
            claimed.forEach(row -> outbox.later(tx, row.id(), Duration.ZERO));
        });
        outbox.unclaim(claimed);
        assertThat(outbox.claim(samples.ledger(), false, 2, CLAIM))
                .extracting(Outbox.OutboxRow::attempts)
                .containsExactly(1, 1);
    }
}
