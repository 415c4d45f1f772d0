package vn.antin.ledger.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.h2.store.fs.FilePathWrapper;

/** An H2 file system that records every write in order. Public because H2 instantiates it. */
public final class Recorded extends FilePathWrapper {

    static final String PREFIX = "recorded:";

    private static final List<Write> WRITES = new ArrayList<>();

    /** A change of the file with this name. */
    record Write(String file, WriteJournal.FileChange change) {}

    /** Every write so far. */
    static List<Write> writes() {
        synchronized (WRITES) {
            return List.copyOf(WRITES);
        }
    }

    /** Clears the record. */
    static void forget() {
        synchronized (WRITES) {
            WRITES.clear();
        }
    }

    @Override
    public String getScheme() {
        return PREFIX.substring(0, PREFIX.length() - 1);
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Opened(getName(), super.open(mode));
    }

    private static void add(Write write) {
        synchronized (WRITES) {
            WRITES.add(write);
        }
    }

    /** A file that records its changes. */
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    private static final class Opened extends DelegatedFile {

        Opened(String name, FileChannel file) {
            super(name, file);
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            ByteBuffer bytes =
                    ByteBuffer.allocate(from.remaining()).put(from.duplicate()).flip();
            add(new Write(name, new WriteJournal.FileChange(position, bytes)));
            return file.write(from, position);
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            add(new Write(name, new WriteJournal.FileChange(size, null)));
            file.truncate(size);
        }
    }
}
