package vn.antin.ledger.file;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.RandomAccessStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compacts H2's file to at most three times its live data, as the cleaner of a log-structured file system does. Each
 * checkpoint writes a chunk; a chunk keeps its space although most of its pages were replaced since. The compactor copies
 * live pages into new chunks and moves chunks from the end of the file into gaps, in small steps behind each checkpoint.
 */
public final class FileCompactor {

    /** Bytes below which a file is not compacted. */
    public static final long SMALL = 8L << 20;

    /** Target while others write: below {@link #MOST_TIMES} with some reserve. */
    private static final Target BUSY = new Target(65, 70, 40);

    /** Target while nothing else writes. */
    private static final Target AT_REST = new Target(75, 75, 60);

    /** Percentage of free space in the file that suffices for new chunks. */
    private static final int ROOMY = 25;

    /** Largest ratio of the file to its live data, where the file is larger than {@link #SMALL}. */
    static final int MOST_TIMES = 3;

    /** Bytes written in one step, unless no chunk is that small. */
    private static final int STEP = 256 << 10;

    private static final int LARGEST_STEP = 4 << 20;
    private static final int STEPS = 64;

    /** Moving a chunk costs less than rewriting its pages. */
    private static final long MOVED_TIMES = 8;

    private static final Logger log = LoggerFactory.getLogger(FileCompactor.class);

    private final MVStore store;
    private final RandomAccessStore file;
    private final long small;
    private final StepRunner runner;

    /** Held during each step, and while a caller needs the chunks to stay in place. */
    private final ReentrantLock working = new ReentrantLock(true);

    private volatile boolean copying;
    private volatile boolean closed;

    /** Runs a step that writes so many bytes when it may; returns what the step returned. */
    @FunctionalInterface
    public interface StepRunner {
        boolean run(long bytes, BooleanSupplier step) throws IOException;
    }

    /**
     * The fill rates to reach, in percent.
     *
     * @param chunks live pages as part of the chunks
     * @param file chunks as part of the file
     * @param all live pages as part of the file
     */
    private record Target(int chunks, int file, int all) {}

    /** @param small bytes below which the file is not compacted */
    public FileCompactor(MVStore store, long small, StepRunner runner) {
        this.store = store;
        this.file = (RandomAccessStore) store.getFileStore();
        this.small = small;
        this.runner = runner;
    }

    /** Bytes of live data: the size of a compact copy. */
    public long held() {
        long used = file.size() / 100 * file.getFillRate();
        return used / 100 * file.getChunksFillRate();
    }

    /** Executes steps while the file is too large. The file may grow while it is being copied. */
    public void keepUp() {
        int size = STEP;
        while (file.size() > limit() && size <= LARGEST_STEP && !copying && !closed) {
            size = step(BUSY, size) ? size : 2 * size;
        }
    }

    private long limit() {
        return Math.max(small, MOST_TIMES * held());
    }

    /** Runs an action while no chunk is moved or rewritten; one at a time. */
    public <T, E extends Exception> T withChunksInPlace(ChunksInPlace<T, E> action) throws E {
        copying = true;
        working.lock();
        try {
            return action.run();
        } finally {
            copying = false;
            working.unlock();
        }
    }

    /** An action that needs the chunks to stay in place. */
    @FunctionalInterface
    public interface ChunksInPlace<T, E extends Exception> {
        T run() throws E;
    }

    /** Ends {@link #keepUp} and {@link #compact} after the running step. */
    public void close() {
        closed = true;
    }

    /** Executes steps on this thread until the idle target is reached or the time is over. */
    public void finish(Duration most) {
        long end = System.nanoTime() + most.toNanos();
        int size = STEP;
        while (size <= LARGEST_STEP && System.nanoTime() < end && (rewrites(AT_REST) || moves(AT_REST))) {
            size = step(AT_REST, size) ? size : 2 * size;
        }
    }

    /**
     * Executes some steps.
     *
     * @param idle whether nothing else writes
     */
    public void compact(boolean idle) {
        Target target = idle ? AT_REST : BUSY;
        int size = STEP;
        for (int i = 0; i < STEPS && size <= LARGEST_STEP && !closed && (rewrites(target) || moves(target)); i++) {
            size = step(target, size) ? size : 2 * size;
        }
    }

    /** Whether chunks should be rewritten. The space they free is reused by new chunks or by {@link #moves}. */
    private boolean rewrites(Target target) {
        return file.size() > small
                && file.getChunksFillRate() < target.chunks()
                && (file.getFillRate() > 100 - ROOMY || all() < target.all());
    }

    /** Whether chunks should be moved; rewriting goes first and makes some moves unnecessary. */
    private boolean moves(Target target) {
        return file.size() > small && !rewrites(target) && file.getFillRate() < target.file() && all() < target.all();
    }

    private int all() {
        return file.getFillRate() * file.getChunksFillRate() / 100;
    }

    /** One step; false if it gained nothing, which means that a larger step is needed. */
    private boolean step(Target target, int bytes) {
        working.lock();
        try {
            if (store.isClosed() || copying) {
                return false;
            }
            return moves(target)
                    ? runner.run(MOVED_TIMES * bytes, () -> move(bytes))
                    : runner.run(2L * bytes, () -> rewrite(target, bytes));
        } catch (IOException e) {
            log.debug("not compacted: {}", e.getMessage());
            return false;
        } finally {
            working.unlock();
        }
    }

    private boolean move(int bytes) {
        long before = file.size();
        file.compactMoveChunks(100, MOVED_TIMES * bytes, store);
        return file.size() < before;
    }

    private boolean rewrite(Target target, int bytes) {
        boolean rewritten = store.compact(target.chunks(), bytes);
        store.commit();
        store.executeFilestoreOperation(file::dropUnusedChunks);
        return rewritten;
    }
}
