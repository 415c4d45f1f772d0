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
import vn.antin.thread.DaemonThreads;

/**
 * Long polls of the inbox. They hold no thread; one thread serves them in order of arrival when a document arrives and,
 * as leases may end without a notification, at intervals.
 */
final class LongPolls implements AutoCloseable {

    private final BiFunction<Set<AgencyCode>, Integer, List<Offer>> lease;
    private final Function<List<Offer>, Object> answer;
    private final Semaphore places;
    private final Queue<Waiter> waiting = new ConcurrentLinkedQueue<>();
    private final ScheduledThreadPoolExecutor server;

    private record Waiter(Set<AgencyCode> agencies, int atMost, AsyncResponse response) {}

    /**
     * Starts without waiting callers.
     *
     * @param lookAgain interval of the looks without a notification
     */
    LongPolls(
            BiFunction<Set<AgencyCode>, Integer, List<Offer>> lease,
            Function<List<Offer>, Object> answer,
            InboxNotifier notifier,
            int most,
            Duration lookAgain) {
        this.lease = lease;
        this.answer = answer;
        this.places = new Semaphore(most);
        this.server = DaemonThreads.scheduler("antin-inbox");
        var unused = server.scheduleWithFixedDelay(
                () -> waiting.forEach(this::serve), lookAgain.toMillis(), lookAgain.toMillis(), TimeUnit.MILLISECONDS);
        notifier.listen(this::arrived);
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

    private void arrived(AgencyCode agency) {
        if (waiting.isEmpty() || server.isShutdown()) {
            return;
        }
        try {
            server.execute(() -> waiting.stream()
                    .filter(waiter -> waiter.agencies().contains(agency))
                    .forEach(this::serve));
        } catch (RejectedExecutionException e) {
            // Closed in the meantime: nobody waits.
        }
    }

    /** Runs only on the server's thread, so that no caller is served twice. */
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

    /** Answers all waiting callers: they may call again in a moment. */
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
