package vn.antin.ledger.db;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A database as the ledger sees it: where connections come from, and what makes a commit durable. */
interface Engine {

    DataSource connections();

    /** Makes every commit before this call survive a kill. */
    void settle() throws IOException;

    /** Makes every commit before this call survive a power cut. */
    void force() throws IOException;

    /** Called first in a transaction whose commit need not wait for the disk. */
    void relax(Connection connection) throws SQLException;

    /** Whether a relaxed commit is written through without a {@link #force}. */
    boolean forcesRelaxed();

    /** What is left on the disk the ledger writes to; {@link Long#MAX_VALUE} if that is another machine's. */
    long freeBytes();

    /**
     * Writes a copy of the database as it is at some moment of this call, as a zip, while others go on working.
     *
     * @throws IOException when the disk does not take it, or the thread is interrupted
     */
    void copyTo(Path zip) throws IOException;

    /** Bytes of the database on the disk; 0 if that is another machine's. */
    long size();

    /** Bytes of {@link #size} that are in use; a backup's copy is about that large. */
    long held();

    /** Not idle: some thread is still inside a transaction, which is lost, and this may take long over it. */
    void stop(boolean idle);
}
