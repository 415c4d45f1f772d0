package vn.antin.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.store.fs.FilePath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;

/** A file of this process: no server, no settings but the ones below. */
final class H2Engine implements Engine {

    /**
     * WRITE_DELAY=0: by default H2 answers a commit up to half a second before it writes it, and a kill loses it.
     * RETENTION_TIME=0: by default H2 leaves unused space alone for 45 s, so that a busy file grows to gigabytes, because
     * disks write in any order; a {@link WholeFile} does not.
     * QUERY_CACHE_SIZE: by default H2 parses all but the last eight texts of a connection anew.
     * OPTIMIZE_REUSE_RESULTS=0: else a text that runs twice in one transaction may be answered from the first time.
     */
    static final String SETTINGS =
            ";WRITE_DELAY=0;RETENTION_TIME=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=1000;TRACE_LEVEL_FILE=0;MODE=PostgreSQL"
                    + ";QUERY_CACHE_SIZE=128;OPTIMIZE_REUSE_RESULTS=0;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";

    private static final Logger log = LoggerFactory.getLogger(H2Engine.class);

    static {
        SteadyFiles.register();
        WholeFiles.register();
        PacedFiles.register();
    }

    private final Path folder;
    private final FolderLock lock;
    private final HikariDataSource pool;

    /** Keeps the database open when the pool has nothing to do. */
    private final Connection keeper;

    private final DataSource source;

    private final MVStore store;
    private final WholeFile file;

    private H2Engine(
            Path folder, FolderLock lock, DataSource source, HikariDataSource pool, Connection keeper, WholeFile file)
            throws SQLException {
        this.source = source;
        this.folder = folder;
        this.lock = lock;
        this.pool = pool;
        this.keeper = keeper;
        this.store = ((SessionLocal) keeper.unwrap(JdbcConnection.class).getSession())
                .getDatabase()
                .getStore()
                .getMvStore();
        this.file = file;
    }

    static H2Engine open(Path folder, String files, int connections) {
        Path absolute = plain(folder.toAbsolutePath().normalize());
        FolderLock lock = FolderLock.made(absolute);
        try {
            String name = WholeFiles.PREFIX + files + absolute.resolve("ledger");
            return SqlErrors.told("open " + absolute, () -> opened(absolute, lock, name, connections));
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static H2Engine opened(Path folder, FolderLock lock, String name, int connections) throws SQLException {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:" + name + SETTINGS);
        source.setUser("antin");
        source.setPassword("");
        Connection keeper = source.getConnection();
        forceNames(folder);
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setPoolName("ledger");
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(5_000);
        config.setMaxLifetime(0);
        String file = FilePath.get(name + ".mv.db").toRealPath().toString();
        return new H2Engine(folder, lock, source, new HikariDataSource(config), keeper, WholeFiles.opened(file));
    }

    /** A new file has a name for good when its folder is forced, not when the file is. */
    private static void forceNames(Path folder) {
        for (Path name = folder;
                name != null && name.getNameCount() > folder.getNameCount() - 2;
                name = name.getParent()) {
            try (FileChannel names = FileChannel.open(name, StandardOpenOption.READ)) {
                names.force(true);
            } catch (IOException e) {
                log.debug("{} not forced: {}", name, e.getMessage()); // as on Windows, which has no such call
            }
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

    /** H2 is not in the middle of a store while we have its lock, and every commit that returned is stored. */
    @Override
    public void settle() throws IOException {
        try {
            store.executeFilestoreOperation(this::settleFile);
        } catch (MVStoreException e) {
            throw new IOException(e);
        }
    }

    private void settleFile() {
        try {
            file.settle();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * H2's own CHECKPOINT SYNC waits for a lock that a commit holds, and a commit that meets a disk error waits for one
     * that the checkpoint holds: both for ever. So only the file is forced.
     */
    @Override
    public void force() throws IOException {
        settle();
        file.forceSettled();
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
    public long size() {
        return file.size();
    }

    /** On a connection of its own: it takes as long as the disk does. */
    @Override
    public void copyTo(Path zip) throws IOException {
        try (Connection connection = source.getConnection();
                PreparedStatement backup = connection.prepareStatement("backup to ?")) {
            backup.setString(1, PacedFiles.PREFIX + plain(zip));
            backup.execute();
        } catch (SQLException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw cause instanceof IOException disk ? disk : new IOException(e);
        }
    }

    @Override
    public void stop(boolean idle) {
        // IMMEDIATELY keeps what is committed and does not wait for sessions in use.
        SqlErrors.quietly(() -> run(idle ? "SHUTDOWN" : "SHUTDOWN IMMEDIATELY"));
        SqlErrors.quietly(keeper::close);
        lock.close();
        pool.close();
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = keeper.createStatement()) {
            statement.execute(sql);
        }
    }
}
