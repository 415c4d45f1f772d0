package vn.antin.ledger.file;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A stream with a rate limit that leaves the disk to the documents; it fails when its thread is interrupted. */
public final class ThrottledOutput extends FilterOutputStream {

    /** Bytes a second: an hour for 70 GB, and a third of what a slow disk writes. */
    private static final long RATE = 20_000_000;

    private static final long NANOS_OF_A_THOUSAND = TimeUnit.SECONDS.toNanos(1_000) / RATE;

    private final long begin = System.nanoTime();
    private long written;

    public ThrottledOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        out.write(bytes, from, count);
        written += count;
        long due = begin + written / 1_000 * NANOS_OF_A_THOUSAND;
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("given up");
            }
            LockSupport.parkNanos(this, wait);
        }
    }
}
