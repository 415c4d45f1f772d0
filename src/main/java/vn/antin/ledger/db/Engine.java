package vn.antin.ledger.db;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The database under the ledger: its connections, and what makes a commit durable. */
interface Engine {

    DataSource connections();

    /** How many transactions may write at a time. */
    int writers();

    /** The tables are as this program needs them: transactions begin. */
    void migrated() throws IOException;

    /** Sets what runs once when another process has taken the database, which cannot happen to a file. */
    default void onLost(Runnable listener) {}

    /**
     * Begins a writing transaction.
     *
     * @return takes what the transaction writes; null for an engine that need not know
     * @throws vn.antin.fault.TryLater when nothing can be written now
     */
    @Nullable
    RedoRecord begin(String label);

    /**
     * Makes the transaction survive a kill, before it is committed in the database.
     *
     * @throws vn.antin.fault.TryLater when it does not: it must be rolled back
     */
    void append(String label, Connection connection, RedoRecord record) throws SQLException;

    /** The transaction was committed in the database, which makes it survive a kill at the latest. */
    void committed();

    /** The commit failed, and its outcome is unknown. */
    void notCommitted();

    /** Ends the transaction that {@link #begin} began, after its commit or rollback. */
    void end();

    /** Makes every commit before this call survive a power cut. */
    void force() throws IOException;

    /** Marks the transaction as one whose commit need not wait for the disk; called before its first statement. */
    void relax(Connection connection) throws SQLException;

    /** Whether the engine writes a relaxed commit through without a call of {@link #force}. */
    boolean forcesRelaxed();

    /** Free bytes of the disk under the ledger; {@link Long#MAX_VALUE} for a database on another machine. */
    long freeBytes();

    /**
     * Writes a consistent copy of the database, as of some moment during this call, to a zip. Transactions go on
     * meanwhile.
     *
     * @throws IOException when the disk is full or fails, or the thread is interrupted
     */
    void copyTo(Path zip) throws IOException;

    /** Bytes of the database on this disk; 0 for a database on another machine. */
    long size();

    /** Bytes of {@link #size} that are in use; about the size of a copy. */
    long held();

    /**
     * Closes the database.
     *
     * @param idle false when a thread is still inside a transaction: that transaction is lost, and the call may take
     *     long
     */
    void stop(boolean idle);
}
