package vn.antin.ledger.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;

/**
 * One transaction, valid on the thread and for the time of one {@link Work}. Values are always bound: {@code String},
 * {@code Long}, {@code Integer}, {@code Boolean}, {@code Instant} (cut to microseconds), {@code Digest}, {@code UUID},
 * {@code byte[]}, an enum (its name), or null.
 */
public final class Tx {

    private final String label;
    private final Connection connection;
    private final boolean readOnly;
    private final Set<Signal> wakes = EnumSet.noneOf(Signal.class);
    private @Nullable RuntimeException broken;
    private boolean over;

    Tx(String label, Connection connection, boolean readOnly) {
        this.label = label;
        this.connection = connection;
        this.readOnly = readOnly;
    }

    /** Runs one statement and returns the number of rows it changed. */
    public int update(String sql, @Nullable Object... args) {
        requireWritable();
        return prepared(sql, statement -> {
            bind(statement, args);
            return statement.executeUpdate();
        });
    }

    /**
     * Runs the same statement for each row of values in one round trip and returns the number of rows changed in all.
     */
    public int updateAll(String sql, List<@Nullable Object[]> rows) {
        requireWritable();
        return prepared(sql, statement -> {
            for (@Nullable Object[] row : rows) {
                bind(statement, row);
                statement.addBatch();
            }
            int changed = 0;
            for (int count : statement.executeBatch()) {
                changed += Math.max(count, 0);
            }
            return changed;
        });
    }

    /** Inserts one row and returns its generated number; empty if {@code on conflict} skipped it. */
    public OptionalLong numbered(String column, String sql, @Nullable Object... args) {
        requireWritable();
        return prepared(() -> connection.prepareStatement(sql, new String[] {column}), statement -> {
            bind(statement, args);
            statement.executeUpdate();
            try (ResultSet keys = statement.getGeneratedKeys()) {
                return keys.next() ? OptionalLong.of(keys.getLong(1)) : OptionalLong.empty();
            }
        });
    }

    public <T> List<T> query(String sql, Row<T> row, @Nullable Object... args) {
        requireUsable();
        return prepared(sql, statement -> {
            bind(statement, args);
            try (ResultSet rows = statement.executeQuery()) {
                Columns columns = new Columns(label, rows);
                List<T> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(row.of(columns));
                }
                return found;
            }
        });
    }

    /**
     * The only row, if there is one.
     *
     * @throws IllegalStateException when the query finds more than one
     */
    public <T> Optional<T> one(String sql, Row<T> row, @Nullable Object... args) {
        List<T> found = query(sql, row, args);
        if (found.size() > 1) {
            throw new IllegalStateException(label + ": " + found.size() + " rows where one was expected");
        }
        return found.stream().findFirst();
    }

    /**
     * Sends a signal after the commit, and after the sync if there is one; nothing if the transaction is rolled back.
     */
    public void wake(Signal what) {
        requireWritable();
        wakes.add(what);
    }

    Set<Signal> wakes() {
        return wakes;
    }

    /** Refuses every further statement. */
    void over() {
        over = true;
    }

    /** Ends the work; fails when a statement failed, even if the work swallowed the error. */
    void end() {
        over();
        if (broken != null) {
            throw broken;
        }
    }

    private void requireWritable() {
        requireUsable();
        if (readOnly) {
            throw new IllegalStateException(label + ": a read-only transaction cannot write");
        }
    }

    private void requireUsable() {
        if (over) {
            throw new IllegalStateException(label + ": the transaction is over");
        }
        if (broken != null) {
            throw new IllegalStateException(label + ": the transaction failed before", broken);
        }
    }

    private <T> T prepared(String sql, Use<T> use) {
        return prepared(() -> connection.prepareStatement(sql), use);
    }

    /** PostgreSQL refuses every statement after a failed one, H2 does not: this makes both do so. */
    private <T> T prepared(SqlErrors.Step<PreparedStatement> prepare, Use<T> use) {
        try {
            return SqlErrors.translating(label, () -> {
                try (PreparedStatement statement = prepare.run()) {
                    return use.of(statement);
                }
            });
        } catch (RuntimeException e) {
            broken = e;
            throw e;
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] args) throws SQLException {
        for (int i = 0; i < args.length; i++) {
            bind(statement, i + 1, args[i]);
        }
    }

    private static void bind(PreparedStatement statement, int at, @Nullable Object value) throws SQLException {
        if (value == null) {
            statement.setNull(at, Types.NULL);
        } else if (value instanceof Instant instant) {
            statement.setObject(at, instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
        } else if (value instanceof Digest digest) {
            statement.setBytes(at, digest.bytes());
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(at, bytes);
        } else if (value instanceof Enum<?> constant) {
            statement.setString(at, constant.name());
        } else if (value instanceof String
                || value instanceof Long
                || value instanceof Integer
                || value instanceof Boolean
                || value instanceof UUID) {
            statement.setObject(at, value);
        } else {
            throw new IllegalArgumentException(
                    "not a type of the ledger: " + value.getClass().getName());
        }
    }

    /** The use of a prepared statement. */
    @FunctionalInterface
    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }
}
