package vn.antin.parts;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import vn.antin.envelope.Digest;

/** The progress of the parts on this node's own line, for people; in memory only. */
public final class TransferProgress {

    /** The state of a transfer. */
    public enum TransferState {
        /** Others have priority. */
        WAITING,
        MOVING,
        /** The line is down; what has crossed stays. */
        WAITING_FOR_LINE,
        /** The line works, but the hub has not accepted the envelope, or has no more of the part yet. */
        WAITING_FOR_HUB,
        /** The hub has it, and the recipient's line has transferred nothing lately. */
        WAITING_FOR_RECIPIENT
    }

    /**
     * The progress of one part at one moment.
     *
     * @param bytesPerSecond recent rate; 0 when nothing moves
     * @param reason why it waits, for an operator
     */
    public record PartProgress(TransferState state, long done, long size, long bytesPerSecond, String reason) {

        /** Estimated seconds left at this rate; -1 when unknown. */
        public long secondsLeft() {
            return bytesPerSecond <= 0 ? -1 : (size - done + bytesPerSecond - 1) / bytesPerSecond;
        }
    }

    /** The transfer of one part; written by one thread. */
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

        /** Whether anything was transferred since {@link #moving}. */
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

        /** Resumes where it is. */
        void resume() {
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

        PartProgress progress() {
            return new PartProgress(state, done, size, state == TransferState.MOVING ? rate : 0, reason);
        }
    }

    private final Map<Digest, Bar> bars = new ConcurrentHashMap<>();

    Bar of(Digest digest, long size) {
        return bars.computeIfAbsent(digest, unused -> new Bar(size));
    }

    void remove(Digest digest) {
        bars.remove(digest);
    }

    /** The rate of the line, in both directions together. */
    public long bytesPerSecond() {
        return bars.values().stream()
                .mapToLong(bar -> bar.progress().bytesPerSecond())
                .sum();
    }

    /** The progress of a part; empty before its first turn. */
    public Optional<PartProgress> progress(Digest digest) {
        return Optional.ofNullable(bars.get(digest)).map(Bar::progress);
    }
}
