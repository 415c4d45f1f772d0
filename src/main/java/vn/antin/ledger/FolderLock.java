package vn.antin.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Fault;
import vn.antin.envelope.TryLater;

/** One ledger, one process: held by the system, so it is free again however the holder dies. */
final class FolderLock implements AutoCloseable {

    private final FileChannel file;

    private FolderLock(FileChannel file) {
        this.file = file;
    }

    static FolderLock take(Path folder) {
        Path name = folder.resolve("ledger.lock");
        try {
            FileChannel file = FileChannel.open(
                    name, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (lock(file) == null) {
                String holder = holder(file);
                file.close();
                throw new TryLater(
                        Fault.LEDGER_UNAVAILABLE,
                        folder + " is in use by " + holder + "; a ledger belongs to one process at a time");
            }
            file.truncate(0);
            file.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new FolderLock(file);
        } catch (IOException e) {
            throw SqlErrors.unavailable("open " + folder, e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw SqlErrors.unavailable("close the ledger", e);
        }
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    private static String holder(FileChannel file) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        file.read(pid, 0);
        String digits = new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII);
        return digits.matches("[0-9]+") ? "process " + digits : "another process";
    }
}
