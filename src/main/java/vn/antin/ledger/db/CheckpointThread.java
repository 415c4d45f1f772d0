package vn.antin.ledger.db;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a checkpoint from time to time, or soon after {@link #hurry}; one that failed is made at the next time. */
final class CheckpointThread {

    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Logger log = LoggerFactory.getLogger(CheckpointThread.class);

    private final CheckpointMaker checkpoint;
    private final Thread thread = new Thread(this::run, "ledger-checkpoint");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean hurried;
    private boolean closed;

    /** What the thread does. */
    @FunctionalInterface
    interface CheckpointMaker {
        void make() throws IOException;
    }

    CheckpointThread(CheckpointMaker checkpoint) {
        this.checkpoint = checkpoint;
        thread.setDaemon(true);
        thread.start();
    }

    /** Does not wait. */
    void hurry() {
        lock.lock();
        try {
            hurried = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns after the running checkpoint, or when it takes longer than this. */
    void close(Duration most) {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(most.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean failed = false;
        while (pause()) {
            try {
                checkpoint.make();
                failed = false;
            } catch (IOException | RuntimeException e) {
                // Without this thread the log would grow to its bound, and then each writer would wait for a
                // checkpoint.
                if (!failed) {
                    log.warn("the ledger's file does not follow its log, tried again: {}", e.toString());
                }
                failed = true;
            }
        }
    }

    /** Waits for the next time; false once closed. */
    private boolean pause() {
        lock.lock();
        try {
            long left = EVERY.toNanos();
            while (!closed && !hurried && left > 0) {
                left = changed.awaitNanos(left);
            }
            hurried = false;
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
