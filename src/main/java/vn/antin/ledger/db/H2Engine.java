package vn.antin.ledger.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.sql.DataSource;
import org.h2.api.ErrorCode;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.store.fs.FilePath;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.file.FileCompactor;
import vn.antin.ledger.file.RedoLog;
import vn.antin.ledger.file.SteadyFiles;
import vn.antin.ledger.file.ThrottledOutput;
import vn.antin.ledger.file.WholeFile;
import vn.antin.ledger.file.WholeFiles;

/** An H2 database in a file of this process, without a server. */
public final class H2Engine implements Engine {

    /**
     * WRITE_DELAY=0: no thread of H2 writes; {@link H2Redo} decides when the file is written. RETENTION_TIME=0: by default
     * H2 does not reuse freed space for 45 s, because disks write in any order, and a busy file grows to gigabytes; a
     * {@link WholeFile} keeps the order. MAX_COMPACT_TIME=0: a {@link FileCompactor} compacts in bounded steps instead.
     * ANALYZE_AUTO=0: by default H2 reads tables for its statistics at the end of a commit, outside of any statement, and
     * with RETENTION_TIME=0 the pages may be gone: the commit then fails although it was kept. See {@link #analyze}.
     * QUERY_CACHE_SIZE: by default a connection caches the plans of eight statements only. OPTIMIZE_REUSE_RESULTS=0: by
     * default a query that runs twice in one transaction may get the first result again.
     */
    public static final String SETTINGS = ";WRITE_DELAY=0" + H2Engine.LATER;

    /** The settings of every further connection: WRITE_DELAY would undo what {@link H2Redo} has set. */
    private static final String LATER =
            ";RETENTION_TIME=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=1000;TRACE_LEVEL_FILE=0;MODE=PostgreSQL"
                    + ";MAX_COMPACT_TIME=0;ANALYZE_AUTO=0;QUERY_CACHE_SIZE=128;OPTIMIZE_REUSE_RESULTS=0;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";

    /** Time for compacting at a stop; the next process compacts the rest while it runs. */
    private static final Duration COMPACTING = Duration.ofSeconds(1);

    /** Table statistics are renewed after this many commits, then each time the number has doubled. */
    private static final long FIRST_ANALYSIS = 1_000;

    private static final int COPY_BUFFER = 1 << 16;

    private static final Logger log = LoggerFactory.getLogger(H2Engine.class);

    static {
        SteadyFiles.register();
        WholeFiles.register();
    }

    private final Path folder;
    private final FolderLock lock;
    private final HikariDataSource pool;

    /** Keeps the database open while the pool has no connection. */
    private final Connection keeper;

    private final MVStore store;
    private final WholeFile file;
    private final H2Redo redo;
    private final AtomicLong commits = new AtomicLong();
    private @Nullable CheckpointThread checkpoints;

    private H2Engine(
            Path folder, FolderLock lock, HikariDataSource pool, Connection keeper, WholeFile file, H2Redo redo)
            throws SQLException {
        this.folder = folder;
        this.lock = lock;
        this.pool = pool;
        this.keeper = keeper;
        this.store = ((SessionLocal) keeper.unwrap(JdbcConnection.class).getSession())
                .getDatabase()
                .getStore()
                .getMvStore();
        this.file = file;
        this.redo = redo;
    }

