package vn.antin.ledger.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.WriteBuffer;
import org.h2.schema.Sequence;
import org.h2.table.Column;
import org.h2.table.Table;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;
import vn.antin.ledger.file.FileCompactor;
import vn.antin.ledger.file.NoRoom;
import vn.antin.ledger.file.RedoLog;
import vn.antin.ledger.file.WholeFile;

/**
 * An H2 database behind its redo log. A transaction is appended to the log, then committed in H2's memory; H2's file
 * follows by checkpoints. The table {@code redo.applied} names the log and the last transaction that the file holds, in
 * whichever state the file is; the opening runs the later ones again.
 *
 * <p>Sequences are not part of a transaction, so each record says where those began that it uses.
 */
final class H2Redo {

    /** Changed pages in memory, in percent of what H2 holds before it writes them by itself: as {@link H2Files#soon}. */
    private static final int SOON_UNSAVED = 50;

    private static final int MOST_UNSAVED = 66;

    /** What H2 writes beside the pages: headers, the map of chunks, a chunk before that is not complete. */
    private static final int HEADERS = 256 << 10;

    private final Connection keeper;
    private final Database database;
    private final MVStore store;
    private final WholeFile file;
    private final RedoLog log;

    /** The statements of the running transaction. */
    private final WriteBuffer statements = new WriteBuffer();

    private final FileCompactor compactor;
    private final long soon;

    /** One checkpoint at a time; taken before {@link #writing}. */
    private final ReentrantLock checkpointing = new ReentrantLock();

    /**
     * Held by a transaction from its begin to its end, and while H2 writes to the file, so that no state of the file has
     * half a transaction: H2 would write once more when that one ends.
     */
    private final ReentrantLock writing = new ReentrantLock();

    private Map<String, Sequence> identities = Map.of();

    /** Number of the record of the running transaction, 0 if it has none; used by the writer only. */
    private long appended;

    /** The last transaction that H2's memory holds. */
    private volatile long committed;

    /** The last transaction that H2's file holds, and the bytes of the log up to there. */
    private volatile long inFile;

    private volatile long written;

    private volatile boolean inDoubt;

    private H2Redo(Connection keeper, WholeFile file, RedoLog log, H2Files files) throws SQLException {
        this.keeper = keeper;
        this.database = ((SessionLocal) keeper.unwrap(JdbcConnection.class).getSession()).getDatabase();
        this.store = database.getStore().getMvStore();
        this.file = file;
        this.log = log;
        this.compactor = new FileCompactor(store, files.small(), this::betweenTransactions);
        this.soon = files.soon();
    }

    /**
     * Brings the database to the end of its log.
     *
     * @param keeper a connection that stays open and is used by nothing else
     * @param files where the log is
     * @throws RedoLog.DamagedLog when log and database do not belong together
     */
    static H2Redo open(Path folder, Connection keeper, WholeFile file, H2Files files) throws SQLException, IOException {
        RedoLog log = RedoLog.open(folder, files.system(), files.segment());
        boolean opened = false;
        try {
            H2Redo redo = new H2Redo(keeper, file, log, files);
            // Neither 0, with which each commit writes a chunk, nor more, with which a thread writes: checkpoints do.
            redo.store.setAutoCommitDelay(-1);
            redo.redo();
            opened = true;
            return redo;
        } finally {
            if (!opened) {
                log.close();
            }
        }
    }

    private void redo() throws SQLException, IOException {
        run("create schema if not exists redo");
        run("create table if not exists redo.applied (number bigint not null, log uuid not null)");
        run("insert into redo.applied select 0, random_uuid() where not exists (select 1 from redo.applied)");
        readIdentities();
        keeper.setAutoCommit(false);
        committed = log.redo(name(), number(), this::apply);
        UUID next = UUID.randomUUID();
        update("update redo.applied set number = ?, log = ?", committed, next);
        keeper.commit();
        keeper.setAutoCommit(true);
        checkpointNow();
        log.begin(next, committed + 1);
    }

    /** After the migrations, which are not in the log: a checkpoint holds them. */
    void migrated() throws IOException {
        readIdentities();
        checkpointing.lock();
        try {
            checkpointNow();
        } finally {
            checkpointing.unlock();
        }
    }

    private void readIdentities() {
        Map<String, Sequence> found = new LinkedHashMap<>();
        for (Table table : database.getMainSchema().getAllTablesAndViews(null)) {
            for (Column column : table.getColumns()) {
                Sequence sequence = column.getSequence();
                if (sequence != null) {
                    found.put(table.getName() + "." + column.getName(), sequence);
                }
            }
        }
        identities = found;
    }

    private long number() throws SQLException {
        try (Statement statement = keeper.createStatement();
                ResultSet row = statement.executeQuery("select number from redo.applied")) {
            row.next();
            return row.getLong(1);
        }
    }

    private UUID name() throws SQLException {
        try (Statement statement = keeper.createStatement();
                ResultSet row = statement.executeQuery("select log from redo.applied")) {
            row.next();
            return row.getObject(1, UUID.class);
        }
    }

    /** Runs a transaction again. */
    private void apply(RedoLog.RedoEntry entry) throws IOException {
        try {
            RedoRecord.read(entry, new Rerun());
            update("update redo.applied set number = ?", entry.number());
            keeper.commit();
        } catch (SQLException e) {
            throw new RedoLog.DamagedLog("transaction " + entry.number() + " cannot run again: " + e.getMessage());
        }
    }

