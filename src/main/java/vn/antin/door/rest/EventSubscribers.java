package vn.antin.door.rest;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;
import vn.antin.thread.DaemonThreads;

/**
 * Serves the subscribers that follow the feed of events. They hold no thread; one thread looks for each of them shortly
 * after an event and, in case a notification was lost, at intervals.
 */
final class EventSubscribers implements AutoCloseable {

    /** Events within this time are handled by one look. */
    private static final Duration DEBOUNCE = Duration.ofMillis(50);

    private static final Duration GOODBYE = Duration.ofMillis(500);
    private static final Logger log = LoggerFactory.getLogger(EventSubscribers.class);

    /** A subscriber. Only the one thread calls it. */
    interface EventSubscriber {

        /** Looks for new events and sends them; false when the subscriber is done. */
        boolean look();

        /** Ends the subscription, because the time is over or the look failed. */
        void leave(RuntimeException why);
    }

    private final Queue<EventSubscriber> following = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor server;

    /**
     * Starts without subscribers.
     *
     * @param lookAgain interval of the looks without a notification
     */
    EventSubscribers(Duration lookAgain) {
        this.server = DaemonThreads.scheduler("antin-events");
        var unused = server.scheduleWithFixedDelay(
                this::lookForAll, lookAgain.toMillis(), lookAgain.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Notifies of an event. Returns at once. */
    void happened() {
        if (following.isEmpty() || !told.compareAndSet(false, true)) {
            return;
        }
        try {
            var unused = server.schedule(
                    () -> {
                        told.set(false);
                        lookForAll();
                    },
                    DEBOUNCE.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Closed in the meantime: there are no subscribers.
        }
    }

    /** Adds a subscriber and looks for it soon. */
    void join(EventSubscriber follower) {
        following.add(follower);
        try {
            run(() -> look(follower));
        } catch (TryLater e) {
            following.remove(follower);
            throw e;
        }
    }

    /** Runs a step for a subscriber on the one thread. */
    void run(Runnable step) {
        try {
            server.execute(step);
        } catch (RejectedExecutionException e) {
            throw new TryLater(Fault.STOPPING, e);
        }
    }

    /** Runs a step at intervals; a failed step is logged and tried again the next time. */
    void every(Duration pause, Runnable step) {
        var unused = server.scheduleWithFixedDelay(
                () -> {
                    try {
                        step.run();
                    } catch (RuntimeException e) {
                        log.warn("not done now, but later: {}", e.toString());
                    }
                },
                0,
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Runs a step later, unless this is closed before. */
    void later(Duration wait, Runnable step) {
        try {
            var unused = server.schedule(step, wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            throw new TryLater(Fault.STOPPING, e);
        }
    }

    /** Runs on the one thread; a subscriber that has left is skipped. */
    void look(EventSubscriber follower) {
        if (!following.contains(follower)) {
            return;
        }
        try {
            if (!follower.look()) {
                following.remove(follower);
            }
        } catch (RuntimeException e) {
            leave(follower, e);
        }
    }

    private void lookForAll() {
        following.forEach(this::look);
    }

    void leave(EventSubscriber follower, RuntimeException why) {
        if (following.remove(follower)) {
            follower.leave(why);
        }
    }

    int following() {
        return following.size();
    }

    /** Ends all subscriptions: callers may call again in a moment. */
    @Override
    public void close() {
        server.shutdown();
        try {
            // A look that is under way ends first; two threads must not write to the same caller.
            if (!server.awaitTermination(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("a look for events is cut off");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        TryLater stopping = new TryLater(Fault.STOPPING, "the node is stopping");
        for (EventSubscriber follower : following) {
            leave(follower, stopping);
        }
    }
}
