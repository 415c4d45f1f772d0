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
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.DefinedAttributeTemplateEngine;
import org.jdbi.v3.core.statement.EmptyHandling;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;

/**
 * One transaction, valid on the thread and for the time of one {@link Work}. Values are always bound: {@code String},
 * {@code Long}, {@code Integer}, {@code Boolean}, {@code Instant} (cut to microseconds), {@code Digest}, {@code UUID},
 * {@code EnvelopeId}, {@code AgencyCode}, {@code NodeId}, {@code byte[]}, an enum (its name), or null.
 *
 * <p>{@link #update} and {@link #query} go straight to JDBC, for the statements that every document costs; {@code list}
 * and {@code one} with a class map by Jdbi (decision 40). Rows of {@link #defer} are written at the end of the
 * transaction, before a statement that names their table at the latest (decision 41).
 */
public final class Tx {

    private static final TemplateEngine LISTS = new DefinedAttributeTemplateEngine();

    private final String label;
    private final Connection connection;
    private final boolean readOnly;
    private final DeferredRows deferred;

    /** Takes what was written, for an engine with a redo log. */
    private final @Nullable RedoRecord redo;

    private final Set<Signal> wakes = EnumSet.noneOf(Signal.class);
    private @Nullable RuntimeException broken;
    private boolean over;
    private @Nullable Handle handle;

    private Tx(
            String label, Connection connection, boolean readOnly, DeferredRows deferred, @Nullable RedoRecord redo) {
        this.label = label;
        this.connection = connection;
        this.readOnly = readOnly;
        this.deferred = deferred;
        this.redo = redo;
    }

    static Tx reading(String label, Connection connection) {
        return new Tx(label, connection, true, new DeferredRows(), null);
    }

    /** @param deferred the rows that this transaction still has to write, shared by all its works */
    static Tx writing(String label, Connection connection, DeferredRows deferred, @Nullable RedoRecord redo) {
        return new Tx(label, connection, false, deferred, redo);
    }

    /**
     * Inserts one row at the end of the transaction, together with all rows of the same statement, also those of other
     * works of a group commit. An error of the insert, as {@link Duplicate}, is the error of the transaction.
     *
     * <p>No foreign key may refer to the table: only the rows of one statement keep their order.
     *
     * @param sql an {@code insert}; tables that it reads are read then
     */
    public void defer(String sql, @Nullable Object... args) {
        deferAll(sql, List.<@Nullable Object[]>of(args));
    }

    /** {@link #defer} for each row of values. */
    public void deferAll(String sql, List<@Nullable Object[]> rows) {
        requireWritable();
        if (!rows.isEmpty()) {
            if (deferred.isReadBy(sql)) {
                flush();
            }
            deferred.add(sql, rows);
        }
    }

    /** Writes the deferred rows. */
    void flush() {
        deferred.takeAll().forEach(this::batch);
    }

    private void flushBefore(String sql) {
        if (deferred.isNamedBy(sql)) {
            flush();
        }
    }

    /** Runs one statement and returns the number of rows it changed. */
    public int update(String sql, @Nullable Object... args) {
        requireWritable();
        flushBefore(sql);
        return prepared(sql, statement -> {
            bind(statement, args);
            int changed = statement.executeUpdate();
            ran(sql, args, changed);
            return changed;
        });
    }

    /**
     * Runs the same statement for each row of values in one round trip and returns the number of rows changed in all.
     */
    public int updateAll(String sql, List<@Nullable Object[]> rows) {
        requireWritable();
        flushBefore(sql);
        return batch(sql, rows);
    }

    private int batch(String sql, List<@Nullable Object[]> rows) {
        return prepared(sql, statement -> {
            for (@Nullable Object[] row : rows) {
                bind(statement, row);
                statement.addBatch();
            }
            int[] counts = statement.executeBatch();
            if (redo != null && counts.length > 0) {
                redo.add(sql, rows, counts);
            }
            int changed = 0;
            for (int count : counts) {
                changed += Math.max(count, 0);
            }
            return changed;
        });
    }

    /** Inserts one row and returns its generated number; empty if {@code on conflict} skipped it. */
    public OptionalLong numbered(String column, String sql, @Nullable Object... args) {
        requireWritable();
        flushBefore(sql);
        return prepared(() -> connection.prepareStatement(sql, new String[] {column}), statement -> {
            bind(statement, args);
            ran(sql, args, statement.executeUpdate());
            try (ResultSet keys = statement.getGeneratedKeys()) {
                return keys.next() ? OptionalLong.of(keys.getLong(1)) : OptionalLong.empty();
            }
        });
    }

    public <T> List<T> query(String sql, Row<T> row, @Nullable Object... args) {
        requireUsable();
        flushBefore(sql);
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
        return single(query(sql, row, args));
    }

    /**
     * The rows as records, whose components have the names of the columns ({@code document_id} is {@code documentId}),
     * or as values when there is one column.
     *
     * @throws IllegalStateException for a null where the component is not {@link Nullable}
     */
    public <T> List<T> list(Class<T> type, String sql, @Nullable Object... args) {
        return mapped(type, sql, () -> handle().select(sql, args));
    }

