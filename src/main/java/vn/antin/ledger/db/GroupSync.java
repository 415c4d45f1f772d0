package vn.antin.ledger.db;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Group sync: one sync runs at a time and serves all callers that were waiting when it began. */
final class GroupSync {

    /** Relaxed commits are on disk after this time at the latest, as long as further commits come. */
    private static final Duration LAG = Duration.ofSeconds(5);

    /** Brings everything written before the call to the disk. */
    @FunctionalInterface
    interface Force {
        void run() throws IOException;
    }

    private final Force force;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final AtomicLong done = new AtomicLong();
    private volatile long last = System.nanoTime();
    private long begun;
    private boolean running;
    private @Nullable RuntimeException failure;

    GroupSync(Force force) {
        this.force = force;
    }

    /**
     * Returns when everything committed before the call is on disk. After a failed sync every call fails: the operating
     * system may have dropped the pages it could not write and report success for the next sync.
     */
    void await(String label) {
        lock.lock();
        try {
            long needed = begun + 1;
            while (done.get() < needed) {
                if (running) {
                    ended.awaitUninterruptibly();
                } else {
                    runSync(label);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Fails after a failed sync, so that no transaction begins that could not become durable. */
    void checkFailure(String label) {
        lock.lock();
        try {
            if (failure != null) {
                throw SqlErrors.unavailable(label + ": a sync has failed, start the process again", failure);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Syncs when the last sync is too long ago, so that relaxed commits do not stay unsafe. */
    void checkLag(String label) {
        if (System.nanoTime() - last > LAG.toNanos()) {
            await(label);
        }
    }

    long count() {
        return done.get();
    }

    private void runSync(String label) {
        checkFailure(label);
        long number = ++begun;
        running = true;
        lock.unlock();
        RuntimeException failed = null;
        try {
            force.run();
        } catch (IOException e) {
            failed = SqlErrors.unavailable(label, e);
        } catch (RuntimeException e) {
            failed = e;
        } finally {
            lock.lock();
            running = false;
            ended.signalAll();
        }
        if (failed != null) {
            failure = failed;
            throw failed;
        }
        done.set(number);
        last = System.nanoTime();
    }
}
