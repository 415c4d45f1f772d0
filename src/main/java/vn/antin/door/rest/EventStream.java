package vn.antin.door.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.Feed;

/**
 * One open stream of events. It reads from the ledger only what its caller has consumed: a slow caller holds a few
 * events and no thread. Only the subscribers' thread writes it.
 */
final class EventStream implements WriteListener, EventSubscribers.EventSubscriber {

    static final String MEDIA_TYPE = "text/event-stream";

    /** Events read ahead of the connection. */
    private static final int AHEAD = 50;

    /**
     * How an event is written: an {@code EventSource} delivers a named event to the listeners of that name only, and an
     * unnamed one to {@code onmessage} only.
     */
    enum EventNaming {
        /**
         * Written twice: first unnamed without an id, then named with its id. A caller that is cut off between the two
         * gets both again.
         */
        BOTH,
        WITH,
        WITHOUT;

        /**
         * Parses the parameter {@code named}.
         *
         * @throws Refused FIELD_INVALID unless it is true, false or absent
         */
        static EventNaming of(@Nullable String named) {
            if (named == null) {
                return BOTH;
            }
            return switch (named) {
                case "true" -> WITH;
                case "false" -> WITHOUT;
                default -> throw new Refused(Fault.FIELD_INVALID, "named", named);
            };
        }

        String write(long number, String type, String data) {
            String nameless = "data: " + data + "\n\n";
            String id = "id: " + number + "\n";
            String named = id + "event: " + type + "\n" + nameless;
            return switch (this) {
                case BOTH -> nameless + named;
                case WITH -> named;
                case WITHOUT -> id + nameless;
            };
        }
    }

    /** Reads the feed. */
    interface FeedSource {
        Feed.Slice after(long number, int limit);
    }

    /** Renders an event as one line. */
    interface Writing {
        String write(Feed.FeedEntry entry) throws IOException;
    }

    /** The events of one caller, and how they are rendered. */
    record EventSource(FeedSource reading, Writing writing) {}

    private final AsyncContext call;
    private final ServletOutputStream out;
    private final FeedSource reading;
    private final Writing writing;
    private final EventSubscribers followers;
    private final long heartbeatNanos;
    private final EventNaming names;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Queue<byte[]> ahead = new ArrayDeque<>();
    private Runnable farewell = () -> {};
    private long after;
    private long toldUpTo;
    private long lastWrite = System.nanoTime();
    private boolean ready;

    EventStream(
            AsyncContext call,
            ServletOutputStream out,
            EventSource source,
            EventSubscribers followers,
            Duration heartbeat,
            EventNaming names,
            long after) {
        this.call = call;
        this.out = out;
        this.reading = source.reading();
        this.writing = source.writing();
        this.followers = followers;
        this.heartbeatNanos = heartbeat.toNanos();
        this.names = names;
        this.after = after;
        this.toldUpTo = after;
        ahead.add("retry: 3000\n\n".getBytes(UTF_8));
    }

    /** Starts the stream, which from here on runs by itself. */
    void start(Runnable atTheEnd) {
        farewell = atTheEnd;
        try {
            out.setWriteListener(this);
            followers.join(this);
        } catch (TryLater e) {
            end();
        }
    }

    @Override
    public void onWritePossible() {
        try {
            followers.run(() -> {
                ready = true;
                followers.look(this);
            });
        } catch (TryLater e) {
            end();
        }
    }

    /** The connection broke: the caller comes back with the last number it has. */
    @Override
    public void onError(Throwable failure) {
        followers.leave(this, new UncheckedIOException(new IOException(failure)));
    }

    @Override
    public boolean look() {
        try {
            while (ready && !over.get()) {
                byte[] next = next();
                if (next == null) {
                    break;
                }
                out.write(next);
                lastWrite = System.nanoTime();
                if (out.isReady()) {
                    out.flush();
                }
                ready = out.isReady();
            }
            return !over.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte @Nullable [] next() throws IOException {
        if (ahead.isEmpty()) {
            Feed.Slice slice = reading.after(after, AHEAD);
            for (Feed.FeedEntry entry : slice.entries()) {
                ahead.add(block(entry));
                toldUpTo = entry.event().number();
            }
            after = slice.upTo();
            if (ahead.isEmpty() && slice.more()) {
                followers.run(() -> followers.look(this));
            }
        }
        if (ahead.isEmpty() && System.nanoTime() - lastWrite >= heartbeatNanos) {
            ahead.add(heartbeat());
        }
        return ahead.poll();
    }

    private byte[] block(Feed.FeedEntry entry) throws IOException {
        String type = EventTypes.of(entry.event().what());
        return names.write(entry.event().number(), type, writing.write(entry)).getBytes(UTF_8);
    }

    /** Sends the number to resume after, also when the new events were not for this caller. */
    private byte[] heartbeat() {
        String id = after > toldUpTo ? "id: " + after + "\n" : "";
        toldUpTo = Math.max(toldUpTo, after);
        return (": \n" + id + "\n").getBytes(UTF_8);
    }

    @Override
    public void leave(RuntimeException why) {
        end();
    }

    private void end() {
        if (over.compareAndSet(false, true)) {
            farewell.run();
            call.complete();
        }
    }
}
