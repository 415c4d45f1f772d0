package vn.antin.ledger.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/** A PostgreSQL server: its commits are durable when they return. */
final class PostgresEngine implements Engine {

    /** "Antin", as the number of the lock that a process holds on its database. */
    private static final long LOCK = 0x416E_7469_6EL;

    private final HikariDataSource pool;

    /** Holds the lock for as long as it lives. */
    private final Connection keeper;

    private final @Nullable FolderLock folder;

    private PostgresEngine(HikariDataSource pool, Connection keeper, @Nullable FolderLock folder) {
        this.pool = pool;
        this.keeper = keeper;
        this.folder = folder;
    }

    /** Closed with the engine: the lock of the folder with what is beside the ledger, if there is one. */
    static PostgresEngine open(PostgresServer server, @Nullable FolderLock folder, int connections) {
        PGSimpleDataSource source = source(server);
        Connection keeper = SqlErrors.told("open " + server, () -> kept(source, server));
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setPoolName("ledger");
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(5_000);
        config.setInitializationFailTimeout(-1);
        return new PostgresEngine(new HikariDataSource(config), keeper, folder);
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
        source.setApplicationName("antin");
        source.setLogServerErrorDetail(false); // it quotes rows
        // Whatever the server's default is: a commit that returned is on disk, and nobody waits for a lock for ever.
        // Longer than the server's deadlock_timeout of 1 s: of two that wait for each other only one has to begin
        // again.
        source.setOptions("-c synchronous_commit=on -c lock_timeout=1500");
        return source;
    }

    /** One ledger, one process: the server gives the lock up when the connection is gone, however that happened. */
    private static Connection kept(PGSimpleDataSource source, PostgresServer server) throws SQLException {
        Connection keeper = source.getConnection();
        boolean taken = false;
        try (PreparedStatement ask = keeper.prepareStatement("select pg_try_advisory_lock(?)")) {
            ask.setLong(1, LOCK);
            try (ResultSet answer = ask.executeQuery()) {
                taken = answer.next() && answer.getBoolean(1);
            }
        } finally {
            if (!taken) {
                keeper.close();
            }
        }
        if (!taken) {
            throw new TryLater(
                    Fault.LEDGER_UNAVAILABLE,
                    "the ledger in " + server + " is in use by another process; it belongs to one at a time");
        }
        return keeper;
    }

    @Override
    public DataSource connections() {
        return pool;
    }

    @Override
    public void settle() {
        // what is committed is in another process
    }

    @Override
    public void force() {
        // done by each commit
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

    /** A server's data are not ours to copy: its own tools do, and know what a moment is. */
    @Override
    public void copyTo(Path zip) {
        throw new Refused(Fault.BACKUP_ELSEWHERE);
    }

    @Override
    public void stop(boolean idle) {
        pool.close();
        SqlErrors.quietly(keeper::close);
        if (folder != null) {
            folder.close();
        }
    }
}
