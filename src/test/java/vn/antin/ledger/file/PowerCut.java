package vn.antin.ledger.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.jspecify.annotations.Nullable;

/**
 * An H2 file system on a disk that can lose its power: writes go to a cache, and only a force brings them to the real
 * file. Public because H2 instantiates it.
 */
public final class PowerCut extends FilePathWrapper {

    public static final String PREFIX = "powercut:";

    private static final Map<Path, CachedDisk> DISKS = new ConcurrentHashMap<>();

    public static void register() {
        FilePath.register(new PowerCut());
    }

    /** Cuts the power of all files in this folder; every use of them fails until they are opened again. */
    public static void cut(Path folder, CachedDisk.UnsyncedWrites unsynced, Random random) {
        DISKS.forEach((file, disk) -> {
            if (file.startsWith(folder)) {
                DISKS.remove(file);
                disk.cut(unsynced, random);
            }
        });
    }

    @Override
    public String getScheme() {
        return PREFIX.substring(0, PREFIX.length() - 1);
    }

    @Override
    public long size() {
        CachedDisk disk = DISKS.get(real());
        return disk == null ? super.size() : disk.size();
    }

    @Override
    public FileChannel open(String mode) {
        return new Opened(DISKS.computeIfAbsent(real(), CachedDisk::new));
    }

    private Path real() {
        return Path.of(unwrap(name).toString());
    }

    /** A file as H2 uses it. */
    private static final class Opened extends FileBaseDefault {

        private final CachedDisk disk;

        Opened(CachedDisk disk) {
            this.disk = disk;
        }

        @Override
        public long size() {
            return disk.size();
        }

        @Override
        public synchronized int read(ByteBuffer into, long position) throws IOException {
            return disk.read(into, position);
        }

        @Override
        public synchronized int write(ByteBuffer from, long position) throws IOException {
            return disk.write(from, position);
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            disk.truncate(size);
        }

        @Override
        public void force(boolean metaData) throws IOException {
            disk.force();
        }

        @Override
        public @Nullable FileLock tryLock(long position, long size, boolean shared) {
            return new Unlocked(this, position, size, shared);
        }
    }

    /** A dummy lock; the folder's lock suffices here. */
    private static final class Unlocked extends FileLock {

        Unlocked(FileChannel file, long position, long size, boolean shared) {
            super(file, position, size, shared);
        }

        @Override
        public boolean isValid() {
            return true;
        }

        @Override
        public void release() {
            // never held
        }
    }
}
