package vn.antin.ledger.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * An H2 file system that survives interrupts. Java closes a file channel when a thread is interrupted while it reads or
 * writes, which every pool does at a stop, and H2 then closes the database for everybody. H2's own alternatives do not
 * fit: {@code async:} halves the speed, {@code retry:} swallows the interrupt and may write to a file that was closed
 * on purpose. Public because H2 instantiates it.
 */
public final class SteadyFiles extends FilePathWrapper {

    private static final String SCHEME = "steady";

    /** Prefix of the names of these files in H2. */
    public static final String PREFIX = SCHEME + ":";

    public static void register() {
        FilePath.register(new SteadyFiles());
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Steady(Path.of(unwrap(name).toString()), mode);
    }

    /** An open file; only opening it can be interrupted. */
    private static final class Steady extends FileBaseDefault {

        private final Path name;
        private final RandomAccessFile file;
        private final Object forcing = new Object();
        private FileChannel disk;

        Steady(Path name, String mode) throws IOException {
            this.name = name;
            file = new RandomAccessFile(name.toFile(), mode);
            disk = FileChannel.open(name, mode.equals("r") ? StandardOpenOption.READ : StandardOpenOption.WRITE);
        }

        @Override
        public long size() throws IOException {
            return file.length();
        }

        @Override
        public synchronized int read(ByteBuffer into, long position) throws IOException {
            file.seek(position);
            int count = file.read(into.array(), into.arrayOffset() + into.position(), into.remaining());
            if (count > 0) {
                into.position(into.position() + count);
            }
            return count;
        }

        @Override
        public synchronized int write(ByteBuffer from, long position) throws IOException {
            int count = from.remaining();
            file.seek(position);
            file.write(from.array(), from.arrayOffset() + from.position(), count);
            from.position(from.limit());
            return count;
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            if (size < file.length()) {
                file.setLength(size);
            }
        }

        /**
         * Forces data and length without the modification time, which halves the work of the disk; only a channel can
         * do that. An interrupt closes the channel used for it and no other; the next channel repeats the force.
         */
        @Override
        public void force(boolean metaData) throws IOException {
            boolean interrupted = false;
            synchronized (forcing) {
                while (!forced()) {
                    interrupted |= Thread.interrupted();
                    disk = FileChannel.open(name, StandardOpenOption.WRITE);
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean forced() throws IOException {
            try {
                disk.force(false);
                return true;
            } catch (ClosedByInterruptException e) {
                return false;
            }
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return file.getChannel().tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
            synchronized (forcing) {
                disk.close();
            }
        }
    }
}
