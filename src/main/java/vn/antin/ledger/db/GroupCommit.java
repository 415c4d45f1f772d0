package vn.antin.ledger.db;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: callers that arrive while a transaction is running share the next one. An idle caller never waits.
 *
 * <p>The work runs on threads of this class, because callers may be interrupted at any time and H2 closes its database
 * for everybody when an interrupted thread waits inside it.
 */
public final class GroupCommit<T> {

    private static final int MAX_GROUP = 64;
    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

    private final int most;
    private final Consumer<List<T>> commit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition committed = lock.newCondition();
    private final ExecutorService writers = Executors.newCachedThreadPool(GroupCommit::writer);
    private final Queue<Waiting<T>> waiting = new ArrayDeque<>();
    private int running;

    /** A submitted piece of work, and whether its group was committed. */
    private static final class Waiting<T> {

        final T work;
        boolean done;

        Waiting(T work) {
            this.work = work;
        }
    }

    /**
     * @param most writers at a time
     * @param commit runs a group in one transaction; it throws nothing, each piece of work keeps its own result
     */
    GroupCommit(int most, Consumer<List<T>> commit) {
        this.most = most;
        this.commit = commit;
    }

    /** A daemon: the caller that waits for the commit keeps the process alive. */
    private static Thread writer(Runnable work) {
        Thread thread = new Thread(work, "ledger");
        thread.setDaemon(true);
        return thread;
    }

    /** Returns when the groups that contain these works were committed: one group, unless it would be too large. */
    void submit(List<? extends T> works) {
        List<Waiting<T>> own = new ArrayList<>();
        works.forEach(work -> own.add(new Waiting<>(work)));
        lock.lock();
        try {
            if (running < most) {
                writers.execute(() -> flush(own));
                running++;
            } else {
                waiting.addAll(own);
            }
            while (!own.stream().allMatch(each -> each.done)) {
                committed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Commits this group, then the groups that gathered in the meantime, until nothing waits. */
    private void flush(List<Waiting<T>> first) {
        List<Waiting<T>> group = first;
        while (!group.isEmpty()) {
            try {
                commit.accept(group.stream().map(each -> each.work).toList());
            } catch (RuntimeException | Error e) {
                log.error("{} works not run", group.size(), e);
            }
            group = next(group);
        }
    }

    /** Releases the callers of a committed group and takes the next one; empty when this writer ends. */
    private List<Waiting<T>> next(List<Waiting<T>> group) {
        lock.lock();
        try {
            group.forEach(each -> each.done = true);
            committed.signalAll();
            List<Waiting<T>> next = new ArrayList<>();
            while (next.size() < MAX_GROUP && !waiting.isEmpty()) {
                next.add(waiting.remove());
            }
            if (next.isEmpty()) {
                running--;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }
}
