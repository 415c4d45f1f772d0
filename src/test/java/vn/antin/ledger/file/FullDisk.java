package vn.antin.ledger.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** An H2 file system with a limit of what its files may grow, and with writes that fail. Public because H2 instantiates it. */
public final class FullDisk extends FilePathWrapper {

    public static final String PREFIX = "full:";

    /** Bytes that the files may still grow. */
    public static final AtomicLong FREE = new AtomicLong();

    /** Files whose names do not contain this may grow without a limit. */
    private static final AtomicReference<String> LIMITED = new AtomicReference<>("");

    private static final AtomicBoolean BREAKS = new AtomicBoolean();

    public static void register() {
        FilePath.register(new FullDisk());
        FREE.set(Long.MAX_VALUE);
        BREAKS.set(false);
        LIMITED.set("");
    }

    /** Limits only files whose names contain this. */
    public static void limit(String name) {
        LIMITED.set(name);
    }

    /** The next write puts its bytes on the disk and fails all the same. */
    public static void breakNext() {
        BREAKS.set(true);
    }

    @Override
    public String getScheme() {
        return PREFIX.substring(0, PREFIX.length() - 1);
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Limited(getName(), super.open(mode));
    }

    /** A file on this disk. */
    private static final class Limited extends DelegatedFile {

        Limited(String name, FileChannel file) {
            super(name, file);
        }

        @Override
        public synchronized int write(ByteBuffer from, long position) throws IOException {
            long growth = Math.max(0, position + from.remaining() - file.size());
            if (growth > 0 && name.contains(LIMITED.get()) && FREE.addAndGet(-growth) < 0) {
                FREE.addAndGet(growth);
                throw new IOException("No space left on device");
            }
            int count = file.write(from, position);
            if (BREAKS.getAndSet(false)) {
                throw new IOException("Input/output error");
            }
            return count;
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            FREE.addAndGet(Math.max(0, file.size() - size));
            file.truncate(size);
        }
    }
}
