package vn.antin.ledger.file;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.RandomAccessStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps H2's file at no more than three times what it holds, as the cleaner of a log-structured file system does. Each
 * commit writes a chunk; a chunk whose pages were mostly replaced since still takes its whole place. This copies the
 * pages that are left into new chunks and moves chunks from the end of the file into the gaps. H2 has a thread for this,
 * but not with {@code WRITE_DELAY=0}. It works in small steps, for a commit waits while one is under way, and rests
 * between them. Where it does not keep up, commits take its steps until the file is small enough again.
 */
public final class FileCompactor implements AutoCloseable {

    /** A ledger of this size need not be smaller, in bytes. */
    public static final long SMALL = 8L << 20;

    /** While others write: kept below {@link #MOST_TIMES} with some room. */
    private static final Target BUSY = new Target(65, 70, 40);

    /** While nobody else does. */
    private static final Target AT_REST = new Target(75, 75, 60);

    /** Free places in this part of the file are enough for new chunks, in percent. */
    private static final int ROOMY = 25;

    /** How much larger than what it holds the file may be, where that is more than {@link #SMALL}. */
    static final int MOST_TIMES = 3;

    /** Bytes that one step writes at most, unless no chunk is that small. */
    private static final int STEP = 256 << 10;

    private static final int LARGEST_STEP = 4 << 20;
    private static final int STEPS = 64;

    /** How long a commit waits for a step of others before it looks again. */
    private static final Duration PATIENCE = Duration.ofMillis(10);

    private static final Duration PAUSE = Duration.ofMillis(250);

    /** So few writes of the file between two looks are nobody's work. */
    private static final int FEW = 8;

    private static final Logger log = LoggerFactory.getLogger(FileCompactor.class);

    private final MVStore store;
    private final RandomAccessStore file;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Held during each step, and by whoever needs the file to keep its chunks where they are. */
    private final ReentrantLock working = new ReentrantLock(true);

    private final long small;
    private final Thread thread;
    private volatile long limit;
    private volatile boolean copying;
    private boolean closed;

    /**
     * How full it should be, in percent.
     *
     * @param chunks of the bytes in chunks, what pages in use take
     * @param file of the file, what chunks take
     * @param all of the file, what pages in use take
     */
    private record Target(int chunks, int file, int all) {}

    /**
     * Of an open store.
     *
     * @param small bytes below which the file need not be smaller
     */
    public FileCompactor(MVStore store, long small) {
        this.store = store;
        this.file = (RandomAccessStore) store.getFileStore();
        this.small = small;
        this.limit = limit();
        this.thread = new Thread(this::run, "ledger-compaction");
        thread.setDaemon(true);
    }

    /** Compacts from now on in the background. */
    public FileCompactor start() {
        thread.start();
        return this;
    }

    /** Bytes of the file that are in use: what a compact copy would take. */
    public long held() {
        long used = file.size() / 100 * file.getFillRate();
        return used / 100 * file.getChunksFillRate();
    }

    /**
     * After each commit, on its thread: while the file is larger than it may be, the next commit waits for a step. Not
     * while the file is copied, when it may grow.
     */
    public void keepUp() {
        int size = STEP;
        while (file.size() > limit && size <= LARGEST_STEP && !copying) {
            try {
                if (working.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    try {
                        limit = limit();
                        size = file.size() <= limit || step(BUSY, size) ? size : 2 * size;
                    } finally {
                        working.unlock();
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private long limit() {
        return Math.max(small, MOST_TIMES * held());
    }

    /** Runs while no chunk is moved or rewritten; one at a time. */
    public <T, E extends Exception> T undisturbed(Quiet<T, E> action) throws E {
        copying = true;
        working.lock();
        try {
            return action.run();
        } finally {
            copying = false;
            working.unlock();
        }
    }

    /** What needs the file as it is. */
    @FunctionalInterface
    public interface Quiet<T, E extends Exception> {
        T run() throws E;
    }

    /** Stops after the step under way. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Steps on this thread until the file is as small as at rest, or the time is over. */
    public void finish(Duration most) {
        long end = System.nanoTime() + most.toNanos();
        int size = STEP;
        while (size <= LARGEST_STEP && System.nanoTime() < end && (rewrites(AT_REST) || moves(AT_REST))) {
            size = step(AT_REST, size) ? size : 2 * size;
        }
    }

    private void run() {
        try {
            long before = file.getWriteCount();
            while (rest(PAUSE.toNanos())) {
                Target target = file.getWriteCount() - before <= FEW ? AT_REST : BUSY;
                compact(target);
                limit = limit();
                before = file.getWriteCount();
            }
        } catch (MVStoreException e) {
            log.warn("the ledger's file is no longer compacted: {}", e.toString());
        }
    }

    private void compact(Target target) {
        int size = STEP;
        for (int i = 0; i < STEPS && size <= LARGEST_STEP && (rewrites(target) || moves(target)); i++) {
            long begin = System.nanoTime();
            size = step(target, size) ? size : 2 * size;
            long took = System.nanoTime() - begin;
            if (!rest(took)) {
                return;
            }
        }
    }

    /** Places that it frees are used again by new chunks, or {@link #moves moved to}. */
    private boolean rewrites(Target target) {
        return file.size() > small
                && file.getChunksFillRate() < target.chunks()
                && (file.getFillRate() > 100 - ROOMY || all() < target.all());
    }

    /** What is rewritten anyway need not be moved. */
    private boolean moves(Target target) {
        return file.size() > small && !rewrites(target) && file.getFillRate() < target.file() && all() < target.all();
    }

    private int all() {
        return file.getFillRate() * file.getChunksFillRate() / 100;
    }

    /** False if nothing was gained: what is there to gain takes a larger step. */
    private boolean step(Target target, int bytes) {
        working.lock();
        try {
            if (store.isClosed() || copying) {
                return false;
            }
            boolean gained = moves(target) ? move(bytes) : rewrite(target, bytes);
            limit = limit();
            return gained;
        } finally {
            working.unlock();
        }
    }

    private boolean move(int bytes) {
        long before = file.size();
        file.compactMoveChunks(100, 8L * bytes, store);
        return file.size() < before;
    }

    private boolean rewrite(Target target, int bytes) {
        boolean rewritten = store.compact(target.chunks(), bytes);
        store.commit();
        store.executeFilestoreOperation(file::dropUnusedChunks);
        return rewritten;
    }

    /** False once it is closed. */
    private boolean rest(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
