package vn.antin.ledger;

import java.io.IOException;
import java.io.OutputStream;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** Files for what H2 writes beside its work, at a {@link Pace}. Public because H2 makes instances of it. */
public final class PacedFiles extends FilePathWrapper {

    private static final String SCHEME = "paced";

    /** What H2 calls a file of this kind. */
    static final String PREFIX = SCHEME + ":";

    static void register() {
        FilePath.register(new PacedFiles());
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public OutputStream newOutputStream(boolean append) throws IOException {
        return new Pace(unwrap(name).newOutputStream(append));
    }
}
