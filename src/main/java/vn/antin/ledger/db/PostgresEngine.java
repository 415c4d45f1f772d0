package vn.antin.ledger.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** A database on a PostgreSQL server: its commits are durable when they return. */
final class PostgresEngine implements Engine {

    private final HikariDataSource pool;
    private final DatabaseLease lease;
    private final @Nullable FolderLock folder;

    private PostgresEngine(HikariDataSource pool, DatabaseLease lease, @Nullable FolderLock folder) {
        this.pool = pool;
        this.lease = lease;
        this.folder = folder;
    }

    /**
     * Connects to the server and takes the lease of the database.
     *
     * @param folder lock of the folder with the files beside the ledger, closed with the engine; null without such
     *     files
     */
    static PostgresEngine open(PostgresServer server, @Nullable FolderLock folder, int connections) {
        PGSimpleDataSource source = source(server);
        DatabaseLease lease = DatabaseLease.take(source, server);
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setConnectionInitSql(lease.guard());
        config.setPoolName("ledger");
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(5_000);
        config.setInitializationFailTimeout(-1);
        try {
            return new PostgresEngine(new HikariDataSource(config), lease, folder);
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    private static PGSimpleDataSource source(PostgresServer server) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {server.host()});
        source.setPortNumbers(new int[] {server.port()});
        source.setDatabaseName(server.database());
        source.setUser(server.user());
        source.setPassword(server.password());
        if (server.authorities() == null) {
            source.setSslMode("disable");
        } else {
            source.setSslMode("verify-full");
            source.setSslRootCert(server.authorities().toString());
        }
        source.setConnectTimeout(5);
        source.setSocketTimeout(60);
        source.setTcpKeepAlive(true);
        source.setLogServerErrorDetail(false); // the detail quotes rows
        // Independent of the server's defaults: a commit that returned is on disk, and no lock is waited for without
        // limit. The limit is longer than deadlock_timeout (1 s), so that a deadlock ends by the server's detection,
        // which rolls only one of the two back.
        source.setOptions("-c synchronous_commit=on -c lock_timeout=1500");
        return source;
    }

    @Override
    public DataSource connections() {
        lease.check();
        return pool;
    }

    /** Two: one computes while the server writes to the disk for the other. */
    @Override
    public int writers() {
        return 2;
    }

    @Override
    public void migrated() {
        lease.migrated();
    }

    @Override
    public void onLost(Runnable listener) {
        lease.onLost(listener);
    }

    /** Null: the server has a log of its own. */
    @Override
    public @Nullable RedoRecord begin(String label) {
        return null;
    }

    @Override
    public void append(String label, Connection connection, RedoRecord record) {
        throw new IllegalStateException(label);
    }

    @Override
    public void committed() {
        // the server holds what is committed
    }

    @Override
    public void notCommitted() {
        // the server knows the outcome and goes on from it
    }

    @Override
    public void end() {
        // nothing was taken
    }

    @Override
    public void force() {
        // each commit has forced itself
    }

    @Override
    public void relax(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local synchronous_commit to off");
        }
    }

    @Override
    public boolean forcesRelaxed() {
        return true; // by its own background writer
    }

    @Override
    public long freeBytes() {
        return folder == null ? Long.MAX_VALUE : folder.freeBytes();
    }

    @Override
    public long held() {
        return 0;
    }

    @Override
    public long size() {
        return 0;
    }

    /** Refused: a server is backed up with its own tools. */
    @Override
    public void copyTo(Path zip) {
        throw new Refused(Fault.BACKUP_ELSEWHERE);
    }

    @Override
    public void stop(boolean idle) {
        pool.close();
        lease.close();
        if (folder != null) {
            folder.close();
        }
    }
}
