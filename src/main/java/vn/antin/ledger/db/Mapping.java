package vn.antin.ledger.db;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.ArgumentFactory;
import org.jdbi.v3.core.argument.Arguments;
import org.jdbi.v3.core.argument.NullArgument;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.generic.GenericTypes;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.mapper.ColumnMappers;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.RowMapperFactory;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jspecify.annotations.Nullable;
import vn.antin.edxml.StatusCode;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.TraceId;

/**
 * The one Jdbi of the program: it maps rows to records and binds lists. Connections and transactions belong to
 * {@link Transactions}; Jdbi never opens, commits or closes one.
 */
final class Mapping {

    /** The connection for the handle that this thread opens. */
    private static final ThreadLocal<@Nullable Connection> opening = new ThreadLocal<>();

    /** The components of a record that must not be null. */
    private static final ClassValue<List<RecordComponent>> REQUIRED = new ClassValue<>() {
        @Override
        protected List<RecordComponent> computeValue(Class<?> type) {
            List<RecordComponent> required = Arrays.stream(type.getRecordComponents())
                    .filter(one -> !one.getType().isPrimitive())
                    .filter(one -> !one.getAnnotatedType().isAnnotationPresent(Nullable.class))
                    .toList();
            required.forEach(one -> one.getAccessor().setAccessible(true));
            return required;
        }
    };

    private static final Jdbi JDBI = configured();

    private Mapping() {}

    /** A handle on this connection; it needs no close, because the connection's owner closes that. */
    static Handle on(Connection connection) {
        opening.set(connection);
        try {
            return JDBI.open();
        } finally {
            opening.remove();
        }
    }

    private static Jdbi configured() {
        Jdbi jdbi = Jdbi.create(() -> {
            Connection given = opening.get();
            if (given == null) {
                throw new IllegalStateException("a transaction's connection is missing");
            }
            return given;
        });
        jdbi.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP);
        jdbi.getConfig(ColumnMappers.class).setCoalesceNullPrimitivesToDefaults(false);
        jdbi.getConfig(Arguments.class).setUntypedNullArgument(new NullArgument(Types.NULL));
        // Jdbi's own arguments would come first: their times have no zone.
        jdbi.getConfig(Arguments.class).setPreparedArgumentsEnabled(false);
        ArgumentFactory arguments = (type, value, config) -> Optional.of(argument(value));
        jdbi.registerArgument(arguments);
        jdbi.registerColumnMapper(UUID.class, (row, at, context) -> row.getObject(at, UUID.class));
        jdbi.registerColumnMapper(Instant.class, (row, at, context) -> {
            OffsetDateTime time = row.getObject(at, OffsetDateTime.class);
            return time == null ? null : time.toInstant();
        });
        jdbi.registerColumnMapper(Digest.class, (row, at, context) -> of(row.getBytes(at), Digest::of));
        jdbi.registerColumnMapper(
                EnvelopeId.class, (row, at, context) -> of(row.getObject(at, UUID.class), EnvelopeId::new));
        jdbi.registerColumnMapper(AgencyCode.class, text(AgencyCode::new));
        jdbi.registerColumnMapper(NodeId.class, text(NodeId::new));
        jdbi.registerColumnMapper(
                StatusCode.class, text(code -> StatusCode.of(code).orElseThrow()));
        jdbi.registerColumnMapper(TraceId.class, text(TraceId::new));
        jdbi.registerColumnMapper(new GenericType<List<String>>() {}, text(ValueList::read));
        RowMapperFactory records = (type, config) -> {
            Class<?> raw = GenericTypes.getErasedType(type);
            boolean value = config.get(ColumnMappers.class).findFor(type).isPresent();
            return raw.isRecord() && !value ? Optional.of(new RecordMapper<>(raw)) : Optional.empty();
        };
        jdbi.registerRowMapper(records);
        return jdbi;
    }

    private static Argument argument(@Nullable Object value) {
        return (at, statement, context) -> Tx.bind(statement, at, value);
    }

    private static <T> ColumnMapper<T> text(Function<String, T> read) {
        return (row, at, context) -> of(row.getString(at), read);
    }

    private static <V, T> @Nullable T of(@Nullable V value, Function<V, T> read) {
        return value == null ? null : read.apply(value);
    }

    /** Fails when a component is null that must not be, here or in a nested record. */
    private static void requireValues(Object record) {
        for (RecordComponent component : REQUIRED.get(record.getClass())) {
            Object value = value(record, component);
            if (value == null) {
                throw new IllegalStateException("column " + component.getName() + " is null");
            }
            if (component.isAnnotationPresent(Nested.class)) {
                requireValues(value);
            }
        }
    }

    private static @Nullable Object value(Object record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(component.toString(), e);
        }
    }

    /**
     * Maps a row to a record by the names of its components ({@code document_id} to {@code documentId}). A null fails
     * where the component is not {@link Nullable}.
     */
    private record RecordMapper<T>(Class<T> type, RowMapper<T> byName) implements RowMapper<T> {

        RecordMapper(Class<T> type) {
            this(type, ConstructorMapper.of(type));
        }

        @Override
        public RowMapper<T> specialize(ResultSet rows, StatementContext context) throws SQLException {
            RowMapper<T> columns = byName.specialize(rows, context);
            return (row, unused) -> {
                T record = columns.map(row, unused);
                requireValues(record);
                return record;
            };
        }

        @Override
        public T map(ResultSet row, StatementContext context) throws SQLException {
            return specialize(row, context).map(row, context);
        }
    }
}
