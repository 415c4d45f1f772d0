package vn.antin.ledger.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.file.FileCompactor;
import vn.antin.ledger.file.SteadyFiles;
import vn.antin.ledger.file.ThrottledOutput;
import vn.antin.ledger.file.WholeFile;
import vn.antin.ledger.file.WholeFiles;

/** An H2 database in a file of this process, without a server. */
public final class H2Engine implements Engine {

    /**
     * WRITE_DELAY=0: by default H2 answers a commit up to half a second before it writes it, and a kill loses it.
     * RETENTION_TIME=0: by default H2 does not reuse freed space for 45 s, because disks write in any order, and a busy
     * file grows to gigabytes; a {@link WholeFile} keeps the order. MAX_COMPACT_TIME=0: a {@link FileCompactor}
     * compacts in bounded steps instead. ANALYZE_AUTO=0: by default H2 reads tables for its statistics at the end of a
     * commit, outside of any statement, and with RETENTION_TIME=0 the pages may be gone: the commit then fails although
     * it was kept. See {@link #analyze}. QUERY_CACHE_SIZE: by default a connection caches the plans of eight statements
     * only. OPTIMIZE_REUSE_RESULTS=0: by default a query that runs twice in one transaction may get the first result
     * again.
     */
    public static final String SETTINGS =
            ";WRITE_DELAY=0;RETENTION_TIME=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=1000;TRACE_LEVEL_FILE=0;MODE=PostgreSQL"
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
    private final FileCompactor compactor;
    private final AtomicLong commits = new AtomicLong();

    private H2Engine(Path folder, FolderLock lock, HikariDataSource pool, Connection keeper, WholeFile file, long small)
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
        this.compactor = new FileCompactor(store, small).start();
    }

    /**
     * Opens the database in this folder and creates it if it is missing.
     *
     * @param files prefix of the H2 file system to use
     * @param small bytes below which the file is not compacted
     * @throws Refused LEDGER_DAMAGED when H2 cannot read the file
     */
    static H2Engine open(Path folder, String files, int connections, long small) {
        Path absolute = requirePlain(folder.toAbsolutePath().normalize());
        FolderLock lock = FolderLock.createAndTake(absolute);
        try {
            String name = WholeFiles.PREFIX + files + absolute.resolve("ledger");
            return SqlErrors.translating("open " + absolute, () -> openUndamaged(absolute, lock, name, connections, small));
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static H2Engine openUndamaged(Path folder, FolderLock lock, String name, int connections, long small)
            throws SQLException {
        try {
            return openDatabase(folder, lock, name, connections, small);
        } catch (SQLException e) {
            if (e.getErrorCode() == ErrorCode.FILE_CORRUPTED_1) {
                throw new Refused(Fault.LEDGER_DAMAGED, e, folder.toString());
            }
            throw e;
        }
    }

    private static H2Engine openDatabase(Path folder, FolderLock lock, String name, int connections, long small)
            throws SQLException {
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
        return new H2Engine(folder, lock, new HikariDataSource(config), keeper, WholeFiles.opened(file), small);
    }

    /** Forces the folder and its parents: a new file's name is durable only when its folder was forced. */
    private static void forceNames(Path folder) {
        for (Path name = folder;
                name != null && name.getNameCount() > folder.getNameCount() - 2;
                name = name.getParent()) {
            try (FileChannel names = FileChannel.open(name, StandardOpenOption.READ)) {
                names.force(true);
            } catch (IOException e) {
                log.debug("{} not forced: {}", name, e.getMessage()); // Windows cannot force a folder
            }
        }
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

    /**
     * Runs while H2's store lock is held: no store is under way then, and every commit that returned is in the file.
     */
    @Override
    public void settle() throws IOException {
        settleStore();
        long number = commits.incrementAndGet();
        if (number >= FIRST_ANALYSIS && Long.bitCount(number / FIRST_ANALYSIS) == 1 && number % FIRST_ANALYSIS == 0) {
            analyze();
        }
        try {
            compactor.keepUp();
        } catch (MVStoreException e) {
            throw new IOException(e);
        }
    }

    /** Renews the statistics that H2 plans queries by. */
    private void analyze() {
        SqlErrors.quietly(() -> run("ANALYZE SAMPLE_SIZE 1000"));
    }

    private void settleStore() throws IOException {
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
     * Forces the file only. H2's CHECKPOINT SYNC can deadlock with a commit that meets a disk error: each waits for a
     * lock of the other.
     */
    @Override
    public void force() throws IOException {
        settleStore();
        file.forceSettled();
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
        return compactor.held();
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
            compactor.withChunksInPlace(() -> copyFile(raw));
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
        store.commit();
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

    @Override
    public void stop(boolean idle) {
        compactor.close();
        if (idle) {
            compactAtStop();
        }
        // IMMEDIATELY keeps committed data and does not wait for sessions in use.
        SqlErrors.quietly(() -> run(idle ? "SHUTDOWN" : "SHUTDOWN IMMEDIATELY"));
        SqlErrors.quietly(keeper::close);
        lock.close();
        pool.close();
    }

    private void compactAtStop() {
        try {
            compactor.finish(COMPACTING);
        } catch (MVStoreException e) {
            log.debug("not compacted: {}", e.toString());
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = keeper.createStatement()) {
            statement.execute(sql);
        }
    }
}
