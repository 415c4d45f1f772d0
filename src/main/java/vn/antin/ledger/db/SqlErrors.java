package vn.antin.ledger.db;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;

/** What an error of the database means to those who asked; the only class that sees {@link SQLException}. */
final class SqlErrors {

    private static final Logger log = LoggerFactory.getLogger(SqlErrors.class);
    private static final String UNIQUE_KEY = "23505";

    /** Deadlock and lost race (both), lock not free in time (PostgreSQL, H2), H2's lost race: all rolled back. */
    private static final Set<String> AGAIN = Set.of("40001", "40P01", "55P03", "HYT00", "90131");

    /** A step that may fail in the database. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws SQLException;
    }

    /** A step that may fail in the database, or find nothing. */
    @FunctionalInterface
    interface MaybeStep<T> {
        @Nullable
        T run() throws SQLException;
    }

    /** A step without an answer that may fail in the database. */
    @FunctionalInterface
    interface Act {
        void run() throws SQLException, IOException;
    }

    /** Rolled back by the database because of others; the same work may succeed at once. */
    static final class Contended extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Contended(SQLException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private SqlErrors() {}

    static <T> T told(String label, Step<T> step) {
        try {
            return step.run();
        } catch (SQLException e) {
            throw meaning(label, e);
        }
    }

    /** The same for a step that may answer nothing. */
    static <T> @Nullable T maybe(String label, MaybeStep<T> step) {
        try {
            return step.run();
        } catch (SQLException e) {
            throw meaning(label, e);
        }
    }

    /** For what can only fail if the connection is lost already, such as giving it back. */
    static void quietly(Act act) {
        try {
            act.run();
        } catch (SQLException | IOException e) {
            log.debug("left undone: {}", e.getMessage());
        }
    }

    static TryLater unavailable(String label, Throwable cause) {
        TryLater later = new TryLater(Fault.LEDGER_UNAVAILABLE, label + ": " + cause.getMessage());
        later.initCause(cause);
        return later;
    }

    private static RuntimeException meaning(String label, SQLException e) {
        String state = e.getSQLState();
        if (UNIQUE_KEY.equals(state)) {
            return new Duplicate(label, e);
        }
        if (state != null && AGAIN.contains(state)) {
            return new Contended(e);
        }
        return unavailable(label, e);
    }
}
