package vn.antin.door.rest;

import jakarta.ws.rs.container.AsyncResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import vn.antin.deliver.Offer;
import vn.antin.envelope.AgencyCode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/**
 * Callers who wait for a document. They hold no thread; one thread of its own serves them in the order they came, when
 * the bell rings and, as leases may end without a ring, every now and then.
 */
final class LongPolls implements AutoCloseable {

    private final BiFunction<Set<AgencyCode>, Integer, List<Offer>> lease;
    private final Function<List<Offer>, Object> answer;
    private final Semaphore places;
    private final Queue<Waiter> waiting = new ConcurrentLinkedQueue<>();
    private final ScheduledThreadPoolExecutor server;

    private record Waiter(Set<AgencyCode> agencies, int atMost, AsyncResponse response) {}

    /**
     * Nobody waits yet.
     *
     * @param lookAgain how often, besides the bell, it looks for what nobody rang for
     */
    LongPolls(
            BiFunction<Set<AgencyCode>, Integer, List<Offer>> lease,
            Function<List<Offer>, Object> answer,
            InboxNotifier bell,
            int most,
            Duration lookAgain) {
        this.lease = lease;
        this.answer = answer;
        this.places = new Semaphore(most);
        this.server = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "antin-inbox");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        server.setRemoveOnCancelPolicy(true);
        var unused = server.scheduleWithFixedDelay(
                () -> waiting.forEach(this::serve), lookAgain.toMillis(), lookAgain.toMillis(), TimeUnit.MILLISECONDS);
        bell.listen(this::rung);
    }

    /** Answers as soon as there is a document, or with none when the time is over. */
    void join(Set<AgencyCode> agencies, int atMost, Duration wait, AsyncResponse response) {
        if (!places.tryAcquire()) {
            throw new Refused(Fault.TOO_MANY_REQUESTS);
        }
        Waiter waiter = new Waiter(agencies, atMost, response);
        waiting.add(waiter);
        try {
            server.execute(() -> serve(waiter));
            var unused = server.schedule(
                    () -> send(waiter, answer.apply(List.of())), wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            if (leave(waiter)) {
                throw new TryLater(Fault.STOPPING, e);
            }
        }
    }

    private void rung(AgencyCode agency) {
        if (waiting.isEmpty() || server.isShutdown()) {
            return;
        }
        try {
            server.execute(() -> waiting.stream()
                    .filter(waiter -> waiter.agencies().contains(agency))
                    .forEach(this::serve));
        } catch (RejectedExecutionException e) {
            // Closed since: nobody waits any more.
        }
    }

    /** Only ever on the server's thread: nobody is served twice. */
    private void serve(Waiter waiter) {
        if (!waiting.contains(waiter)) {
            return;
        }
        try {
            List<Offer> offers = lease.apply(waiter.agencies(), waiter.atMost());
            if (!offers.isEmpty()) {
                send(waiter, answer.apply(offers));
            }
        } catch (RuntimeException e) {
            if (leave(waiter)) {
                waiter.response().resume(e);
            }
        }
    }

    private void send(Waiter waiter, Object words) {
        if (leave(waiter)) {
            waiter.response().resume(words);
        }
    }

    private boolean leave(Waiter waiter) {
        boolean there = waiting.remove(waiter);
        if (there) {
            places.release();
        }
        return there;
    }

    int waiting() {
        return waiting.size();
    }

    /** Sends everybody home: they may call again in a moment. */
    @Override
    public void close() {
        server.shutdown();
        for (Waiter waiter : waiting) {
            if (leave(waiter)) {
                waiter.response().resume(new TryLater(Fault.STOPPING, "the node is stopping"));
            }
        }
    }
}
