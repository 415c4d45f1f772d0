package vn.antin.ledger.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link Work} in one transaction, repeats it after a conflict with others, and refuses to nest it. Works that
 * arrive while others run share the next transaction (group commit), unless one of them fails: then each runs in its
 * own.
 */
final class Transactions {

    private static final int TRIES = 4;

    /** How long a transaction stays in doubt: a server that was lost during a commit may still finish it. */
    private static final Duration IN_DOUBT = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(Transactions.class);

    private final Engine engine;
    private final CrashPoints crashPoints;
    private final ThreadLocal<@Nullable String> inside = new ThreadLocal<>();
    private final UnderWay underWay = new UnderWay();
    private final GroupCommit<PendingWork<?>> groupCommit;

    /** The result of a work, and the signals to send. */
    record Done<T>(T value, Set<Signal> wakes) {}

    Transactions(Engine engine, CrashPoints crashPoints) {
        this.engine = engine;
        this.crashPoints = crashPoints;
        this.groupCommit = new GroupCommit<>(engine.writers(), this::run);
    }

    <T> T read(Work<T> work) {
        return notNested(
                "read",
                () -> withRetries(
                        "read",
                        () -> SqlErrors.translating("read", () -> {
                            try (Connection connection = engine.connections().getConnection()) {
                                connection.setAutoCommit(false);
                                Tx tx = Tx.reading("read", connection);
                                try {
                                    return work.in(tx);
                                } finally {
                                    tx.over();
                                    SqlErrors.quietly(connection::rollback);
                                }
                            }
                        })));
    }

    <T> Done<T> write(String label, Work<T> work, boolean durable) {
        checkNotInside(label);
        PendingWork<T> pending = new PendingWork<>(label, work, durable);
        groupCommit.submit(List.of(pending));
        return pending.answer();
    }

    /** Runs durable works in one transaction and, when one of them fails, each in its own; results are in order. */
    <T> List<CommitResult<Done<T>>> writeEach(String label, List<? extends Work<T>> works) {
        checkNotInside(label);
        List<PendingWork<T>> pending = new ArrayList<>();
        works.forEach(work -> pending.add(new PendingWork<>(label, work, true)));
        groupCommit.submit(pending);
        return pending.stream().map(each -> CommitResult.of(each::answer)).toList();
    }

    /** Waits until every writing transaction that had begun is over; false if one takes longer than that. */
    boolean settled(Duration timeout) throws InterruptedException {
        checkNotInside("settled");
        return underWay.awaitBegun(timeout);
    }

    /** Works of one kind stand together, so that few of them name a table with deferred rows of others. */
    private void run(List<PendingWork<?>> group) {
        List<PendingWork<?>> all = group.stream()
                .sorted(Comparator.comparing(pending -> pending.label))
                .toList();
        notNested(all.get(0).label, () -> {
            if (all.size() == 1 || !runTogether(all)) {
                runEach(all);
            }
            return all;
        });
    }

    /** Runs each work by itself. Once there is no connection, the rest fails at once: each would wait for one in vain. */
    private void runEach(List<PendingWork<?>> all) {
        Throwable unreachable = null;
        for (PendingWork<?> pending : all) {
            if (unreachable == null) {
                runAlone(pending);
                unreachable = pending.begun ? null : pending.failure;
            } else {
                pending.failWith(unreachable);
            }
        }
    }

    /**
     * Runs all works in one transaction. Returns false when nothing was committed, because of one of them or of a
     * conflict: then each is run by itself and gets its own result.
     */
    private boolean runTogether(List<PendingWork<?>> all) {
        Attempt attempt = new Attempt(all);
        try {
            run(attempt);
        } catch (RuntimeException | Error e) {
            if (!attempt.committing || e instanceof SqlErrors.Contended) {
                log.debug("shared transaction of {} works rolled back: {}", all.size(), e.toString());
                return false;
            }
            all.forEach(pending -> pending.failWith(e));
        }
        return true;
    }

