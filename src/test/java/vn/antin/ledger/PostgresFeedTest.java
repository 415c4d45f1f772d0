package vn.antin.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.LedgerSamples;
import vn.antin.ledger.db.PostgresExtension;
import vn.antin.ledger.db.Tx;

/** The feed beside two transactions that overlap, which there are on PostgreSQL only. */
class PostgresFeedTest {

    private static final Set<AgencyCode> HOME = Set.of(new AgencyCode("H06.11"));

    @RegisterExtension
    static final PostgresExtension postgres = new PostgresExtension();

    @TempDir
    Path folder;

    /**
     * The first transaction takes its number, then waits before its commit; the second takes the next and commits at
     * once.
     */
    @Test
    void never_passes_a_number_that_may_still_show_up() throws Exception {
        LedgerSamples offered = new LedgerSamples(folder, postgres.empty(CrashPoints.NONE));
        Feed feed = new Feed(offered.repositories());
        EnvelopeId sent = offered.sent("H06.11", "một", "H06.12");
        CountDownLatch numbered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Void> slow =
                CompletableFuture.runAsync(() -> offered.ledger().store("slow", tx -> {
                    offered.repositories().timeline().event(tx, sent, "SLOW", null, null, null);
                    takeNumber(tx);
                    numbered.countDown();
                    awaits(go);
                }));
        numbered.await();
        offered.ledger()
                .store("note", tx -> offered.repositories().timeline().event(tx, sent, "FAST", null, null, null));
        CompletableFuture<Feed.Slice> told = CompletableFuture.supplyAsync(() -> feed.after(1, HOME, Set.of(), 10));

        assertThat(told.join().entries()).isEmpty(); // after its patience: rather nothing than FAST alone
        assertThat(told.join().upTo()).isEqualTo(1);
        CompletableFuture<Feed.Slice> waits = CompletableFuture.supplyAsync(() -> feed.after(1, HOME, Set.of(), 10));
        go.countDown();
        slow.join();

        assertThat(whats(waits.join())).isIn(List.of("SLOW", "FAST"), List.of());
        assertThat(whats(feed.after(1, HOME, Set.of(), 10))).containsExactly("SLOW", "FAST");
    }

    /** Writes the event, which is deferred to the end of its transaction otherwise. */
    private static void takeNumber(Tx tx) {
        assertThat(tx.number("select count(*) from event")).isPositive();
    }

    private static void awaits(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> whats(Feed.Slice slice) {
        return slice.entries().stream().map(entry -> entry.event().what()).toList();
    }
}
