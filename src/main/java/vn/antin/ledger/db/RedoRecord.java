package vn.antin.ledger.db;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;
import vn.antin.ledger.file.RedoLog;

/**
 * What one transaction wrote: its statements in order with their rows of values, and the identity columns' next values
 * when it began. Run again on the state before the transaction, they give the state after it, because one transaction
 * writes at a time and a statement depends on nothing but the tables and its values.
 */
final class RedoRecord {

    /** The most bytes of one transaction; a larger group of works runs one by one. */
    private static final int MOST = 32 << 20;

    private static final byte NULL = 0;
    private static final byte STRING = 1;
    private static final byte LONG = 2;
    private static final byte INTEGER = 3;
    private static final byte TRUE = 4;
    private static final byte FALSE = 5;
    private static final byte INSTANT = 6;
    private static final byte BYTES = 7;
    private static final byte ID = 8;

    private final Map<String, Long> identities;
    private final Map<String, Integer> texts = new LinkedHashMap<>();
    private final WriteBuffer statements;
    private boolean changed;

    /** Takes the parts of a record in the order in which they are applied. */
    interface RecordReader {

        /** The next value that this identity column had when the transaction began. */
        void identity(String column, long next) throws SQLException;

        /** A statement, its rows of values, and how many rows of the table each of them changed. */
        void statement(String sql, List<@Nullable Object[]> rows, int[] changed) throws SQLException;
    }

    /**
     * @param identities the identity columns' next values before the first statement
     * @param statements the buffer of the writer, for one record at a time: a fresh one begins with a megabyte
     */
    RedoRecord(Map<String, Long> identities, WriteBuffer statements) {
        this.identities = identities;
        this.statements = statements.clear();
    }

    /**
     * Adds a statement that has run.
     *
     * @param changed for each row of values, the rows of the table that it changed
     */
    void add(String sql, List<@Nullable Object[]> rows, int[] changed) {
        // An insert that was skipped has taken a number from its identity column, so it is kept.
        boolean all = !sql.stripLeading().regionMatches(true, 0, "update", 0, 6)
                && !sql.stripLeading().regionMatches(true, 0, "delete", 0, 6);
        int kept = 0;
        for (int count : changed) {
            this.changed |= count != 0;
            kept += all || count != 0 ? 1 : 0;
        }
        if (kept == 0) {
            return;
        }
        statements.putVarInt(number(sql)).putVarInt(kept).putVarInt(rows.get(0).length);
        for (int i = 0; i < changed.length; i++) {
            if (all || changed[i] != 0) {
                statements.putVarInt(changed[i]);
                for (Object value : rows.get(i)) {
                    put(Tx.plain(value));
                }
            }
        }
        if (statements.position() > MOST) {
            throw new TryLater(Fault.LEDGER_UNAVAILABLE, "a transaction of more than " + (MOST >> 20) + " MB");
        }
    }

    /** Whether the transaction changed nothing. */
    boolean isEmpty() {
        return !changed;
    }

    /**
     * Appends the record to the log.
     *
     * @param now the identity columns' next values after the last statement
     */
    void appendTo(RedoLog log, Map<String, Long> now) throws IOException {
        Map<Integer, Long> moved = new LinkedHashMap<>();
        identities.forEach((column, next) -> {
            if (!next.equals(now.get(column))) {
                moved.put(number(column), next);
            }
        });
        WriteBuffer body = new WriteBuffer(statements.position() + 16 + 16 * moved.size());
        body.putVarInt(moved.size());
        moved.forEach((column, next) -> body.putVarInt(column).putVarLong(next));
        body.put(statements.getBuffer().duplicate().flip());
        log.append(List.copyOf(texts.keySet()), body.getBuffer().flip());
    }

    /** Reads a record as {@link #appendTo} wrote it. */
    static void read(RedoLog.RedoEntry entry, RecordReader reader) throws SQLException {
        ByteBuffer body = entry.body();
        List<String> texts = entry.texts();
        for (int count = DataUtils.readVarInt(body); count > 0; count--) {
            reader.identity(texts.get(DataUtils.readVarInt(body)), DataUtils.readVarLong(body));
        }
        while (body.hasRemaining()) {
            String sql = texts.get(DataUtils.readVarInt(body));
            int[] changed = new int[DataUtils.readVarInt(body)];
            int width = DataUtils.readVarInt(body);
            List<@Nullable Object[]> rows = new ArrayList<>();
            for (int i = 0; i < changed.length; i++) {
                changed[i] = DataUtils.readVarInt(body);
                @Nullable Object[] row = new @Nullable Object[width];
                for (int k = 0; k < width; k++) {
                    row[k] = get(body);
                }
                rows.add(row);
            }
            reader.statement(sql, rows, changed);
        }
    }

    private int number(String text) {
        Integer known = texts.putIfAbsent(text, texts.size());
        return known == null ? texts.size() - 1 : known;
    }

    private void put(@Nullable Object value) {
        if (value == null) {
            statements.put(NULL);
        } else if (value instanceof String text) {
            statements.put(STRING).putVarInt(text.length()).putStringData(text, text.length());
        } else if (value instanceof Long number) {
            statements.put(LONG).putLong(number);
        } else if (value instanceof Integer number) {
            statements.put(INTEGER).putInt(number);
        } else if (value instanceof Boolean flag) {
            statements.put(flag ? TRUE : FALSE);
        } else if (value instanceof Instant time) {
            statements.put(INSTANT).putLong(time.getEpochSecond()).putInt(time.getNano());
        } else if (value instanceof byte[] bytes) {
            statements.put(BYTES).putVarInt(bytes.length).put(bytes);
        } else if (value instanceof UUID id) {
            statements.put(ID).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        } else {
            throw new IllegalStateException(value.getClass().getName());
        }
    }

    private static @Nullable Object get(ByteBuffer body) {
        byte type = body.get();
        return switch (type) {
            case NULL -> null;
            case STRING -> DataUtils.readString(body);
            case LONG -> body.getLong();
            case INTEGER -> body.getInt();
            case TRUE -> true;
            case FALSE -> false;
            case INSTANT -> Instant.ofEpochSecond(body.getLong(), body.getInt());
            case BYTES -> {
                byte[] bytes = new byte[DataUtils.readVarInt(body)];
                body.get(bytes);
                yield bytes;
            }
            case ID -> new UUID(body.getLong(), body.getLong());
            default -> throw new IllegalStateException("value of type " + type);
        };
    }
}
