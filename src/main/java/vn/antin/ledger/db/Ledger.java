package vn.antin.ledger.db;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
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
import vn.antin.ledger.file.FileCompactor;
import vn.antin.ledger.file.SteadyFiles;

/**
 * What a node or hub knows and must not forget, in H2 or PostgreSQL. What {@link #commit} returned survives a kill and
 * a power cut. Each step is one transaction with a label, which names it in the log, in errors and to a {@link CrashPoints}.
 */
public final class Ledger implements AutoCloseable {

    public static final String TABLES = "ledger";

    /** H2's file in the folder, and in a copy. */
    static final String FILE = "ledger.mv.db";

    private static final FreeSpace NO_DISK = FreeSpace.below(0);
    private static final int CONNECTIONS = 8;
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration CLOSING = Duration.ofSeconds(3);
    private static final Logger log = LoggerFactory.getLogger(Ledger.class);

    private final Engine engine;
    private final CrashPoints watch;
    private final FreeSpace room;

    /** Free bytes that a write of this one leaves. */
    private final long floor;

    private final ShutdownGate gate;
    private final Transactions transactions;
    private final GroupSync sync;
    private final AtomicLong commits;
    private final List<Consumer<Signal>> listeners;

    private Ledger(Engine engine, CrashPoints watch, FreeSpace room) {
        this.engine = engine;
        this.watch = watch;
        this.room = room;
        this.floor = room.goingOn();
        this.gate = new ShutdownGate();
        this.transactions = new Transactions(engine, watch);
        this.sync = new GroupSync(engine::force);
        this.commits = new AtomicLong();
        this.listeners = new CopyOnWriteArrayList<>();
    }

    /** The same ledger for writes with another floor. */
    private Ledger(Ledger same, long floor) {
        this.engine = same.engine;
        this.watch = same.watch;
        this.room = same.room;
        this.floor = floor;
        this.gate = same.gate;
        this.transactions = same.transactions;
        this.sync = same.sync;
        this.commits = same.commits;
        this.listeners = same.listeners;
    }

    /**
     * The ledger in this folder, made if it is not there, whatever the disk has left: for a copy, or a tool. Refused while
     * another process has it open.
     */
    public static Ledger open(Path folder, CrashPoints watch) {
        return open(folder, 0, watch);
    }

    private static Ledger open(Path folder, long freeBytes, CrashPoints watch) {
        return open(folder, watch, SteadyFiles.PREFIX, TABLES, FreeSpace.below(freeBytes), FileCompactor.SMALL);
    }

