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
import vn.antin.thread.DaemonThreads;

/**
 * Tells open pages by server-sent events that something has changed; they then fetch themselves again. A page is told
 * at most once a second; a slow one less often. A page that reconnects sends the last number it heard and is told at
 * once of a newer one.
 */
public final class LiveUpdates implements AutoCloseable {

    /** Most pages that are open at once; further pages poll. */
    private static final int MOST = 64;

    private static final long EVERY_MILLIS = 1_000;
    /** Seconds between keep-alives, below every idle timeout, also the hub's. */
    private static final int ALIVE_EVERY = 8;

    private static final byte[] ALIVE = ": \n\n".getBytes(UTF_8);
    private static final Logger log = LoggerFactory.getLogger(LiveUpdates.class);

    private final Queue<OpenPage> followers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean changed = new AtomicBoolean();
    /** Starts from the clock in seconds, so that numbers grow over restarts. */
    private final AtomicLong number;

    private final ScheduledThreadPoolExecutor server;
    private int turn;

    /**
     * Starts without pages.
     *
     * @param first number of the first update: greater than those of an earlier process
     */
    public LiveUpdates(long first) {
        this.number = new AtomicLong(first);
        this.server = DaemonThreads.scheduler("antin-hints");
        var unused = server.scheduleWithFixedDelay(this::tell, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Notifies of a change. Returns at once. */
    public void happened() {
        changed.set(true);
    }

    /** Keeps a page informed until it disconnects or its session ends. */
    void follow(RequestContext context, BooleanSupplier still) throws IOException {
        if (followers.size() >= MOST) {
            throw new Refused(Fault.TOO_MANY_REQUESTS);
        }
        context.response().setContentType("text/event-stream");
        context.response().setHeader("X-Accel-Buffering", "no");
        AsyncContext call = context.request().startAsync();
        call.setTimeout(0);
        OpenPage follower = new OpenPage(call, still, heard(context.request().getHeader("Last-Event-ID")));
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
            for (OpenPage follower : followers) {
                follower.tell(number.get(), alive);
            }
        } catch (RuntimeException e) {
            log.warn("a hint was not told: {}", e.toString());
        }
    }

    /** Closes all streams: the pages reconnect in a moment. */
    @Override
    public void close() {
        server.shutdownNow();
        followers.forEach(OpenPage::end);
    }

    /** One open page. */
    private final class OpenPage implements WriteListener {

        private final AsyncContext call;
        private final ServletOutputStream out;
        private final BooleanSupplier still;
        private final AtomicBoolean over = new AtomicBoolean();
        private long heard;

        OpenPage(AsyncContext call, BooleanSupplier still, long heard) throws IOException {
            this.call = call;
            this.out = call.getResponse().getOutputStream();
            this.still = still;
            this.heard = heard;
        }

        /** Runs on the one thread; a connection that has not taken the last update gets no further one. */
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
