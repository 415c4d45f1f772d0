package vn.antin.ledger.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.fault.TryLater;

/** Many callers share one sync, and none relies on a sync that began before its commit. */
class GroupSyncTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void does_not_count_a_sync_that_had_begun_before() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        Semaphore end = new Semaphore(0);
        GroupSync sync = new GroupSync(() -> {
            begun.incrementAndGet();
            end.acquireUninterruptibly();
        });
        Future<?> first = threads.submit(() -> sync.await("first"));
        await().until(() -> begun.get() == 1);
        Future<?> second = threads.submit(() -> sync.await("second"));
        Future<?> third = threads.submit(() -> sync.await("third"));

        end.release();
        first.get(60, TimeUnit.SECONDS);
        await().until(() -> begun.get() == 2);
        assertThat(second).isNotDone();
        assertThat(third).isNotDone();

        end.release(2);
        second.get(60, TimeUnit.SECONDS);
        third.get(60, TimeUnit.SECONDS);
        assertThat(sync.count()).isEqualTo(begun.get());
    }

    @Test
    void promises_nothing_any_more_after_one_failure() {
        AtomicInteger tries = new AtomicInteger();
        GroupSync sync = new GroupSync(() -> {
            if (tries.incrementAndGet() == 1) {
                throw new IOException("disk error");
            }
        });
        assertThatThrownBy(() -> sync.await("first")).isInstanceOf(TryLater.class);
        assertThatThrownBy(() -> sync.await("second"))
                .isInstanceOf(TryLater.class)
                .hasMessageContaining("start the process again");
        assertThat(tries).hasValue(1);
        assertThat(sync.count()).isZero();
    }

    @Test
    void lets_64_threads_share_the_sync_after_the_one_that_is_running() throws Exception {
        Semaphore end = new Semaphore(0);
        AtomicInteger begun = new AtomicInteger();
        GroupSync sync = new GroupSync(() -> {
            begun.incrementAndGet();
            end.acquireUninterruptibly();
        });
        Future<?> first = threads.submit(() -> sync.await("first"));
        await().until(() -> begun.get() == 1);
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            Thread thread = new Thread(() -> sync.await("one of many"));
            thread.start();
            waiting.add(thread);
        }
        await().until(() -> waiting.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));

        end.release(64);
        first.get(60, TimeUnit.SECONDS);
        for (Thread thread : waiting) {
            thread.join();
        }

        assertThat(begun).hasValue(2);
        assertThat(sync.count()).isEqualTo(2);
    }

    @Test
    void keeps_what_64_threads_commit(@TempDir Path folder) throws Exception {
        try (Ledger ledger = Ledgers.plain(folder, CrashPoints.NONE)) {
            AtomicInteger numbers = new AtomicInteger();
            long syncsBefore = ledger.syncs();
            List<Future<Integer>> writers = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                writers.add(threads.submit(() -> {
                    int added = 0;
                    for (int k = 0; k < 20; k++) {
                        added += ledger.commit("add", tx -> Ledgers.add(tx, numbers.incrementAndGet()));
                    }
                    return added;
                }));
            }
            for (Future<Integer> writer : writers) {
                assertThat(writer.get()).isEqualTo(20);
            }
            assertThat(ledger.commits()).isEqualTo(64 * 20);
            assertThat(Ledgers.count(ledger)).isEqualTo(64 * 20);
            assertThat(ledger.syncs()).isGreaterThan(syncsBefore);
        }
    }
}