    private void runAlone(PendingWork<?> pending) {
        pending.begun = false;
        try {
            withRetries(pending.label, () -> {
                run(new Attempt(List.of(pending)));
                return pending;
            });
        } catch (RuntimeException | Error e) {
            pending.failWith(e);
        }
    }

    private void run(Attempt attempt) {
        String label = attempt.all.get(0).label;
        CountDownLatch begun = underWay.begin();
        try {
            SqlErrors.translating(label, () -> {
                try (Connection connection = engine.connections().getConnection()) {
                    runOnce(label, attempt, connection);
                    return attempt;
                }
            });
        } finally {
            if (attempt.committing && !attempt.committed) {
                underWay.endLater(begun, IN_DOUBT);
            } else {
                underWay.end(begun);
            }
        }
    }

    private void runOnce(String label, Attempt attempt, Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        RedoRecord record = engine.begin(label);
        try {
            if (attempt.all.stream().noneMatch(pending -> pending.durable)) {
                engine.relax(connection);
            }
            DeferredRows deferred = new DeferredRows();
            attempt.all.forEach(pending -> pending.workIn(Tx.writing(pending.label, connection, deferred, record)));
            Tx.writing(label, connection, deferred, record).flush();
            attempt.all.forEach(pending -> crashPoints.beforeCommit(pending.label));
            if (record != null) {
                engine.append(label, connection, record);
            }
            attempt.committing = true;
            connection.commit();
            attempt.committed = true;
            engine.committed();
            attempt.all.forEach(pending -> crashPoints.afterCommit(pending.label));
        } finally {
            if (!attempt.committed) {
                if (attempt.committing) {
                    engine.notCommitted();
                }
                SqlErrors.quietly(connection::rollback);
            }
            engine.end();
        }
    }

    /** One attempt at a transaction for all of these works. */
    private static final class Attempt {

        final List<PendingWork<?>> all;

        /** True from here on the outcome of a failure is unknown, unless the database reports a rollback. */
        boolean committing;

        boolean committed;

        Attempt(List<PendingWork<?>> all) {
            this.all = all;
        }
    }

    /** A submitted work and its result. */
    private static final class PendingWork<T> {

        final String label;
        final boolean durable;
        private final Work<T> work;
        private @Nullable Done<T> done;
        private @Nullable Throwable failure;

        /** Whether there was a connection to run it on. */
        private boolean begun;

        PendingWork(String label, Work<T> work, boolean durable) {
            this.label = label;
            this.work = work;
            this.durable = durable;
        }

        void workIn(Tx tx) {
            begun = true;
            try {
                T value = work.in(tx);
                tx.end();
                done = new Done<>(value, tx.wakes());
            } finally {
                tx.over();
            }
        }

        void failWith(Throwable why) {
            failure = why;
        }

        /** The result, or the error of the work or its transaction. */
        Done<T> answer() {
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure instanceof RuntimeException exception) {
                throw exception;
            }
            Done<T> answer = done;
            if (answer == null) {
                throw new IllegalStateException(label + " was never run");
            }
            return answer;
        }
    }

    /** Refuses a nested transaction: it would wait for the locks and the connection of the outer one. */
    private <T> T notNested(String label, Supplier<T> transaction) {
        checkNotInside(label);
        inside.set(label);
        try {
            return transaction.get();
        } finally {
            inside.remove();
        }
    }

    private void checkNotInside(String label) {
        String outer = inside.get();
        if (outer != null) {
            throw new IllegalStateException(label + " inside " + outer);
        }
    }

    private static <T> T withRetries(String label, Supplier<T> transaction) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.get();
            } catch (Duplicate e) {
                // A concurrent transaction may have inserted the row that the work did not find: the repeat finds it.
                if (attempt > 1) {
                    throw e;
                }
            } catch (SqlErrors.Contended e) {
                if (attempt == TRIES) {
                    throw SqlErrors.unavailable(label + ": tried " + TRIES + " times", e);
                }
                log.info("{} tried again: {}", label, e.getMessage());
                long most = TimeUnit.MILLISECONDS.toNanos(1L << attempt);
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most));
            }
        }
    }
}
