package vn.antin.ledger.db;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
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
 * Runs a {@link Work} in one transaction, again if others were in its way, and not at all inside another. Works that
 * come while others are at work share the next transaction, unless one of them fails: then each has its own.
 */
final class Transactions {

    private static final int TRIES = 4;

    /** A server that was lost in the middle of a commit may finish it a little later. */
    private static final Duration IN_DOUBT = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(Transactions.class);

    private final Engine engine;
    private final CrashPoints watch;
    private final ThreadLocal<@Nullable String> inside = new ThreadLocal<>();
    private final UnderWay underWay = new UnderWay();
    private final GroupCommit<Asked<?>> groupCommit = new GroupCommit<>(this::run);

    /** What a work answered, and whom it wants woken. */
    record Done<T>(T value, Set<Signal> wakes) {}

    Transactions(Engine engine, CrashPoints watch) {
        this.engine = engine;
        this.watch = watch;
    }

    <T> T read(Work<T> work) {
        return alone(
                "read",
                () -> again(
                        "read",
                        () -> SqlErrors.told("read", () -> {
                            try (Connection connection = engine.connections().getConnection()) {
                                connection.setAutoCommit(false);
                                Tx tx = new Tx("read", connection, true);
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
        Asked<T> asked = new Asked<>(label, work, durable);
        groupCommit.submit(asked);
        return asked.answer();
    }

    /** Waits until every transaction that may write, and had begun, is over; false if one takes longer than that. */
    boolean settled(Duration patience) throws InterruptedException {
        checkNotInside("settled");
        return underWay.awaitBegun(patience);
    }

    private void run(List<Asked<?>> all) {
        alone(all.get(0).label, () -> {
            if (all.size() == 1 || !shared(all)) {
                all.forEach(this::single);
            }
            return all;
        });
    }

    /** False when nothing was kept, because of one of them or of others: then each is tried, and answers, by itself. */
    private boolean shared(List<Asked<?>> all) {
        Attempt attempt = new Attempt(all);
        try {
            run(attempt);
        } catch (RuntimeException | Error e) {
            if (!attempt.committing || e instanceof SqlErrors.Contended) {
                log.debug("{} works not together: {}", all.size(), e.toString());
                return false;
            }
            all.forEach(asked -> asked.failed(e));
        }
        return true;
    }

    private void single(Asked<?> asked) {
        try {
            again(asked.label, () -> {
                run(new Attempt(List.of(asked)));
                return asked;
            });
        } catch (RuntimeException | Error e) {
            asked.failed(e);
        }
    }

    private void run(Attempt attempt) {
        String label = attempt.all.get(0).label;
        CountDownLatch begun = underWay.begin();
        try {
            SqlErrors.told(label, () -> {
                try (Connection connection = engine.connections().getConnection()) {
                    once(label, attempt, connection);
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

    private void once(String label, Attempt attempt, Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try {
            if (attempt.all.stream().noneMatch(asked -> asked.durable)) {
                engine.relax(connection);
            }
            attempt.all.forEach(asked -> asked.workIn(connection));
            attempt.all.forEach(asked -> watch.beforeCommit(asked.label));
            attempt.committing = true;
            connection.commit();
            attempt.committed = true;
            settle(label);
            attempt.all.forEach(asked -> watch.afterCommit(asked.label));
        } finally {
            if (!attempt.committed) {
                SqlErrors.quietly(connection::rollback);
            }
        }
    }

    private void settle(String label) {
        try {
            engine.settle();
        } catch (IOException e) {
            throw SqlErrors.unavailable(label, e);
        }
    }

    /** One try at a transaction for all of these works. */
    private static final class Attempt {

        final List<Asked<?>> all;

        /** From here on nobody can say that nothing was kept, except where the database does. */
        boolean committing;

        boolean committed;

        Attempt(List<Asked<?>> all) {
            this.all = all;
        }
    }

    /** A work that somebody waits for. */
    private static final class Asked<T> {

        final String label;
        final boolean durable;
        private final Work<T> work;
        private @Nullable Done<T> done;
        private @Nullable Throwable failure;

        Asked(String label, Work<T> work, boolean durable) {
            this.label = label;
            this.work = work;
            this.durable = durable;
        }

        void workIn(Connection connection) {
            Tx tx = new Tx(label, connection, false);
            try {
                T value = work.in(tx);
                tx.end();
                done = new Done<>(value, tx.wakes());
            } finally {
                tx.over();
            }
        }

        void failed(Throwable why) {
            failure = why;
        }

        /** The answer, or what the work or its transaction failed with. */
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

    /** A second transaction on the same thread would wait for the first one's locks and connection. */
    private <T> T alone(String label, Supplier<T> transaction) {
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

    private static <T> T again(String label, Supplier<T> transaction) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.get();
            } catch (Duplicate e) {
                // What was looked for and not found may have come since: the second look finds it.
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
