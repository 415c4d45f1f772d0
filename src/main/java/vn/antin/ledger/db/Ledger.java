package vn.antin.ledger.db;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/**
 * The durable state of a node or hub, in H2 or PostgreSQL. What {@link #commit} returned survives a kill and a power
 * cut. Each step is one transaction with a label, which names it in the log, in errors and to {@link CrashPoints}.
 */
public final class Ledger implements AutoCloseable {

    public static final String TABLES = "ledger";

    /** Name of H2's file, in the folder and in a copy. */
    static final String FILE = "ledger.mv.db";

    private static final FreeSpace NO_DISK = FreeSpace.below(0);
    private static final int CONNECTIONS = 8;
    private static final Duration DRAIN_TIME = Duration.ofMillis(500);
    private static final Duration CLOSE_TIME = Duration.ofSeconds(3);
    private static final Logger log = LoggerFactory.getLogger(Ledger.class);

    private final Engine engine;
    private final CrashPoints crashPoints;
    private final FreeSpace freeSpace;

    /** Free bytes below which this instance refuses to write. */
    private final long floor;

    private final ShutdownGate gate;
    private final Transactions transactions;
    private final GroupSync sync;
    private final AtomicLong commits;
    private final List<Consumer<Signal>> listeners;

    private Ledger(Engine engine, CrashPoints crashPoints, FreeSpace freeSpace) {
        this.engine = engine;
        this.crashPoints = crashPoints;
        this.freeSpace = freeSpace;
        this.floor = freeSpace.goingOn();
        this.gate = new ShutdownGate();
        this.transactions = new Transactions(engine, crashPoints);
        this.sync = new GroupSync(engine::force);
        this.commits = new AtomicLong();
        this.listeners = new CopyOnWriteArrayList<>();
    }

    /** The same ledger with another floor. */
    private Ledger(Ledger same, long floor) {
        this.engine = same.engine;
        this.crashPoints = same.crashPoints;
        this.freeSpace = same.freeSpace;
        this.floor = floor;
        this.gate = same.gate;
        this.transactions = same.transactions;
        this.sync = same.sync;
        this.commits = same.commits;
        this.listeners = same.listeners;
    }

    /**
     * Opens the ledger in this folder, whatever the free space of its disk, and creates it if it is missing: for a copy
     * or a tool.
     *
     * @throws TryLater while another process has it open
     */
    public static Ledger open(Path folder, CrashPoints crashPoints) {
        return open(folder, 0, crashPoints);
    }

    private static Ledger open(Path folder, long freeBytes, CrashPoints crashPoints) {
        return open(folder, crashPoints, H2Files.NORMAL, TABLES, FreeSpace.below(freeBytes));
    }