    /**
     * The same on a server, if there is one; the folder is then locked for what lies beside the ledger. The server's disk
     * is not ours: what is here goes on, however full the folder's disk is.
     *
     * @param freeBytes of the folder's disk below which nothing new is taken in
     * @throws Refused if the folder has a ledger of its own: what is in that would be forgotten
     */
    public static Ledger open(Path folder, @Nullable PostgresServer server, long freeBytes, CrashPoints watch) {
        if (server == null) {
            return open(folder, freeBytes, watch);
        }
        Path own = folder.resolve(FILE);
        if (Files.exists(own)) {
            throw new Refused(Fault.CONFIGURATION, "ledger", own + " is there, too: one of them is the ledger");
        }
        FolderLock lock = FolderLock.made(folder.toAbsolutePath().normalize());
        try {
            return migrated(
                    PostgresEngine.open(server, lock, CONNECTIONS), watch, TABLES, new FreeSpace(freeBytes, 0, 0));
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** With other files than the system's (H2's name of them), other tables, other floors, compacted from this size on. */
    static Ledger open(Path folder, CrashPoints watch, String files, String tables, FreeSpace room, long small) {
        return migrated(H2Engine.open(folder, files, CONNECTIONS, small), watch, tables, room);
    }

    public static Ledger postgres(PostgresServer server, CrashPoints watch, String tables) {
        return migrated(PostgresEngine.open(server, null, CONNECTIONS), watch, tables, NO_DISK);
    }

    private static Ledger migrated(Engine engine, CrashPoints watch, String tables, FreeSpace room) {
        try {
            Migrations.run(engine.connections(), tables);
            Ledger ledger = new Ledger(engine, watch, room);
            ledger.sync("migrate");
            return ledger;
        } catch (RuntimeException e) {
            engine.stop(true);
            throw e;
        }
    }

    /** The same ledger for what people do: it writes on with less free disk, so that they are not shut out. */
    public Ledger forPeople() {
        return new Ledger(this, room.people());
    }

    /**
     * Called before something new is taken in, which needs more free disk than what goes on with what is here.
     *
     * @throws TryLater DISK_FULL when there is not enough
     */
    public void requireRoom(String label) {
        requireFree(label, room.taking());
    }

    /**
     * One transaction, then a sync shared with everyone who waits for one. What the work read is durable too when this
     * returns, so an answer may rest on it even if the work changed nothing. The work may run more than once.
     *
     * @throws Duplicate if a unique key is already there; nothing was changed
     * @throws TryLater if the database is out of reach; if that was during the commit, it may have happened
     */
    public <T> T commit(String label, Work<T> work) {
        return write(label, work, true);
    }

    /** The same without the sync: survives a kill, may be lost in a power cut. Never the base of an answer. */
    public <T> T relaxed(String label, Work<T> work) {
        return write(label, work, false);
    }

    /** {@link #commit} of a work that answers nothing. */
    public void store(String label, Change change) {
        commit(label, change.asWork());
    }

    /** {@link #relaxed} of a work that answers nothing. */
    public void storeRelaxed(String label, Change change) {
        relaxed(label, change.asWork());
    }

    /** Looks and changes nothing. What it sees may not be durable yet: see {@link #commit}. */
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

    /** Waits until what others had begun to write is committed or rolled back; false if it takes longer than that. */
    public boolean settled(Duration patience) {
        try {
            return transactions.settled(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Every listener hears every wake, on the thread that committed: it only notes it and returns. */
    public void onWake(Consumer<Signal> listener) {
        listeners.add(listener);
    }

    public long commits() {
        return commits.get();
    }

    public long syncs() {
        return sync.count();
    }

    /**
     * Writes a copy as it is at some moment of this call: all that was committed before it is in it. Documents go on
     * meanwhile.
     *
     * @param zip a file that is not there yet
     * @throws Refused for PostgreSQL, whose own tools make its backups
     */
    public void copyTo(Path zip) throws IOException {
        sync("copy");
        engine.copyTo(zip);
    }

    /** Puts such a copy into a folder of its own, to be opened there. */
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

    /** Bytes that such a copy has when it is unpacked. */
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

    /** Bytes of {@link #size} that are in use, the rest is free for what comes; 0 for PostgreSQL. */
    public long held() {
        return engine.held();
    }

    /** What is left on the disk under the folder; {@link Long#MAX_VALUE} for PostgreSQL without a folder. */
    public long freeBytes() {
        return engine.freeBytes();
    }

    /**
     * Within three seconds, whoever is still inside a transaction: that one is lost, no other. One of them is for
     * compacting the file.
     */
    @Override
    public void close() {
        if (!gate.close()) {
            return;
        }
        long begin = System.nanoTime();
        boolean idle = gate.emptyWithin(PATIENCE);
        if (!idle) {
            log.warn("ledger closed although a transaction was open");
        }
        Thread stopping = new Thread(() -> engine.stop(idle), "ledger-close");
        stopping.setDaemon(true);
        stopping.start();
        try {
            stopping.join(Math.max(1, CLOSING.toMillis() - (System.nanoTime() - begin) / 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> T write(String label, Work<T> work, boolean durable) {
        gate.enter(label);
        try {
            sync.checkFailure(label);
            requireFree(label, floor);
            Transactions.Done<T> done = transactions.write(label, work, durable);
            commits.incrementAndGet();
            if (durable) {
                sync.await(label);
                watch.afterSync(label);
            } else if (!engine.forcesRelaxed()) {
                sync.checkLag(label);
            }
            done.wakes().forEach(this::wake);
            return done.value();
        } finally {
            gate.leave();
        }
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
                log.error("wake {} not heard: {}", what, e.toString());
            }
        }
    }
}
