package vn.antin.ledger.db;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;

/** Translates the errors of the database to those of the ledger; the only class that handles {@link SQLException}. */
final class SqlErrors {

    private static final Logger log = LoggerFactory.getLogger(SqlErrors.class);
    private static final String UNIQUE_KEY = "23505";

    /**
     * Serialization failure (both engines), deadlock and lock time-out (PostgreSQL), lock time-out and concurrent
     * update (H2): all rolled back, a repeat may succeed.
     */
    private static final Set<String> RETRYABLE = Set.of("40001", "40P01", "55P03", "HYT00", "90131");

    /** A call of the database that returns a value. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws SQLException;
    }

    /** A call of the database that may return null. */
    @FunctionalInterface
    interface MaybeStep<T> {
        @Nullable
        T run() throws SQLException;
    }

    /** A call of the database or the disk without a result. */
    @FunctionalInterface
    interface Act {
        void run() throws SQLException, IOException;
    }

    /** The database rolled the transaction back because of a concurrent one; the same work may succeed at once. */
    static final class Contended extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Contended(SQLException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private SqlErrors() {}

    static <T> T translating(String label, Step<T> step) {
        try {
            return step.run();
        } catch (SQLException e) {
            throw translated(label, e);
        }
    }

    /** {@link #translating} for a step that may return null. */
    static <T> @Nullable T maybe(String label, MaybeStep<T> step) {
        try {
            return step.run();
        } catch (SQLException e) {
            throw translated(label, e);
        }
    }

    /** Ignores errors of a step that fails only on a connection that is lost already, such as closing it. */
    static void quietly(Act act) {
        try {
            act.run();
        } catch (SQLException | IOException e) {
            log.debug("ignored: {}", e.getMessage());
        }
    }

    static TryLater unavailable(String label, Throwable cause) {
        TryLater later = new TryLater(Fault.LEDGER_UNAVAILABLE, label + ": " + cause.getMessage());
        later.initCause(cause);
        return later;
    }

    /** Whether only a concurrent transaction was in the way. */
    static boolean isContended(SQLException e) {
        String state = e.getSQLState();
        return state != null && RETRYABLE.contains(state);
    }

    private static RuntimeException translated(String label, SQLException e) {
        String state = e.getSQLState();
        if (UNIQUE_KEY.equals(state)) {
            return new Duplicate(label, e);
        }
        if (isContended(e)) {
            return new Contended(e);
        }
        return unavailable(label, e);
    }
}