    /**
     * Opens the database in this folder and creates it if it is missing.
     *
     * @throws Refused LEDGER_DAMAGED when H2 cannot read the file, or it and its log do not belong together
     */
    static H2Engine open(Path folder, H2Files files, int connections) {
        Path absolute = requirePlain(folder.toAbsolutePath().normalize());
        FolderLock lock = FolderLock.createAndTake(absolute);
        try {
            return SqlErrors.translating("open " + absolute, () -> openUndamaged(absolute, lock, files, connections));
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static H2Engine openUndamaged(Path folder, FolderLock lock, H2Files files, int connections)
            throws SQLException {
        try {
            return openDatabase(folder, lock, files, connections);
        } catch (SQLException e) {
            if (e.getErrorCode() == ErrorCode.FILE_CORRUPTED_1) {
                throw new Refused(Fault.LEDGER_DAMAGED, e, folder.toString());
            }
            throw e;
        } catch (RedoLog.DamagedLog e) {
            log.error("{}: {}", folder, e.getMessage());
            throw new Refused(Fault.LEDGER_DAMAGED, e, folder.toString());
        } catch (IOException | MVStoreException e) {
            throw SqlErrors.unavailable("open " + folder, e);
        }
    }

    private static H2Engine openDatabase(Path folder, FolderLock lock, H2Files files, int connections)
            throws SQLException, IOException {
        String name = WholeFiles.PREFIX + files.system() + folder.resolve("ledger");
        Connection keeper = source(name + SETTINGS).getConnection();
        boolean opened = false;
        try {
            RedoLog.forceNames(folder);
            WholeFile file =
                    WholeFiles.opened(FilePath.get(name + ".mv.db").toRealPath().toString());
            H2Redo redo = H2Redo.open(folder, keeper, file, files);
            HikariConfig config = new HikariConfig();
            config.setDataSource(source(name + LATER));
            config.setPoolName("ledger");
            config.setMaximumPoolSize(connections);
            config.setConnectionTimeout(5_000);
            config.setMaxLifetime(0);
            H2Engine engine = new H2Engine(folder, lock, new HikariDataSource(config), keeper, file, redo);
            opened = true;
            return engine;
        } finally {
            if (!opened) {
                SqlErrors.quietly(() -> run(keeper, "SHUTDOWN IMMEDIATELY"));
            }
        }
    }

    private static JdbcDataSource source(String name) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:" + name);
        source.setUser("antin");
        source.setPassword("");
        return source;
    }

    /** A semicolon in a JDBC address begins a setting. */
    private static Path requirePlain(Path folder) {
        boolean reserved = folder.toString().chars().anyMatch(c -> c == ';' || Character.isISOControl(c));
        if (reserved) {
            throw new Refused(
                    Fault.CONFIGURATION, "ledger folder", folder.toString(), "no ; and no control characters");
        }
        return folder;
    }

    @Override
    public DataSource connections() {
        return pool;
    }

    /** One: the order of the redo log is that of the commits. */
    @Override
    public int writers() {
        return 1;
    }

    @Override
    public void migrated() throws IOException {
        redo.migrated();
        checkpoints = new CheckpointThread(redo::follow);
    }

    @Override
    public RedoRecord begin(String label) {
        return redo.begin(label);
    }

    @Override
    public void append(String label, Connection connection, RedoRecord record) throws SQLException {
        redo.append(label, connection, record);
    }

    @Override
    public void committed() {
        redo.committed();
        long number = commits.incrementAndGet();
        if (number >= FIRST_ANALYSIS && Long.bitCount(number / FIRST_ANALYSIS) == 1 && number % FIRST_ANALYSIS == 0) {
            analyze();
        }
        if (checkpoints != null && redo.isDue()) {
            checkpoints.hurry();
        }
    }

    /** Renews the statistics that H2 plans queries by. */
    private void analyze() {
        SqlErrors.quietly(() -> run(keeper, "ANALYZE SAMPLE_SIZE 1000"));
    }

    @Override
    public void notCommitted() {
        redo.notCommitted();
    }

    @Override
    public void end() {
        redo.end();
    }

    @Override
    public void force() throws IOException {
        redo.force();
    }

    @Override
    public void relax(Connection connection) {
        // H2 never forces by itself
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

    @Override
    public long held() {
        return redo.compactor().held();
    }

    /**
     * Copies the file as it is, then writes the pages in use to a second file: the result has no gaps and no replaced
     * pages.
     */
    @Override
    public void copyTo(Path zip) throws IOException {
        Path raw = zip.resolveSibling(zip.getFileName() + ".raw");
        Path compact = zip.resolveSibling(zip.getFileName() + ".compact");
        try {
            redo.checkpoint();
            redo.compactor().withChunksInPlace(() -> copyFile(raw));
            MVStore.compact(raw.toString(), compact.toString(), false, null);
            Files.delete(raw);
            try (ZipOutputStream out = new ZipOutputStream(new ThrottledOutput(Files.newOutputStream(zip)))) {
                out.putNextEntry(new ZipEntry(Ledger.FILE));
                Files.copy(compact, out);
                out.closeEntry();
            }
        } catch (MVStoreException e) {
            throw e.getCause() instanceof IOException disk ? disk : new IOException(e);
        } finally {
            Files.deleteIfExists(raw);
            Files.deleteIfExists(compact);
        }
    }

    /**
     * Copies the file while space is not reused: new chunks go to the end, so that what is copied already stays valid.
     */
    private long copyFile(Path raw) throws IOException {
        store.setReuseSpace(false);
        try (OutputStream out = new ThrottledOutput(Files.newOutputStream(raw))) {
            byte[] bytes = new byte[COPY_BUFFER];
            long position = 0;
            for (int count = file.read(ByteBuffer.wrap(bytes), 0);
                    count > 0;
                    count = file.read(ByteBuffer.wrap(bytes), position)) {
                out.write(bytes, 0, count);
                position += count;
            }
            return position;
        } finally {
            store.setReuseSpace(true);
        }
    }

    /** What no checkpoint holds is in the log, so a stop that is cut short loses nothing. */
    @Override
    public void stop(boolean idle) {
        redo.compactor().close();
        if (checkpoints != null) {
            checkpoints.close(COMPACTING);
        }
        if (idle) {
            finish();
        }
        // IMMEDIATELY keeps committed data and does not wait for sessions in use.
        SqlErrors.quietly(() -> run(keeper, idle ? "SHUTDOWN" : "SHUTDOWN IMMEDIATELY"));
        SqlErrors.quietly(keeper::close);
        SqlErrors.quietly(redo::close);
        lock.close();
        pool.close();
    }

    private void finish() {
        try {
            redo.checkpoint();
            redo.compactor().finish(COMPACTING);
        } catch (IOException | MVStoreException e) {
            log.debug("not compacted: {}", e.toString());
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
