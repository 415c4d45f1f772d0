package vn.antin.ledger.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.antin.SlowMachine.PATIENCE;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;

/** The contract on PostgreSQL. */
class PostgresLedgerTest extends LedgerContentionContract {

    @RegisterExtension
    static final PostgresExtension postgres = new PostgresExtension();

    private final String database = postgres.freshDatabase();

    @Override
    Ledger open(CrashPoints watch) {
        return postgres.ledger(database, watch, Ledgers.TABLES);
    }

    @Override
    int writers() {
        return 2;
    }

    @TempDir
    Path folder;

    @Test
    void runs_a_work_again_after_a_deadlock() throws Exception {
        ledger().commit("two", tx -> Ledgers.add(tx, 1) + Ledgers.add(tx, 2));
        AtomicInteger runs = new AtomicInteger();
        CyclicBarrier bothHoldOne = new CyclicBarrier(2);

        Future<Integer> there = threads.submit(() -> crossing(1, 2, runs, bothHoldOne));
        Future<Integer> back = threads.submit(() -> crossing(2, 1, runs, bothHoldOne));

        assertThat(there.get(60, TimeUnit.SECONDS) + back.get(60, TimeUnit.SECONDS))
                .isEqualTo(4);
        assertThat(runs).hasValueGreaterThan(2);
    }

    private int crossing(long first, long second, AtomicInteger runs, CyclicBarrier bothHoldOne) {
        String touch = "update numbers set text = 'x' where n = ?";
        return ledger().commit("cross", tx -> {
            int changed = tx.update(touch, first);
            if (runs.incrementAndGet() <= 2) {
                meet(bothHoldOne);
            }
            return changed + tx.update(touch, second);
        });
    }

    @Test
    void gives_up_on_a_lock_that_is_never_free() throws Exception {
        ledger().commit("one", tx -> Ledgers.add(tx, 1));
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Future<Integer> holder = threads.submit(() -> holding(held, release));
        held.await();

        assertThatThrownBy(() -> ledger().commit("waits", tx -> tx.update("delete from numbers")))
                .isInstanceOf(TryLater.class)
                .hasMessageContaining("waits: tried 4 times");
        release.countDown();
        holder.get(60, TimeUnit.SECONDS);
        int changed = ledger().commit("comes", tx -> tx.update("delete from numbers"));
        assertThat(changed).isEqualTo(1);
    }

    @Test
    void lets_two_claim_different_rows() throws Exception {
        ledger().commit("two", tx -> Ledgers.add(tx, 1) + Ledgers.add(tx, 2));
        CyclicBarrier bothClaimed = new CyclicBarrier(2);
        Callable<List<Long>> claim = () -> ledger().commit("claim", tx -> {
            List<Long> mine =
                    tx.query("select n from numbers order by n limit 1 for update skip locked", row -> row.number("n"));
            meet(bothClaimed);
            return mine;
        });
        Future<List<Long>> one = threads.submit(claim);
        Future<List<Long>> other = threads.submit(claim);

        List<Long> both = new ArrayList<>(one.get(60, TimeUnit.SECONDS));
        both.addAll(other.get(60, TimeUnit.SECONDS));
        assertThat(both).containsExactlyInAnyOrder(1L, 2L);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the other did not come", e);
        }
    }

    /** Parts, uploads and spools lie beside the ledger's server, on the disk of this folder. */
    @Test
    void takes_nothing_new_when_the_disk_of_its_folder_is_full_and_goes_on_with_what_is_here() {
        PostgresServer server = postgres.server(postgres.freshDatabase());
        try (Ledger ledger = Ledger.open(folder, server, Long.MAX_VALUE - 1, CrashPoints.NONE)) {
            assertThat(ledger.freeBytes())
                    .isPositive()
                    .isLessThanOrEqualTo(folder.toFile().getTotalSpace());
            assertThatThrownBy(() -> ledger.requireRoom("part"))
                    .asInstanceOf(InstanceOfAssertFactories.type(TryLater.class))
                    .satisfies(later -> assertThat(later.fault()).isEqualTo(Fault.DISK_FULL));
            assertThat(ledger.<String>commit("settle", tx -> "done")).isEqualTo("done");
        }
    }
}
