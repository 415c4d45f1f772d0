package vn.antin.ledger.db;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One sync at a time for all who wait: each waits for one that began after it asked. */
final class GroupSync {

    /** What nobody waits for is on disk after this long, if anything at all is committed then. */
    private static final Duration LAG = Duration.ofSeconds(5);

    /** Brings to the disk whatever was written before it began. */
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
     * Returns when everything committed before the call is on disk. After a failed sync nothing is promised any more:
     * the system may have dropped what it could not write and call the next one a success.
     */
    void await(String label) {
        lock.lock();
        try {
            long mine = begun + 1;
            while (done.get() < mine) {
                if (running) {
                    ended.awaitUninterruptibly();
                } else {
                    lead(label);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nothing new is begun that could not be made durable. */
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

    /** Syncs if nobody did for a while, so that what nobody waits for is not unsafe for long. */
    void checkLag(String label) {
        if (System.nanoTime() - last > LAG.toNanos()) {
            await(label);
        }
    }

    long count() {
        return done.get();
    }

    private void lead(String label) {
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