    /**
     * Opens the ledger on a PostgreSQL server, or in the folder when {@code server} is null. With a server the folder
     * is still locked, for the files beside the ledger, and a full disk of the folder stops only what is new.
     *
     * @param freeBytes of the folder's disk below which nothing new is taken in
     * @throws Refused if a server is given and the folder has an H2 ledger, whose content would be ignored
     */
    public static Ledger open(Path folder, @Nullable PostgresServer server, long freeBytes, CrashPoints crashPoints) {
        if (server == null) {
            return open(folder, freeBytes, crashPoints);
        }
        Path own = folder.resolve(FILE);
        if (Files.exists(own)) {
            throw new Refused(Fault.CONFIGURATION, "ledger", own + " is there, too: one of them is the ledger");
        }
        FolderLock lock = FolderLock.createAndTake(folder.toAbsolutePath().normalize());
        try {
            return migrated(
                    PostgresEngine.open(server, lock, CONNECTIONS),
                    crashPoints,
                    TABLES,
                    new FreeSpace(freeBytes, 0, 0));
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Opens an H2 ledger with given files, tables and thresholds. */
    static Ledger open(Path folder, CrashPoints crashPoints, H2Files files, String tables, FreeSpace freeSpace) {
        return migrated(H2Engine.open(folder, files, CONNECTIONS), crashPoints, tables, freeSpace);
    }

    public static Ledger postgres(PostgresServer server, CrashPoints crashPoints, String tables) {
        return migrated(PostgresEngine.open(server, null, CONNECTIONS), crashPoints, tables, NO_DISK);
    }

    private static Ledger migrated(Engine engine, CrashPoints crashPoints, String tables, FreeSpace freeSpace) {
        try {
            Migrations.run(engine.connections(), tables);
            engine.migrated();
            Ledger ledger = new Ledger(engine, crashPoints, freeSpace);
            ledger.sync("migrate");
            return ledger;
        } catch (RuntimeException e) {
            engine.stop(true);
            throw e;
        } catch (IOException e) {
            engine.stop(false);
            throw SqlErrors.unavailable("migrate", e);
        }
    }

    /**
     * The same ledger for actions of people: it accepts writes with less free disk, so that nobody is locked out of the
     * console.
     */
    public Ledger forPeople() {
        return new Ledger(this, freeSpace.people());
    }

    /**
     * Checks that the disk has room for something new; work on what is here needs less.
     *
     * @throws TryLater DISK_FULL when there is not enough
     */
    public void requireRoom(String label) {
        requireFree(label, freeSpace.taking());
    }

    /**
     * Runs one transaction, then a sync that it shares with other callers. What the work read is durable too when this
     * returns, so an answer may rely on it even if the work changed nothing. The work may run more than once.
     *
     * @throws Duplicate if a unique key exists already; nothing was changed
     * @throws TryLater if the database is out of reach; if that happened during the commit, the transaction may have
     *     been kept
     */
    public <T> T commit(String label, Work<T> work) {
        return write(label, work, true);
    }

    /**
     * Commits works that came together: one transaction, unless one of them fails; then each runs in its own. Ends with
     * one sync. Results are in the order of the works, which run in it, too.
     *
     * @throws TryLater if nothing at all was tried, or the sync failed
     */
    public <T> List<CommitResult<T>> commitEach(String label, List<? extends Work<T>> works) {
        if (works.isEmpty()) {
            return List.of();
        }
        gate.enter(label);
        try {
            requireWritable(label);
            List<CommitResult<Transactions.Done<T>>> all = transactions.writeEach(label, works);
            sync.await(label);
            crashPoints.afterSync(label);
            Set<Signal> wakes = EnumSet.noneOf(Signal.class);
            all.forEach(each -> each.value().ifPresent(done -> {
                commits.incrementAndGet();
                wakes.addAll(done.wakes());
            }));
            wakes.forEach(this::wake);
            return all.stream().map(each -> each.map(Transactions.Done::value)).toList();
        } finally {
            gate.leave();
        }
    }

    /**
     * Runs one transaction without a sync: it survives a kill, but a power cut may lose it. Never answer a caller on
     * the ground of it.
     */
    public <T> T relaxed(String label, Work<T> work) {
        return write(label, work, false);
    }

    /** {@link #commit} of work without a result. */
    public void store(String label, Change change) {
        commit(label, change.asWork());
    }

    /** {@link #relaxed} of work without a result. */
    public void storeRelaxed(String label, Change change) {
        relaxed(label, change.asWork());
    }

    /** Runs a read-only transaction. What it sees may not be durable yet: see {@link #commit}. */
    public <T> T read(Work<T> work) {
        gate.enter("read");
        try {
            return transactions.read(work);
        } finally {
            gate.leave();
        }
    }

    /** Returns when everything committed before the call survives a power cut. */
    public void sync(String label) {
        sync.await(label);
    }

    /**
     * Waits until every transaction that had begun to write is committed or rolled back; false if one takes longer than
     * that.
     */
    public boolean settled(Duration timeout) {
        try {
            return transactions.settled(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Adds a listener that gets every signal, on the committing thread: it must return at once. */
    public void onWake(Consumer<Signal> listener) {
        listeners.add(listener);
    }

    /**
     * Sets what runs once when another process has taken over the database of this ledger: from then on nothing is read or
     * written here any more.
     */
    public void onLost(Runnable listener) {
        engine.onLost(listener);
    }

    public long commits() {
        return commits.get();
    }

    public long syncs() {
        return sync.count();
    }

    /**
     * Writes a consistent copy, as of some moment during this call, to a zip. It contains everything committed before
     * the call; transactions go on meanwhile.
     *
     * @param zip a file that does not exist yet
     * @throws Refused for PostgreSQL, which has its own backup tools
     */
    public void copyTo(Path zip) throws IOException {
        sync("copy");
        engine.copyTo(zip);
    }

    /** Unpacks a copy into a folder, ready to be opened there. */
    public static void unpack(Path zip, Path folder) throws IOException {
        Files.createDirectories(folder);
        try (ZipFile file = new ZipFile(zip.toFile());
                InputStream in = file.getInputStream(entry(file))) {
            Path to = folder.resolve(FILE);
            Files.copy(in, to);
            try (FileChannel written = FileChannel.open(to, StandardOpenOption.WRITE)) {
                written.force(true);
            }
        }
    }

    /** Bytes of a copy after unpacking. */
    public static long unpackedSize(Path zip) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            return entry(file).getSize();
        }
    }

    private static ZipEntry entry(ZipFile file) throws IOException {
        ZipEntry entry = file.getEntry(FILE);
        if (entry == null) {
            throw new IOException(file.getName() + " holds no ledger");
        }
        return entry;
    }

    /** Bytes of the database on this machine's disk; 0 for PostgreSQL. */
    public long size() {
        return engine.size();
    }

    /** Bytes of {@link #size} that are in use, the rest is reused later; 0 for PostgreSQL. */
    public long held() {
        return engine.held();
    }

    /** Free bytes of the disk under the folder; {@link Long#MAX_VALUE} for PostgreSQL without a folder. */
    public long freeBytes() {
        return engine.freeBytes();
    }

    /**
     * Closes the ledger within three seconds. A transaction that is still running is lost, no other. Up to one second
     * is spent on compacting the file.
     */
    @Override
    public void close() {
        if (!gate.close()) {
            return;
        }
        long begin = System.nanoTime();
        boolean idle = gate.emptyWithin(DRAIN_TIME);
        if (!idle) {
            log.warn("ledger closed although a transaction was open");
        }
        Thread stopping = new Thread(() -> engine.stop(idle), "ledger-close");
        stopping.setDaemon(true);
        stopping.start();
        try {
            stopping.join(Math.max(1, CLOSE_TIME.toMillis() - (System.nanoTime() - begin) / 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> T write(String label, Work<T> work, boolean durable) {
        gate.enter(label);
        try {
            requireWritable(label);
            Transactions.Done<T> done = transactions.write(label, work, durable);
            commits.incrementAndGet();
            if (durable) {
                sync.await(label);
                crashPoints.afterSync(label);
            } else if (!engine.forcesRelaxed()) {
                sync.checkLag(label);
            }
            done.wakes().forEach(this::wake);
            return done.value();
        } finally {
            gate.leave();
        }
    }

    private void requireWritable(String label) {
        sync.checkFailure(label);
        requireFree(label, floor);
    }

    private void requireFree(String label, long needed) {
        long free = freeBytes();
        if (free < needed) {
            throw new TryLater(
                    Fault.DISK_FULL, label + ": " + (free >> 20) + " MB free, " + (needed >> 20) + " MB needed");
        }
    }

    private void wake(Signal what) {
        for (Consumer<Signal> listener : listeners) {
            try {
                listener.accept(what);
            } catch (RuntimeException e) {
                log.error("listener failed on {}: {}", what, e.toString());
            }
        }
    }
}
