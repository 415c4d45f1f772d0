package vn.antin.ledger;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a {@link Work} in one transaction, again if others were in its way, and not at all inside another. */
final class Transactions {

    private static final int TRIES = 4;
    private static final Logger log = LoggerFactory.getLogger(Transactions.class);

    private final Engine engine;
    private final Watch watch;
    private final ThreadLocal<@Nullable String> inside = new ThreadLocal<>();

    /** What a work answered, and whom it wants woken. */
    record Done<T>(T value, Set<Wake> wakes) {}

    Transactions(Engine engine, Watch watch) {
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
        return alone(
                label,
                () -> again(
                        label,
                        () -> SqlErrors.told(label, () -> {
                            try (Connection connection = engine.connections().getConnection()) {
                                return once(label, work, durable, connection);
                            }
                        })));
    }

    private <T> Done<T> once(String label, Work<T> work, boolean durable, Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        Tx tx = new Tx(label, connection, false);
        boolean committed = false;
        try {
            if (!durable) {
                engine.relax(connection);
            }
            T value = work.in(tx);
            tx.end();
            watch.beforeCommit(label);
            connection.commit();
            committed = true;
            settle(label);
            watch.afterCommit(label);
            return new Done<>(value, tx.wakes());
        } finally {
            tx.over();
            if (!committed) {
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

    /** A second transaction on the same thread would wait for the first one's locks and connection. */
    private <T> T alone(String label, Supplier<T> transaction) {
        String outer = inside.get();
        if (outer != null) {
            throw new IllegalStateException(label + " inside " + outer);
        }
        inside.set(label);
        try {
            return transaction.get();
        } finally {
            inside.remove();
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
