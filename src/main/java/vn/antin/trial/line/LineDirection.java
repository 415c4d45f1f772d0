package vn.antin.trial.line;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** One direction of a line: senders take turns, and data comes out in order after the delay. */
final class LineDirection {

    /** A sender that shares the direction. */
    interface LineSender {

        /** Reads up to that much in its turn; returns 0 for nothing, -1 for the end. */
        int read(ByteBuffer bytes);

        /** Whether the data just read is sent, or lost. */
        boolean passes(int length);

        boolean hasRoom();

        /** Leaves the turn until there is data and room for it. */
        void leave();

        /** Delivers data that has crossed the line; empty for the end. */
        void arrive(ByteBuffer bytes);
    }

    /** Bytes per turn: few, so that a small message beside a large transfer soon has its turn. */
    private static final int TURN = 2 << 10;

    private static final int TURN_WITHOUT_LIMIT = 16 << 10;

    private record BytesInFlight(LineSender sender, ByteBuffer bytes, long due) {}

    private final long bytesPerSecond;
    private final long delay;
    private final ByteBuffer turn;
    private final Queue<LineSender> senders = new ArrayDeque<>();
    private final Queue<BytesInFlight> crossings = new ArrayDeque<>();
    private final LongSupplier nanos;
    private long freeAt;

    /**
     * Builds a direction.
     *
     * @param nanos the clock, as {@link System#nanoTime}
     */
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
            // Unused capacity of an idle line is lost; the time that the thread woke late is not.
            freeAt = Math.max(freeAt, nanos.getAsLong());
        }
        senders.add(sender);
    }

    /** Moves what is due into and out of the line; returns the nanoseconds until more is due. */
    long work(long now) {
        // A line without a limit is always free: each sender has one turn, then the others.
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
            // In order of time, also when a pause made much due at once.
            if (next < leaving) {
                turns--;
                send(senders.remove());
            } else {
                BytesInFlight first = crossings.remove();
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
            crossings.add(new BytesInFlight(sender, bytes.flip(), freeAt + delay));
        }
        if (length > 0 && sender.hasRoom()) {
            senders.add(sender);
        } else {
            sender.leave();
        }
    }
}
