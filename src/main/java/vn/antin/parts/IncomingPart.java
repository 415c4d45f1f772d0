package vn.antin.parts;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The writer of an arriving part. Its bytes are synced at intervals of time and size, and readers see the synced ones:
 * so they follow a slow line closely and do not slow down a fast one.
 */
public final class IncomingPart extends OutputStream {

    private static final long SYNC_BYTES = 8L << 20;
    private static final long SYNC_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int BUFFER = 64 << 10;

    private final PartStore store;
    private final Digest digest;
    private final long size;
    private MessageDigest sha = Digest.newSha256();
    private @Nullable FileChannel channel;
    private long written;
    private long syncedAt;
    private volatile long durable;

    IncomingPart(PartStore store, Digest digest, long size) {
        this.store = store;
        this.digest = digest;
        this.size = size;
    }

    /**
     * Resumes after the bytes received before. They are read and hashed again, because a crash may have damaged them.
     */
    void open() throws IOException {
        if (store.has(digest)) {
            written = size;
            durable = size;
            return;
        }
        Path file = store.arrivingFile(digest);
        FileChannel open =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        channel = open;
        if (open.size() > size) {
            open.truncate(0);
        }
        try (InputStream before = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int count = before.read(buffer); count >= 0; count = before.read(buffer)) {
                sha.update(buffer, 0, count);
                written += count;
            }
        }
        open.position(written);
        syncedAt = System.nanoTime();
        if (written > 0) {
            sync(open);
        }
        if (written == size) {
            finish(open);
        }
    }

    Digest digest() {
        return digest;
    }

    /** The offset of the next byte. */
    public long offset() {
        return written;
    }

    /** The number of bytes that survive a power cut. */
    public long durable() {
        return durable;
    }

    public boolean whole() {
        return channel == null && durable == size;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /**
     * Appends bytes. With the last one the part is checked and completed.
     *
     * @throws Refused PART_DIGEST for a byte too many or a wrong digest; what was received is discarded then
     */
    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        FileChannel open = channel;
        if (open == null || written + count > size) {
            discard();
            throw new Refused(Fault.PART_DIGEST, digest.hex(), "more bytes than announced");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, from, count);
        while (buffer.hasRemaining()) {
            open.write(buffer);
        }
        sha.update(bytes, from, count);
        written += count;
        if (written == size) {
            finish(open);
        } else if (written - durable >= SYNC_BYTES || System.nanoTime() - syncedAt >= SYNC_NANOS) {
            sync(open);
        }
    }

    private void sync(FileChannel open) throws IOException {
        open.force(false);
        durable = written;
        syncedAt = System.nanoTime();
        store.grown();
    }

    private void finish(FileChannel open) throws IOException {
        Digest found = Digest.of(sha.digest());
        if (!found.equals(digest)) {
            discard();
            throw new Refused(Fault.PART_DIGEST, digest.hex(), "the digest is " + found.hex());
        }
        open.force(true);
        store.settle(store.arrivingFile(digest), digest);
        open.close();
        channel = null;
        durable = size;
    }

    /** Discards what was received; the next transfer begins at 0. */
    private void discard() throws IOException {
        FileChannel open = channel;
        if (open != null) {
            open.truncate(0);
            open.force(true);
            written = 0;
            durable = 0;
            sha = Digest.newSha256();
        }
    }

    /** Syncs and keeps what was received, so that the transfer can be resumed. */
    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        try {
            if (open != null) {
                sync(open);
                open.close();
            }
        } finally {
            store.closed(this);
        }
    }
}
