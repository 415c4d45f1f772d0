package vn.antin.ledger.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A file on a disk with a write cache: its visible content, and which part of it is still in the cache. */
public final class CachedDisk {

    /** Which unsynced writes the disk has kept at a power cut. */
    public enum UnsyncedWrites {
        LOST,
        /** Some sectors, in any order, as disks may write them. */
        PARTLY_KEPT
    }

    /** A write of one sector, or of a new length without bytes, in the order of the requests. */
    private record Change(long position, @Nullable ByteBuffer bytes) {}

    private static final int SECTOR = 512;

    private final Path file;
    private final List<Change> cached = new ArrayList<>();
    private byte[] seen;
    private int size;
    private boolean dead;

    CachedDisk(Path file) {
        this.file = file;
        try {
            seen = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            size = seen.length;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    synchronized long size() {
        return size;
    }

    synchronized int read(ByteBuffer into, long position) throws IOException {
        alive();
        if (position >= size) {
            return -1;
        }
        int count = (int) Math.min(into.remaining(), size - position);
        into.put(seen, (int) position, count);
        return count;
    }

    synchronized int write(ByteBuffer from, long position) throws IOException {
        alive();
        int count = from.remaining();
        int end = (int) position + count;
        if (end > seen.length) {
            seen = Arrays.copyOf(seen, Math.max(end, seen.length * 2));
        }
        from.get(seen, (int) position, count);
        size = Math.max(size, end);
        for (int at = (int) position; at < end; ) {
            int next = Math.min(end, (at / SECTOR + 1) * SECTOR);
            cached.add(new Change(at, ByteBuffer.wrap(Arrays.copyOfRange(seen, at, next))));
            at = next;
        }
        return count;
    }

    synchronized void truncate(long length) throws IOException {
        alive();
        if (length < size) {
            Arrays.fill(seen, (int) length, size, (byte) 0);
            size = (int) length;
            cached.add(new Change(length, null));
        }
    }

    synchronized void force() throws IOException {
        alive();
        write(cached);
        cached.clear();
    }

    synchronized void cut(UnsyncedWrites unsynced, Random random) {
        dead = true;
        double lost = unsynced == UnsyncedWrites.LOST ? 1 : Math.pow(random.nextDouble(), 3); // mostly few: an odd one here and there
        cached.removeIf(change -> random.nextDouble() < lost);
        try {
            write(cached);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void write(List<Change> changes) throws IOException {
        try (RandomAccessFile real = new RandomAccessFile(file.toFile(), "rw")) {
            for (Change change : changes) {
                ByteBuffer bytes = change.bytes();
                if (bytes == null) {
                    real.setLength(Math.min(real.length(), change.position()));
                } else {
                    real.seek(change.position());
                    real.getChannel().write(bytes.duplicate());
                }
            }
        }
    }

    private void alive() throws IOException {
        if (dead) {
            throw new IOException("no power");
        }
    }
}
