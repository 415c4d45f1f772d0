package vn.antin.trial.line;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** One way of a line: senders take turns, and what was sent comes out in order, after the delay. */
final class LineDirection {

    /** One of those that share the direction. */
    interface LineSender {

        /** Its turn: reads what is there, at most so much; 0 for nothing, -1 for the end. */
        int read(ByteBuffer bytes);

        /** Whether what was just read goes on its way. */
        boolean passes(int length);

        boolean hasRoom();

        /** Gives up its place until there is something to send, and room for it. */
        void leave();

        /** Bytes that have crossed the line; none for the end. */
        void arrive(ByteBuffer bytes);
    }

    /** What one flow sends in its turn: so little that a small message beside a large transfer soon has its own. */
    private static final int TURN = 2 << 10;

    private static final int TURN_WITHOUT_LIMIT = 16 << 10;

    private record Crossing(LineSender sender, ByteBuffer bytes, long due) {}

    private final long bytesPerSecond;
    private final long delay;
    private final ByteBuffer turn;
    private final Queue<LineSender> senders = new ArrayDeque<>();
    private final Queue<Crossing> crossings = new ArrayDeque<>();
    private final LongSupplier nanos;
    private long freeAt;

    /** @param nanos the time, as {@link System#nanoTime} tells it */
    LineDirection(long bytesPerSecond, Duration delay, LongSupplier nanos) {
        this.bytesPerSecond = bytesPerSecond;
        this.delay = delay.toNanos();
        this.nanos = nanos;
        this.freeAt = nanos.getAsLong();
        this.turn = ByteBuffer.allocateDirect(bytesPerSecond > 0 ? TURN : TURN_WITHOUT_LIMIT);
    }

    int turn() {
        return turn.capacity();
    }

    void queue(LineSender sender) {
        if (senders.isEmpty()) {
            // What an idle line could have carried is gone; a thread that woke late loses nothing.
            freeAt = Math.max(freeAt, nanos.getAsLong());
        }
        senders.add(sender);
    }

    /** What is due now enters and leaves the line; answers the nanoseconds until more is due. */
    long work(long now) {
        // A line without a limit is always free: each sender has one turn, then others see to the rest.
        int turns = bytesPerSecond > 0 ? Integer.MAX_VALUE : senders.size();
        if (bytesPerSecond == 0) {
            freeAt = now;
        }
        while (true) {
            long entering = senders.isEmpty() ? Long.MAX_VALUE : freeAt - now;
            long leaving = crossings.isEmpty() ? Long.MAX_VALUE : crossings.element().due - now;
            long next = Math.min(entering, leaving);
            if (next > 0 || (next < leaving && turns == 0)) {
                return Math.max(0, next);
            }
            // In the order of their times, also after a pause in which much became due.
            if (next < leaving) {
                turns--;
                send(senders.remove());
            } else {
                Crossing first = crossings.remove();
                first.sender.arrive(first.bytes);
            }
        }
    }

    private void send(LineSender sender) {
        int length = sender.read(turn.clear());
        if (length > 0 && bytesPerSecond > 0) {
            freeAt += length * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
        }
        if (length != 0 && sender.passes(length)) {
            ByteBuffer bytes = ByteBuffer.allocate(turn.flip().remaining()).put(turn);
            crossings.add(new Crossing(sender, bytes.flip(), freeAt + delay));
        }
        if (length > 0 && sender.hasRoom()) {
            senders.add(sender);
        } else {
            sender.leave();
        }
    }
}
