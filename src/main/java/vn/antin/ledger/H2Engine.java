package vn.antin.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;

/** A file of this process: no server, no settings but the ones below. */
final class H2Engine implements Engine {

    /**
     * WRITE_DELAY=0: by default H2 answers a commit up to half a second before it writes it, and a kill loses it.
     * async: an interrupt of a thread that reads or writes must not close the file for all others.
     */
    private static final String SETTINGS =
            ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=1000;TRACE_LEVEL_FILE=0;MODE=PostgreSQL"
                    + ";DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";

    private final Path folder;
    private final FolderLock lock;
    private final HikariDataSource pool;

    /** Keeps the database open when the pool has nothing to do, and carries the syncs. */
    private final Connection keeper;

    private H2Engine(Path folder, FolderLock lock, HikariDataSource pool, Connection keeper) {
        this.folder = folder;
        this.lock = lock;
        this.pool = pool;
        this.keeper = keeper;
    }

    static H2Engine open(Path folder, String files, int connections) {
        Path absolute = plain(folder.toAbsolutePath().normalize());
        try {
            Files.createDirectories(absolute);
        } catch (IOException e) {
            throw SqlErrors.unavailable("open " + absolute, e);
        }
        FolderLock lock = FolderLock.take(absolute);
        try {
            JdbcDataSource source = new JdbcDataSource();
            source.setURL("jdbc:h2:" + files + absolute.resolve("ledger") + SETTINGS);
            source.setUser("antin");
            source.setPassword("");
            Connection keeper = SqlErrors.told("open " + absolute, source::getConnection);
            HikariConfig config = new HikariConfig();
            config.setDataSource(source);
            config.setPoolName("ledger");
            config.setMaximumPoolSize(connections);
            config.setConnectionTimeout(5_000);
            config.setMaxLifetime(0);
            return new H2Engine(absolute, lock, new HikariDataSource(config), keeper);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** In the address of a database a semicolon begins a setting. */
    private static Path plain(Path folder) {
        boolean odd = folder.toString().chars().anyMatch(c -> c == ';' || Character.isISOControl(c));
        if (odd) {
            throw new Refused(
                    Fault.CONFIGURATION, "ledger folder", folder.toString(), "no ; and no control characters");
        }
        return folder;
    }

    @Override
    public DataSource connections() {
        return pool;
    }

    @Override
    public void force() throws SQLException {
        run("CHECKPOINT SYNC");
    }

    @Override
    public void relax(Connection connection) {
        // nothing to say: H2 never forces by itself
    }

    @Override
    public boolean forcesRelaxed() {
        return false;
    }

    @Override
    public long freeBytes() {
        return folder.toFile().getUsableSpace();
    }

    @Override
    public void stop(boolean idle) {
        // IMMEDIATELY keeps what is committed and does not wait for sessions in use.
        SqlErrors.quietly(() -> run(idle ? "SHUTDOWN" : "SHUTDOWN IMMEDIATELY"));
        SqlErrors.quietly(keeper::close);
        Pools.close(pool);
        lock.close();
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = keeper.createStatement()) {
            statement.execute(sql);
        }
    }
}
