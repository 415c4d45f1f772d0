package vn.antin.ledger.db;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;

/**
 * A file lock that gives a ledger's folder to one process. The operating system holds it, so it is free again however
 * its holder ends.
 */
final class FolderLock implements AutoCloseable {

    /** Folders locked by this process. Opening and closing a lock file a second time would release the lock. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel file;

    private FolderLock(Path folder, FileChannel file) {
        this.folder = folder;
        this.file = file;
    }

    /** Locks the folder and creates it if it is missing. */
    static FolderLock createAndTake(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw SqlErrors.unavailable("open " + folder, e);
        }
        return take(folder);
    }

    static FolderLock take(Path folder) {
        try {
            Path real = folder.toRealPath();
            if (!HELD.add(real)) {
                throw inUse(folder, "this process");
            }
            boolean taken = false;
            try {
                FolderLock lock = new FolderLock(real, openLocked(folder));
                taken = true;
                return lock;
            } finally {
                if (!taken) {
                    HELD.remove(real);
                }
            }
        } catch (IOException e) {
            throw SqlErrors.unavailable("open " + folder, e);
        }
    }

    /** What its disk has left. */
    long freeBytes() {
        return folder.toFile().getUsableSpace();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw SqlErrors.unavailable("close " + folder, e);
        } finally {
            HELD.remove(folder);
        }
    }

    private static FileChannel openLocked(Path folder) throws IOException {
        FileChannel file = FileChannel.open(
                folder.resolve("ledger.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        if (file.tryLock() == null) {
            String holder = holder(file);
            file.close();
            throw inUse(folder, holder);
        }
        file.truncate(0);
        String pid = Long.toString(ProcessHandle.current().pid());
        file.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
        return file;
    }

    private static TryLater inUse(Path folder, String holder) {
        return new TryLater(
                Fault.LEDGER_UNAVAILABLE,
                "the ledger in " + folder + " is in use by " + holder + "; it belongs to one process at a time");
    }

    private static String holder(FileChannel file) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        file.read(pid, 0);
        String digits = new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII);
        return digits.matches("[0-9]+") ? "process " + digits : "another process";
    }
}
