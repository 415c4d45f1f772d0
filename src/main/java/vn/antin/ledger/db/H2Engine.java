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

/** A file of this process: no server, no settings but the ones below. */
public final class H2Engine implements Engine {

    /**
     * WRITE_DELAY=0: by default H2 answers a commit up to half a second before it writes it, and a kill loses it.
     * RETENTION_TIME=0: by default H2 leaves unused space alone for 45 s, so that a busy file grows to gigabytes, because
     * disks write in any order; a {@link WholeFile} does not.
     * MAX_COMPACT_TIME=0: a {@link FileCompactor} does this in steps that end in time.
     * ANALYZE_AUTO=0: else H2 reads tables for its statistics at the end of a commit, outside of any statement, and with
     * RETENTION_TIME=0 what it reads may be gone: the commit then fails although it was kept. See {@link #analyze}.
     * QUERY_CACHE_SIZE: by default H2 parses all but the last eight texts of a connection anew.
     * OPTIMIZE_REUSE_RESULTS=0: else a text that runs twice in one transaction may be answered from the first time.
     */
    public static final String SETTINGS =
            ";WRITE_DELAY=0;RETENTION_TIME=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=1000;TRACE_LEVEL_FILE=0;MODE=PostgreSQL"
                    + ";MAX_COMPACT_TIME=0;ANALYZE_AUTO=0;QUERY_CACHE_SIZE=128;OPTIMIZE_REUSE_RESULTS=0;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";

    /** At a stop; what is left then is done by the next process while it runs. */
    private static final Duration COMPACTING = Duration.ofSeconds(1);

    /** Statistics of the tables are renewed after so many commits, then after twice as many. */
    private static final long FIRST_ANALYSIS = 1_000;

    private static final int COPIED_AT_ONCE = 1 << 16;

    private static final Logger log = LoggerFactory.getLogger(H2Engine.class);

    static {
        SteadyFiles.register();
        WholeFiles.register();
    }

    private final Path folder;
    private final FolderLock lock;
    private final HikariDataSource pool;

    /** Keeps the database open when the pool has nothing to do. */
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
     * Of this folder.
     *
     * @param files H2's name of the files to use
     * @param small bytes below which the file is not compacted
     */
    static H2Engine open(Path folder, String files, int connections, long small) {
        Path absolute = plain(folder.toAbsolutePath().normalize());
        FolderLock lock = FolderLock.made(absolute);
        try {
            String name = WholeFiles.PREFIX + files + absolute.resolve("ledger");
            return SqlErrors.told("open " + absolute, () -> undamaged(absolute, lock, name, connections, small));
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static H2Engine undamaged(Path folder, FolderLock lock, String name, int connections, long small)
            throws SQLException {
        try {
            return opened(folder, lock, name, connections, small);
        } catch (SQLException e) {
            if (e.getErrorCode() == ErrorCode.FILE_CORRUPTED_1) {
                throw new Refused(Fault.LEDGER_DAMAGED, e, folder.toString());
            }
            throw e;
        }
    }

    private static H2Engine opened(Path folder, FolderLock lock, String name, int connections, long small)
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

    /** What H2 plans queries by. */
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
     * H2's own CHECKPOINT SYNC waits for a lock that a commit holds, and a commit that meets a disk error waits for one
     * that the checkpoint holds: both for ever. So only the file is forced.
     */
    @Override
    public void force() throws IOException {
        settleStore();
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

    @Override
    public long held() {
        return compactor.held();
    }

    /** The file as it is, then from that the pages in use alone: the copy has no gaps and no replaced pages. */
    @Override
    public void copyTo(Path zip) throws IOException {
        Path raw = zip.resolveSibling(zip.getFileName() + ".raw");
        Path compact = zip.resolveSibling(zip.getFileName() + ".compact");
        try {
            compactor.undisturbed(() -> copyFile(raw));
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

    /** Chunks written meanwhile go to the end, so that what was copied already stays whole. */
    private long copyFile(Path raw) throws IOException {
        store.commit();
        store.setReuseSpace(false);
        try (OutputStream out = new ThrottledOutput(Files.newOutputStream(raw))) {
            byte[] bytes = new byte[COPIED_AT_ONCE];
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
        // IMMEDIATELY keeps what is committed and does not wait for sessions in use.
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
