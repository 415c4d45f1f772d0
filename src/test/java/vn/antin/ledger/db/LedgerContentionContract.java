package vn.antin.ledger.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.antin.fault.TryLater;

/** The part of the contract with several threads. */
abstract class LedgerContentionContract extends LedgerStepsContract {

    final ExecutorService threads = Executors.newCachedThreadPool();

    /** How many transactions write at a time. */
    abstract int writers();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    int holding(CountDownLatch held, CountDownLatch release) {
        return ledger().commit("holds", tx -> {
            int changed = tx.update("update numbers set text = 'held'");
            held.countDown();
            waitFor(release);
            return changed;
        });
    }

    @Test
    void adds_a_key_once_however_many_try() throws Exception {
        Ledger ledger = ledger();
        List<Future<Integer>> tries = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            tries.add(threads.submit(() -> ledger.commit(
                    "add",
                    tx -> LongStream.range(0, 50)
                            .mapToInt(n -> tx.update("insert into numbers (n) values (?) on conflict do nothing", n))
                            .sum())));
        }
        int added = 0;
        for (Future<Integer> one : tries) {
            added += one.get(60, TimeUnit.SECONDS);
        }
        assertThat(added).isEqualTo(50);
        assertThat(Ledgers.count(ledger())).isEqualTo(50);
    }

    @Test
    void lets_those_who_wait_share_one_transaction() throws Exception {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        Ledger ledger = ledger(new CrashPoints() {
            @Override
            public void beforeCommit(String label) {
                seen.add("before " + label);
            }

            @Override
            public void afterCommit(String label) {
                seen.add("after " + label);
            }
        });

        List<Future<Integer>> done = together(
                ledger,
                () -> ledger.commit("one", tx -> Ledgers.add(tx, 1)),
                () -> ledger.relaxed("other", tx -> Ledgers.add(tx, 2)));

        assertThat(done.get(0).get(60, TimeUnit.SECONDS) + done.get(1).get(60, TimeUnit.SECONDS))
                .isEqualTo(2);
        List<String> both =
                seen.stream().filter(point -> !point.endsWith("busy")).toList();
        assertThat(both.subList(0, 2)).containsExactlyInAnyOrder("before one", "before other");
        assertThat(both.subList(2, 4)).containsExactlyInAnyOrder("after one", "after other");
    }

    @Test
    void lets_one_that_fails_fail_alone() throws Exception {
        Ledger ledger = ledger();
        ledger.commit("first", tx -> Ledgers.add(tx, 1));

        List<Future<Integer>> done = together(
                ledger,
                () -> ledger.commit("good", tx -> Ledgers.add(tx, 2)),
                () -> ledger.commit("repeats", tx -> Ledgers.add(tx, 3) + Ledgers.add(tx, 1)),
                () -> ledger.commit("refuses", tx -> {
                    Ledgers.add(tx, 4);
                    throw new IllegalStateException("as planned");
                }),
                () -> ledger.commit("also good", tx -> Ledgers.add(tx, 5)));

        assertThat(done.get(0).get(60, TimeUnit.SECONDS)).isEqualTo(1);
        assertThatThrownBy(() -> done.get(1).get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(Duplicate.class);
        assertThatThrownBy(() -> done.get(2).get(60, TimeUnit.SECONDS)).hasRootCauseMessage("as planned");
        assertThat(done.get(3).get(60, TimeUnit.SECONDS)).isEqualTo(1);
        List<Long> kept = ledger.read(tx -> tx.query("select n from numbers order by n", row -> row.number("n")));
        assertThat(kept).containsExactly(1L, 2L, 5L);
    }

    @Test
    void writes_the_deferred_rows_of_a_group_together_and_lets_the_repeated_one_fail_alone() throws Exception {
        Ledger ledger = ledger();
        ledger.commit("first", tx -> Ledgers.add(tx, 1));
        AtomicInteger runs = new AtomicInteger();

        List<Future<Integer>> done = together(
                ledger,
                () -> ledger.commit("good", tx -> deferred(tx, 2)),
                () -> ledger.commit("repeats", tx -> deferred(tx, 3) + deferred(tx, 1)),
                () -> ledger.commit("also good", tx -> deferred(tx, 4) + 0 * runs.incrementAndGet()),
                () -> ledger.commit("sees", tx -> Math.toIntExact(tx.number("select count(*) from things"))));

        assertThat(done.get(0).get(60, TimeUnit.SECONDS)).isEqualTo(1);
        assertThatThrownBy(() -> done.get(1).get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(Duplicate.class)
                .hasMessageContaining("repeats: ");
        assertThat(done.get(2).get(60, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(done.get(3).get(60, TimeUnit.SECONDS)).isZero();
        // Together with the repeat, then alone.
        assertThat(runs).hasValue(2);
        List<Long> kept = ledger.read(tx -> tx.query("select n from numbers order by n", row -> row.number("n")));
        assertThat(kept).containsExactly(1L, 2L, 4L);
    }

    @Test
    void shows_deferred_rows_to_the_next_work_of_a_group() throws Exception {
        Ledger ledger = ledger();

        List<Future<Integer>> done = together(
                ledger,
                () -> ledger.commit("defers", tx -> deferred(tx, 2)),
                () -> ledger.commit("sees", tx -> tx.update("update numbers set text = 'seen' where n = 2")));

        assertThat(done.get(1).get(60, TimeUnit.SECONDS)).isEqualTo(1);
    }

    private static int deferred(Tx tx, long number) {
        tx.defer("insert into numbers (n) values (?)", number);
        return 1;
    }

    /** Runs these works while all other writers are busy, so that they wait for each other. */
    @SafeVarargs
    private List<Future<Integer>> together(Ledger ledger, Callable<Integer>... works) throws Exception {
        CountDownLatch inside = new CountDownLatch(writers());
        CountDownLatch release = new CountDownLatch(1);
        for (int i = 0; i < writers(); i++) {
            threads.execute(() -> ledger.commit("busy", tx -> {
                inside.countDown();
                waitFor(release);
                return true;
            }));
        }
        inside.await();
        List<Future<Integer>> done = new ArrayList<>();
        for (Callable<Integer> work : works) {
            AtomicReference<Thread> comes = new AtomicReference<>();
            done.add(threads.submit(() -> {
                comes.set(Thread.currentThread());
                return work.call();
            }));
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> comes.get() != null && comes.get().getState() == Thread.State.WAITING);
        }
        release.countDown();
        return done;
    }

    @Test
    void is_not_hurt_by_interrupted_threads() throws Exception {
        Ledger ledger = ledger();
        AtomicInteger committed = new AtomicInteger();
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread writer = new Thread(() -> {
                while (committed.get() < 200) {
                    try {
                        ledger.commit("add", tx -> Ledgers.add(tx, committed.incrementAndGet()));
                    } catch (TryLater e) {
                        Thread.interrupted(); // told to stop while it waited for a connection
                    }
                }
            });
            writer.start();
            writers.add(writer);
        }
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            writers.forEach(Thread::interrupt);
            return committed.get() >= 200;
        });
        for (Thread writer : writers) {
            writer.join();
        }
        ledger().commit("after", tx -> Ledgers.add(tx, 0));
        assertThat(Ledgers.count(ledger())).isPositive();
    }

    @Test
    void closes_without_waiting_for_a_work_that_does_not_end() throws Exception {
        ledger().commit("one", tx -> Ledgers.add(tx, 1));
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Future<Integer> stuck = threads.submit(() -> holding(held, release));
        held.await();
        Future<Integer> queued = threads.submit(() -> ledger().commit("waits", tx -> tx.update("delete from numbers")));
        Ledger ledger = ledger();

        Instant begin = Instant.now();
        ledger.close();
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(20));

        release.countDown();
        assertThatThrownBy(() -> stuck.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(TryLater.class);
        assertThatThrownBy(() -> queued.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(TryLater.class);
        close();
        assertThat(ledger().<Long>read(tx -> tx.one("select n from numbers where text is null", r -> r.number("n"))
                        .orElseThrow()))
                .isEqualTo(1);
    }

    static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("the test is over", e);
        }
    }
}
