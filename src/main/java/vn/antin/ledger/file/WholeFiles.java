package vn.antin.ledger.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * Files for H2 that a power cut leaves whole. Of what was not forced a disk may keep any part, in any order, and H2
 * takes a half written chunk for a good one: rows that were long safe are then gone, without a word. So what it
 * writes goes to a journal first, with a checksum, see {@link WholeFile}. Public because H2 makes instances of it.
 */
public final class WholeFiles extends FilePathWrapper {

    private static final String SCHEME = "whole";

    /** What H2 calls a file of this kind, on top of another kind. */
    public static final String PREFIX = SCHEME + ":";

    private static final Map<String, WholeFile> OPENED = new ConcurrentHashMap<>();

    public static void register() {
        FilePath.register(new WholeFiles());
    }

    /** The file as H2 has it open. */
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

    /** Temporary files of H2 need not survive anything. */
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
