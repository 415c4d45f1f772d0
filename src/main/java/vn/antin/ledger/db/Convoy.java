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
 * Who comes while the road is taken goes with all the others who wait, in one go; nobody waits for company. The drivers
 * are threads of its own: a traveller may be interrupted at any time, and H2 closes its database for all when a thread
 * that is interrupted has to wait inside it.
 */
public final class Convoy<T> {

    /** Two at a time: one is at work while the other writes to the disk. */
    static final int ROADS = 2;

    private static final int MOST = 64;
    private static final Logger log = LoggerFactory.getLogger(Convoy.class);

    private final Consumer<List<T>> drive;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ExecutorService drivers = Executors.newCachedThreadPool(Convoy::driver);
    private final Queue<Traveller<T>> waiting = new ArrayDeque<>();
    private int driving;

    /** One who waits, until he has been there. */
    private static final class Traveller<T> {

        final T who;
        boolean there;

        Traveller(T who) {
            this.who = who;
        }
    }

    /** Takes some along; it throws nothing, each of them knows how he fared. */
    Convoy(Consumer<List<T>> drive) {
        this.drive = drive;
    }

    /** It keeps no process alive: whoever waits for a driver does. */
    private static Thread driver(Runnable work) {
        Thread thread = new Thread(work, "ledger");
        thread.setDaemon(true);
        return thread;
    }

    /** Returns when this one has been there. */
    void go(T who) {
        Traveller<T> mine = new Traveller<>(who);
        lock.lock();
        try {
            if (driving < ROADS) {
                drivers.execute(() -> lead(List.of(mine)));
                driving++;
            } else {
                waiting.add(mine);
            }
            while (!mine.there) {
                arrived.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Drives these, then who came in the meantime, until nobody waits any more. */
    private void lead(List<Traveller<T>> first) {
        List<Traveller<T>> group = first;
        while (!group.isEmpty()) {
            try {
                drive.accept(group.stream().map(each -> each.who).toList());
            } catch (RuntimeException | Error e) {
                log.error("{} works not run", group.size(), e);
            }
            group = arrive(group);
        }
    }

    /** The next to go; none if this driver is done. */
    private List<Traveller<T>> arrive(List<Traveller<T>> group) {
        lock.lock();
        try {
            group.forEach(each -> each.there = true);
            arrived.signalAll();
            List<Traveller<T>> next = new ArrayList<>();
            while (next.size() < MOST && !waiting.isEmpty()) {
                next.add(waiting.remove());
            }
            if (next.isEmpty()) {
                driving--;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }
}
