package vn.antin.parts;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import vn.antin.envelope.Digest;

/** How far the parts on this node's line have come, for people to look at; kept in memory only. */
public final class TransferProgress {

    /** Where a part stands. */
    public enum TransferState {
        /** Others go first. */
        WAITING,
        MOVING,
        /** The line is down; what has crossed stays. */
        WAITING_FOR_LINE,
        /** The line is good, but the hub has not accepted the envelope, or has no more of the part yet. */
        WAITING_FOR_HUB,
        /** It is at the hub, and the recipient's line has carried none of it lately. */
        WAITING_FOR_RECIPIENT
    }

    /**
     * One look at one part.
     *
     * @param bytesPerSecond lately; 0 when it does not move
     * @param reason why it waits, for an operator
     */
    public record Look(TransferState state, long done, long size, long bytesPerSecond, String reason) {

        /** Seconds until it has crossed at this rate; -1 when nobody can tell. */
        public long secondsLeft() {
            return bytesPerSecond <= 0 ? -1 : (size - done + bytesPerSecond - 1) / bytesPerSecond;
        }
    }

    /** The way of one part; written by one thread. */
    static final class Bar {

        private static final long SPAN = TimeUnit.SECONDS.toNanos(5);

        private final long size;
        private volatile TransferState state = TransferState.WAITING;
        private volatile String reason = "";
        private volatile long done;
        private long began;
        private long markDone;
        private long markAt = System.nanoTime();
        private volatile long rate;

        Bar(long size) {
            this.size = size;
        }

        /** Whether anything has crossed since it last began to move. */
        boolean moved() {
            return done > began;
        }

        void moving(long from) {
            state = TransferState.MOVING;
            reason = "";
            done = from;
            began = from;
            markDone = from;
            markAt = System.nanoTime();
        }

        /** Goes on where it is. */
        void moves() {
            if (state != TransferState.MOVING) {
                moving(done);
            }
        }

        void at(long bytes) {
            done = bytes;
            long passed = System.nanoTime() - markAt;
            if (passed >= SPAN / 10) {
                long now = (bytes - markDone) * TimeUnit.SECONDS.toNanos(1) / passed;
                rate = rate == 0 ? now : (3 * rate + now) / 4;
                markDone = bytes;
                markAt = System.nanoTime();
            }
        }

        void waiting(TransferState why, String words) {
            state = why;
            reason = words;
            rate = 0;
            began = done;
        }

        Look look() {
            return new Look(state, done, size, state == TransferState.MOVING ? rate : 0, reason);
        }
    }

    private final Map<Digest, Bar> bars = new ConcurrentHashMap<>();

    Bar of(Digest digest, long size) {
        return bars.computeIfAbsent(digest, unused -> new Bar(size));
    }

    void over(Digest digest) {
        bars.remove(digest);
    }

    /** What crosses the line now, in both directions together. */
    public long bytesPerSecond() {
        return bars.values().stream()
                .mapToLong(bar -> bar.look().bytesPerSecond())
                .sum();
    }

    /** Nothing if it has not been its turn yet. */
    public Optional<Look> look(Digest digest) {
        return Optional.ofNullable(bars.get(digest)).map(Bar::look);
    }
}