    /** Runs statements again; they must change as many rows as the first time. */
    private final class Rerun implements RedoRecord.RecordReader {

        @Override
        public void identity(String column, long next) throws SQLException {
            Sequence sequence = identities.get(column);
            if (sequence == null) {
                throw new SQLException("no column " + column);
            }
            if (sequence.getBaseValue() != next) {
                sequence.modify(next, null, null, null, null, null, null);
            }
        }

        @Override
        public void statement(String sql, List<@Nullable Object[]> rows, int[] changed) throws SQLException {
            try (PreparedStatement statement = keeper.prepareStatement(sql)) {
                for (int i = 0; i < changed.length; i++) {
                    Tx.bind(statement, rows.get(i));
                    int now = statement.executeUpdate();
                    if (now != changed[i]) {
                        throw new SQLException(sql + " changed " + now + " rows, " + changed[i] + " before");
                    }
                }
            }
        }
    }

    /**
     * Begins a transaction: there is one at a time. {@link #end} must follow.
     *
     * @throws TryLater while a checkpoint that must be made first cannot be made
     */
    RedoRecord begin(String label) {
        if (inDoubt) {
            throw new TryLater(
                    Fault.LEDGER_UNAVAILABLE, label + ": a commit has failed half-way, start the process again");
        }
        if (log.written() - written > 2 * soon || unsaved() > MOST_UNSAVED) {
            try {
                checkpoint();
            } catch (IOException e) {
                throw failed(label, e);
            }
        }
        writing.lock();
        appended = 0;
        return new RedoRecord(next(), statements);
    }

    /** Whether a checkpoint should be made soon. */
    boolean isDue() {
        return log.written() - written > soon || unsaved() > SOON_UNSAVED;
    }

    private long unsaved() {
        return 100L * store.getUnsavedMemory() / Math.max(1, store.getAutoCommitMemory());
    }

    /**
     * Appends the transaction to the log, in which it survives a kill; the commit in H2 follows.
     *
     * @throws TryLater when it was not appended: it must be rolled back
     */
    void append(String label, Connection connection, RedoRecord record) throws SQLException {
        if (record.isEmpty()) {
            return;
        }
        long number = log.next();
        try (PreparedStatement applied = connection.prepareStatement("update redo.applied set number = ?")) {
            applied.setLong(1, number);
            applied.executeUpdate();
        }
        try {
            record.appendTo(log, next());
        } catch (IOException e) {
            throw failed(label, e);
        }
        appended = number;
    }

    /** The running transaction is committed in H2's memory. */
    void committed() {
        if (appended > 0) {
            committed = appended;
        }
    }

    /** The commit in H2 failed: if the transaction is in the log, only the next opening can tell what it is worth. */
    void notCommitted() {
        inDoubt = appended > 0;
    }

    void end() {
        writing.unlock();
    }

    void force() throws IOException {
        log.force();
    }

    /** Brings H2's file to the last transaction and reuses the log up to there. */
    void checkpoint() throws IOException {
        checkpointing.lock();
        try {
            if (committed > inFile || unsaved() > SOON_UNSAVED) {
                checkpointNow();
                compactor.keepUp();
            }
        } catch (MVStoreException e) {
            throw new IOException(e);
        } finally {
            checkpointing.unlock();
        }
    }

    private void checkpointNow() throws IOException {
        long bytes = log.written();
        long number = committed;
        try {
            betweenTransactions(0, () -> store.commit() > 0);
            store.executeFilestoreOperation(this::settle);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (MVStoreException e) {
            throw new IOException(e);
        }
        file.forceSettled();
        inFile = number;
        written = bytes;
        log.release(number);
    }

    /** Lets H2 write so many bytes, and the changed pages, when no transaction is running and there is room. */
    private boolean betweenTransactions(long bytes, BooleanSupplier write) throws IOException {
        writing.lock();
        try {
            file.reserve(bytes + store.getUnsavedMemory() + HEADERS);
            return write.getAsBoolean();
        } finally {
            writing.unlock();
        }
    }

    private void settle() {
        try {
            file.settle();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A checkpoint if there is something new, then some steps of compaction. */
    void follow() throws IOException {
        boolean idle = committed == inFile;
        checkpoint();
        try {
            compactor.compact(idle);
        } catch (MVStoreException e) {
            throw new IOException(e);
        }
    }

    FileCompactor compactor() {
        return compactor;
    }

    void close() throws IOException {
        log.close();
    }

    private Map<String, Long> next() {
        Map<String, Long> next = new LinkedHashMap<>();
        identities.forEach((column, sequence) -> next.put(column, sequence.getBaseValue()));
        return next;
    }

    private static TryLater failed(String label, IOException e) {
        if (e instanceof NoRoom) {
            TryLater later = new TryLater(Fault.DISK_FULL, label + ": " + e.getMessage());
            later.initCause(e);
            return later;
        }
        return SqlErrors.unavailable(label, e);
    }

    private void update(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = keeper.prepareStatement(sql)) {
            Tx.bind(statement, values);
            statement.executeUpdate();
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = keeper.createStatement()) {
            statement.execute(sql);
        }
    }
}
