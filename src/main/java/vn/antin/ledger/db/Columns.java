package vn.antin.ledger.db;

import java.sql.ResultSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;

/**
 * The columns of the row being read, by name. A {@code maybe…} method reads a nullable column; every other method fails
 * on null.
 */
public final class Columns {

    private final String label;
    private final ResultSet row;

    Columns(String label, ResultSet row) {
        this.label = label;
        this.row = row;
    }

    public String text(String column) {
        return required(column, SqlErrors.maybe(label, () -> row.getString(column)));
    }

    public Optional<String> maybeText(String column) {
        return Optional.ofNullable(SqlErrors.maybe(label, () -> row.getString(column)));
    }

    public long number(String column) {
        return required(column, nullableLong(column));
    }

    public Optional<Long> maybeNumber(String column) {
        return Optional.ofNullable(nullableLong(column));
    }

    public boolean flag(String column) {
        return required(column, SqlErrors.maybe(label, () -> row.getObject(column, Boolean.class)));
    }

    public Instant instant(String column) {
        return required(column, nullableTime(column)).toInstant();
    }

    public Optional<Instant> maybeInstant(String column) {
        return Optional.ofNullable(nullableTime(column)).map(OffsetDateTime::toInstant);
    }

    public Digest digest(String column) {
        return Digest.of(bytes(column));
    }

    public Optional<Digest> maybeDigest(String column) {
        return maybeBytes(column).map(Digest::of);
    }

    public UUID uuid(String column) {
        return required(column, SqlErrors.maybe(label, () -> row.getObject(column, UUID.class)));
    }

    public Optional<UUID> maybeUuid(String column) {
        return Optional.ofNullable(SqlErrors.maybe(label, () -> row.getObject(column, UUID.class)));
    }

    public byte[] bytes(String column) {
        return maybeBytes(column).orElseThrow(() -> isNull(column));
    }

    public Optional<byte[]> maybeBytes(String column) {
        return Optional.ofNullable(SqlErrors.maybe(label, () -> row.getBytes(column)));
    }

    public <E extends Enum<E>> E one(Class<E> of, String column) {
        return Enum.valueOf(of, text(column));
    }

    public <E extends Enum<E>> Optional<E> maybeOne(Class<E> of, String column) {
        return maybeText(column).map(name -> Enum.valueOf(of, name));
    }

    private @Nullable Long nullableLong(String column) {
        return SqlErrors.maybe(label, () -> {
            // getLong, not getObject: PostgreSQL does not convert a shorter integer to a Long object.
            long number = row.getLong(column);
            return row.wasNull() ? null : number;
        });
    }

    private @Nullable OffsetDateTime nullableTime(String column) {
        return SqlErrors.maybe(label, () -> row.getObject(column, OffsetDateTime.class));
    }

    private <V> V required(String column, @Nullable V value) {
        if (value == null) {
            throw isNull(column);
        }
        return value;
    }

    private IllegalStateException isNull(String column) {
        return new IllegalStateException(label + ": column " + column + " is null");
    }
}
