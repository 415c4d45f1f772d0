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

/**
 * Those who follow the feed of events and wait for the next. They hold no thread; one thread of its own looks for them
 * a moment after something has happened and, as nobody may have told, every now and then.
 */
final class EventSubscribers implements AutoCloseable {

    /** So many events in a row are one look. */
    private static final Duration MOMENT = Duration.ofMillis(50);

    private static final Duration GOODBYE = Duration.ofMillis(500);
    private static final Logger log = LoggerFactory.getLogger(EventSubscribers.class);

    /** One who waits. All of it is called by the one thread only. */
    interface Follower {

        /** Looks for news and tells them; false when it is done and goes. */
        boolean look();

        /** It waits no more, because the time is over or the look failed. */
        void leave(RuntimeException why);
    }

    private final Queue<Follower> following = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor server;

    /**
     * Nobody follows yet.
     *
     * @param lookAgain how often it looks for what nobody told
     */
    EventSubscribers(Duration lookAgain) {
        this.server = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "antin-events");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        server.setRemoveOnCancelPolicy(true);
        var unused = server.scheduleWithFixedDelay(
                this::lookForAll, lookAgain.toMillis(), lookAgain.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Something has happened. Returns at once. */
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
                    MOMENT.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Closed since: nobody follows any more.
        }
    }

    /** From now on; the first look is soon. */
    void join(Follower follower) {
        following.add(follower);
        try {
            run(() -> look(follower));
        } catch (TryLater e) {
            following.remove(follower);
            throw e;
        }
    }

    /** Does something for a follower on the one thread. */
    void run(Runnable step) {
        try {
            server.execute(step);
        } catch (RejectedExecutionException e) {
            throw new TryLater(Fault.STOPPING, e);
        }
    }

    /** Does something every so often; a step that fails is told and tried again the next time. */
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

    /** Does something later, unless this is closed before. */
    void later(Duration wait, Runnable step) {
        try {
            var unused = server.schedule(step, wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            throw new TryLater(Fault.STOPPING, e);
        }
    }

    /** On the one thread: whoever left since is not looked for. */
    void look(Follower follower) {
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

    void leave(Follower follower, RuntimeException why) {
        if (following.remove(follower)) {
            follower.leave(why);
        }
    }

    int following() {
        return following.size();
    }

    /** Sends everybody home: they may call again in a moment. */
    @Override
    public void close() {
        server.shutdown();
        try {
            // Whoever is looked for now is told first; two must not write to the same caller.
            if (!server.awaitTermination(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("a look for events is cut off");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        TryLater stopping = new TryLater(Fault.STOPPING, "the node is stopping");
        for (Follower follower : following) {
            leave(follower, stopping);
        }
    }
}
