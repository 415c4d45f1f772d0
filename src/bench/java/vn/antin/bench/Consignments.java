package vn.antin.bench;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Polls the sender's node for receipts of arrival. It polls sparingly, because polling costs the node what is being
 * measured: the oldest document first, none before half of the shortest recent time has passed, and only until several
 * in a row have not arrived.
 */
final class Consignments implements AutoCloseable {

    private static final int MISSES = 3;
    private static final int REMEMBERED = 32;
    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int PAUSES_PER_DOCUMENT = 15;
    private static final long PATIENCE_SECONDS = 300;

    private final NodeClient door;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final Semaphore added = new Semaphore(0);
    private final AtomicLong asked = new AtomicLong();
    private final Thread asking = new Thread(this::ask, "bench-consignments");
    private volatile boolean closed;
    private final Deque<Long> lately = new ArrayDeque<>();

    private record Waiting(String id, long since, CompletableFuture<Void> arrived) {}

    Consignments(NodeClient door) {
        this.door = door;
        asking.setDaemon(true);
        asking.start();
    }

    /** Returns when the sender's node has the receipt of this document's arrival. */
    void await(String id, long since) {
        Waiting one = new Waiting(id, since, new CompletableFuture<>());
        waiting.add(one);
        added.release();
        one.arrived().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Number of requests so far. */
    long asked() {
        return asked.get();
    }

    private void ask() {
        while (!closed) {
            try {
                if (waiting.isEmpty()) {
                    added.tryAcquire(1, TimeUnit.SECONDS);
                    added.drainPermits();
                } else if (!round()) {
                    LockSupport.parkNanos(
                            Math.max(SHORTEST_PAUSE, Math.min(LONGEST_PAUSE, fastest() / PAUSES_PER_DOCUMENT)));
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** One round of polling; whether any document has arrived. */
    private boolean round() {
        boolean any = false;
        int misses = 0;
        Iterator<Waiting> oldestFirst = waiting.iterator();
        while (oldestFirst.hasNext() && misses < MISSES) {
            Waiting one = oldestFirst.next();
            if (System.nanoTime() - one.since() < fastest() / 2) {
                return any;
            }
            asked.incrementAndGet();
            try {
                NodeClient.State state = door.state(one.id());
                if (state == NodeClient.State.ARRIVED) {
                    any = true;
                    oldestFirst.remove();
                    learn(System.nanoTime() - one.since());
                    one.arrived().complete(null);
                } else if (state == NodeClient.State.FAILED) {
                    oldestFirst.remove();
                    one.arrived().completeExceptionally(new IllegalStateException(door.told(one.id())));
                } else {
                    misses++;
                }
            } catch (RuntimeException e) {
                oldestFirst.remove();
                one.arrived().completeExceptionally(e);
            }
        }
        return any;
    }

    private void learn(long nanos) {
        lately.addLast(nanos);
        if (lately.size() > REMEMBERED) {
            lately.removeFirst();
        }
    }

    private long fastest() {
        return lately.isEmpty() ? 0 : Collections.min(lately);
    }

    @Override
    public void close() {
        closed = true;
        asking.interrupt();
    }
}
