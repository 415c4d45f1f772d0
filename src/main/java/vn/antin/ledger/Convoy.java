package vn.antin.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Who comes while the road is taken goes with all the others who wait, in one go; nobody waits for company. */
final class Convoy<T> {

    /** Two at a time: one is at work while the other writes to the disk. */
    static final int ROADS = 2;

    private static final int MOST = 64;

    private final Consumer<List<T>> drive;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
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

    /** Returns when this one has been there; the thread of any of them drives. */
    void go(T who) {
        Traveller<T> mine = new Traveller<>(who);
        lock.lock();
        try {
            waiting.add(mine);
            while (!mine.there) {
                if (driving < ROADS && !waiting.isEmpty()) {
                    lead();
                } else {
                    arrived.awaitUninterruptibly();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void lead() {
        List<Traveller<T>> group = new ArrayList<>();
        while (group.size() < MOST && !waiting.isEmpty()) {
            group.add(waiting.remove());
        }
        driving++;
        lock.unlock();
        try {
            drive.accept(group.stream().map(each -> each.who).toList());
        } finally {
            lock.lock();
            driving--;
            group.forEach(each -> each.there = true);
            arrived.signalAll();
        }
    }
}
