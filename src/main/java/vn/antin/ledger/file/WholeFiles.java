package vn.antin.ledger.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * An H2 file system with atomic stores. After a power cut a disk may have written any part of the unforced data, in any
 * order, and H2 takes a half-written chunk for a valid one: rows that were safe long ago are then lost silently. So all
 * writes go through a journal with checksums, see {@link WholeFile}. Public because H2 instantiates it.
 */
public final class WholeFiles extends FilePathWrapper {

    private static final String SCHEME = "whole";

    /** Prefix of the names of these files in H2, put before that of another file system. */
    public static final String PREFIX = SCHEME + ":";

    private static final Map<String, WholeFile> OPENED = new ConcurrentHashMap<>();

    public static void register() {
        FilePath.register(new WholeFiles());
    }

    /** The file that H2 has open under this name. */
    public static WholeFile opened(String name) {
        WholeFile file = OPENED.get(name);
        if (file == null) {
            throw new IllegalStateException(name + " is not open");
        }
        return file;
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    /** Temporary files of H2 need no journal. */
    @Override
    public FileChannel open(String mode) throws IOException {
        FilePath base = unwrap(name);
        if (!name.endsWith(".mv.db") || !mode.equals("rw")) {
            return base.open(mode);
        }
        FilePath journal = FilePath.get(base + ".journal");
        WholeFile file = new WholeFile(base.open(mode), journal.open(mode), closed -> OPENED.remove(name, closed));
        OPENED.put(name, file);
        return file;
    }
}
