package vn.antin.console.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * Tells open pages that something has changed, and nothing else: they fetch themselves again. However much happens, a
 * page hears of it once a second at most; one that cannot keep up hears less. A page that comes back says which hint it
 * heard last, and hears at once when there was another.
 */
public final class LiveUpdates implements AutoCloseable {

    /** Pages that are open at once; more live by their own clock. */
    private static final int MOST = 64;

    private static final long EVERY_MILLIS = 1_000;
    /** Below every time-out for silent connections, also the hub's. */
    private static final int ALIVE_EVERY = 8;

    private static final byte[] ALIVE = ": \n\n".getBytes(UTF_8);
    private static final Logger log = LoggerFactory.getLogger(LiveUpdates.class);

    private final Queue<Follower> followers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean changed = new AtomicBoolean();
    /** Seconds, so that the numbers of a next life of this process are greater. */
    private final AtomicLong number;

    private final ScheduledThreadPoolExecutor server;
    private int turn;

    /**
     * Nobody follows yet.
     *
     * @param first number of a hint: greater than those of an earlier life of this process
     */
    public LiveUpdates(long first) {
        this.number = new AtomicLong(first);
        this.server = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "antin-hints");
            thread.setDaemon(true);
            return thread;
        });
        var unused = server.scheduleWithFixedDelay(this::tell, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Something has changed. Returns at once. */
    public void happened() {
        changed.set(true);
    }

    /** From now on this page hears, until it goes or whoever looks may no longer. */
    void follow(RequestContext context, BooleanSupplier still) throws IOException {
        if (followers.size() >= MOST) {
            throw new Refused(Fault.TOO_MANY_REQUESTS);
        }
        context.response().setContentType("text/event-stream");
        context.response().setHeader("X-Accel-Buffering", "no");
        AsyncContext call = context.request().startAsync();
        call.setTimeout(0);
        Follower follower = new Follower(call, still, heard(context.request().getHeader("Last-Event-ID")));
        follower.out.setWriteListener(follower);
        followers.add(follower);
    }

    private long heard(@org.jspecify.annotations.Nullable String last) {
        return last != null && last.matches("\\d{1,18}") ? Long.parseLong(last) : number.get();
    }

    private void tell() {
        try {
            if (changed.getAndSet(false)) {
                number.incrementAndGet();
            }
            boolean alive = ++turn % ALIVE_EVERY == 0;
            for (Follower follower : followers) {
                follower.tell(number.get(), alive);
            }
        } catch (RuntimeException e) {
            log.warn("a hint was not told: {}", e.toString());
        }
    }

    /** Sends everybody home: they come back in a moment. */
    @Override
    public void close() {
        server.shutdownNow();
        followers.forEach(Follower::end);
    }

    /** One open page. */
    private final class Follower implements WriteListener {

        private final AsyncContext call;
        private final ServletOutputStream out;
        private final BooleanSupplier still;
        private final AtomicBoolean over = new AtomicBoolean();
        private long heard;

        Follower(AsyncContext call, BooleanSupplier still, long heard) throws IOException {
            this.call = call;
            this.out = call.getResponse().getOutputStream();
            this.still = still;
            this.heard = heard;
        }

        /** On the one thread; a line that has not taken the last word gets none on top of it. */
        synchronized void tell(long now, boolean alive) {
            try {
                if (over.get() || !out.isReady()) {
                    return;
                }
                if (alive && !still.getAsBoolean()) {
                    end();
                } else if (heard < now) {
                    heard = now;
                    write(("id: " + now + "\ndata: look\n\n").getBytes(UTF_8));
                } else if (alive) {
                    write(ALIVE);
                }
            } catch (IOException e) {
                end();
            }
        }

        private void write(byte[] bytes) throws IOException {
            out.write(bytes);
            if (out.isReady()) {
                out.flush();
            }
        }

        @Override
        public synchronized void onWritePossible() throws IOException {
            if (!over.get() && out.isReady()) {
                out.flush();
            }
        }

        @Override
        public void onError(Throwable failure) {
            end();
        }

        private void end() {
            if (over.compareAndSet(false, true)) {
                followers.remove(this);
                call.complete();
            }
        }
    }
}
