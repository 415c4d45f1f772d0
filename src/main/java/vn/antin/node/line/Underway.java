package vn.antin.node.line;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The bytes that left one end of a line and have not come out of the other: at most as many as a line holds. */
final class Underway {

    private static final int CAPACITY = 256 << 10;

    private final long delay;
    private final DelayQueue<Chunk> chunks = new DelayQueue<>();
    private final Semaphore room = new Semaphore(CAPACITY);
    private long number;

    Underway(Duration delay) {
        this.delay = delay.toNanos();
    }

    void put(byte[] bytes, int length) throws InterruptedException {
        room.acquire(length);
        chunks.add(new Chunk(Arrays.copyOf(bytes, length), System.nanoTime() + delay, number++));
    }

    void end() {
        chunks.add(new Chunk(new byte[0], System.nanoTime() + delay, number++));
    }

    /** The next bytes that have arrived; an empty array after the last. */
    byte[] next() throws InterruptedException {
        byte[] bytes = chunks.take().bytes;
        room.release(bytes.length);
        return bytes;
    }

    private static final class Chunk implements Delayed {

        private final byte[] bytes;
        private final long due;
        private final long number;

        Chunk(byte[] bytes, long due, long number) {
            this.bytes = bytes;
            this.due = due;
            this.number = number;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(number, ((Chunk) other).number);
        }
    }
}
