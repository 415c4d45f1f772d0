package vn.antin.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether a write failed because its disk is full. The operating system says so in its own language and its own words, so
 * this asks the file store for the room that is left.
 */
public final class FullDisk {

    /** No single write is larger, so a disk with more room is not what stopped one. */
    private static final long BLOCK = 1 << 20;

    private FullDisk() {}

    /**
     * After a write that failed: whether the disk has no room for it.
     *
     * @param where the file or its folder; what is not there counts as the nearest folder above it
     * @param freed bytes of the failed write that have been removed again since
     */
    public static boolean at(Path where, long freed) {
        @Nullable Path there = where.toAbsolutePath();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        try {
            return there != null && Files.getFileStore(there).getUsableSpace() - freed < BLOCK;
        } catch (IOException unknown) {
            // A store that does not even answer has another fault than being full.
            return false;
        }
    }
}