    /** The same with named parameters: {@code :name} for a value, {@code <name>} for the values of a collection. */
    public <T> List<T> list(Class<T> type, String sql, Map<String, ?> args) {
        return mapped(type, sql, () -> named(sql, args));
    }

    /**
     * The only row, if there is one and it is not null.
     *
     * @throws IllegalStateException when the query finds more than one
     */
    public <T> Optional<T> one(Class<T> type, String sql, @Nullable Object... args) {
        return single(rows(type, sql, () -> handle().select(sql, args)));
    }

    /** The same with named parameters, as {@link #list(Class, String, Map)} has them. */
    public <T> Optional<T> one(Class<T> type, String sql, Map<String, ?> args) {
        return single(rows(type, sql, () -> named(sql, args)));
    }

    /** The number that a query like {@code select count(*)} gives; 0 for no row and for null. */
    public long number(String sql, @Nullable Object... args) {
        return one(Long.class, sql, args).orElse(0L);
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

    private void ran(String sql, @Nullable Object[] args, int changed) {
        if (redo != null) {
            List<@Nullable Object[]> row = Collections.singletonList(args);
            redo.add(sql, row, new int[] {changed});
        }
    }

    private <T> T prepared(String sql, Use<T> use) {
        return prepared(() -> connection.prepareStatement(sql), use);
    }

    private <T> T prepared(SqlErrors.Step<PreparedStatement> prepare, Use<T> use) {
        return breaking(() -> {
            try (PreparedStatement statement = prepare.run()) {
                return use.of(statement);
            }
        });
    }

    /** PostgreSQL refuses every statement after a failed one, H2 does not: this makes both do so. */
    private <T> T breaking(SqlErrors.Step<T> step) {
        try {
            return SqlErrors.translating(label, step);
        } catch (RuntimeException e) {
            broken = e;
            throw e;
        }
    }

    private <T> List<T> mapped(Class<T> type, String sql, Supplier<Query> query) {
        List<T> found = rows(type, sql, query);
        if (found.contains(null)) {
            throw new IllegalStateException(label + ": the column is null");
        }
        return found;
    }

    private <T> List<T> rows(Class<T> type, String sql, Supplier<Query> query) {
        requireUsable();
        flushBefore(sql);
        return breaking(() -> {
            try (Query open = query.get()) {
                return open.mapTo(type).list();
            } catch (JdbiException e) {
                if (e.getCause() instanceof SQLException cause) {
                    throw cause;
                }
                throw e;
            }
        });
    }

    private Query named(String sql, Map<String, ?> args) {
        Query query = handle().createQuery(sql).setTemplateEngine(LISTS);
        args.forEach((name, value) -> {
            if (value instanceof Collection<?> values) {
                query.bindList(EmptyHandling.NULL_KEYWORD, name, InList.filled(values));
            } else {
                query.bind(name, value);
            }
        });
        return query;
    }

    private <T> Optional<T> single(List<T> found) {
        if (found.size() > 1) {
            throw new IllegalStateException(label + ": " + found.size() + " rows where one was expected");
        }
        return found.stream().flatMap(Stream::ofNullable).findFirst();
    }

    private Handle handle() {
        Handle open = handle;
        if (open == null) {
            open = Mapping.on(connection);
            handle = open;
        }
        return open;
    }

    static void bind(PreparedStatement statement, @Nullable Object[] args) throws SQLException {
        for (int i = 0; i < args.length; i++) {
            bind(statement, i + 1, args[i]);
        }
    }

    static void bind(PreparedStatement statement, int at, @Nullable Object value) throws SQLException {
        Object plain = plain(value);
        if (plain == null) {
            statement.setNull(at, Types.NULL);
        } else if (plain instanceof Instant instant) {
            statement.setObject(at, instant.atOffset(ZoneOffset.UTC));
        } else if (plain instanceof byte[] bytes) {
            statement.setBytes(at, bytes);
        } else {
            statement.setObject(at, plain);
        }
    }

    /**
     * The value as it is stored: a {@code String}, {@code Long}, {@code Integer}, {@code Boolean}, {@code Instant},
     * {@code byte[]}, {@code UUID} or null.
     */
    static @Nullable Object plain(@Nullable Object value) {
        if (value == null
                || value instanceof String
                || value instanceof Long
                || value instanceof Integer
                || value instanceof Boolean
                || value instanceof UUID
                || value instanceof byte[]) {
            return value;
        } else if (value instanceof Instant instant) {
            return instant.truncatedTo(ChronoUnit.MICROS);
        } else if (value instanceof Digest digest) {
            return digest.bytes();
        } else if (value instanceof Enum<?> constant) {
            return constant.name();
        } else if (value instanceof AgencyCode agency) {
            return agency.value();
        } else if (value instanceof NodeId node) {
            return node.value();
        } else if (value instanceof EnvelopeId document) {
            return document.value();
        }
        throw new IllegalArgumentException(
                "not a type of the ledger: " + value.getClass().getName());
    }

    /** The use of a prepared statement. */
    @FunctionalInterface
    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }
}
