package vn.antin.ledger.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.h2.store.fs.FileBaseDefault;
import org.jspecify.annotations.Nullable;

/**
 * One file of H2 that is always as it was after one of H2's stores. A store is a chunk, sometimes the two blocks that
 * point to the newest chunk, sometimes a new length; between these H2 may find nothing but a much older chunk. A store
 * goes to the journal as one group, and from there to the file once the journal is forced; opening it after a crash
 * does the rest. A kill loses nothing that was settled, a power cut nothing that was forced.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // a reader need not wait while the journal is forced
public final class WholeFile extends FileBaseDefault {

    /** H2 points to its newest chunk below this, and has chunks above. */
    private static final int FIRST_CHUNK = 2 * 4096;

    /** Then the file itself is forced and the journal begins anew: what an opening has to go through at most. */
    private static final long LONGEST_JOURNAL = 4L << 20;

    /** What a reader has to look through at most, beside the file. */
    private static final int MOST_WAITING = 128;

    private final FileChannel file;
    private final WriteJournal journal;
    private final Consumer<WholeFile> onClose;

    /** Taken before {@link #state}, never inside it. */
    private final Object forcing = new Object();

    private final Object state = new Object();
    private final Deque<WriteJournal.Change> waiting = new ArrayDeque<>();
    private final List<WriteJournal.Change> store = new ArrayList<>();
    private long size;

    WholeFile(FileChannel file, FileChannel journal, Consumer<WholeFile> onClose) throws IOException {
        this.file = file;
        this.journal = new WriteJournal(journal);
        this.onClose = onClose;
        for (WriteJournal.Change change : this.journal.left()) {
            change.applyTo(file);
        }
        this.size = file.size();
        beginAnew();
    }

    @Override
    public long size() {
        synchronized (state) {
            return size;
        }
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        synchronized (state) {
            int count = (int) Math.min(into.remaining(), size - position);
            if (count <= 0) {
                return -1;
            }
            byte[] bytes = new byte[count];
            ByteBuffer found = ByteBuffer.wrap(bytes);
            while (found.hasRemaining() && file.read(found, position + found.position()) >= 0) {
                // what the file does not hold yet is among the waiting
            }
            waiting.forEach(change -> change.show(bytes, position));
            store.forEach(change -> change.show(bytes, position));
            into.put(bytes);
            return count;
        }
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
        int count = from.remaining();
        ByteBuffer bytes = ByteBuffer.allocate(count).put(from).flip();
        change(new WriteJournal.Change(position, bytes));
        return count;
    }

    @Override
    protected void implTruncate(long newSize) throws IOException {
        if (newSize < size()) {
            change(new WriteJournal.Change(newSize, null));
        }
    }

    private void change(WriteJournal.Change change) throws IOException {
        boolean many;
        synchronized (state) {
            if (change.bytes() != null && change.position() >= FIRST_CHUNK) {
                endStore();
            }
            store.add(change);
            size = change.bytes() == null ? change.position() : Math.max(size, change.end());
            many = waiting.size() > MOST_WAITING;
        }
        if (many) {
            forceSettled();
        }
    }

    private void endStore() throws IOException {
        journal.add(store);
        waiting.addAll(store);
        store.clear();
    }

    /** Called when H2 is not in the middle of a store: all of the last one is there, and survives a kill. */
    public void settle() throws IOException {
        synchronized (state) {
            endStore();
        }
    }

    /** H2 asks for this only between two stores. */
    @Override
    public void force(boolean metaData) throws IOException {
        settle();
        forceSettled();
    }

    /** Makes everything settled before this call survive a power cut. */
    public void forceSettled() throws IOException {
        synchronized (forcing) {
            int known;
            synchronized (state) {
                known = waiting.size();
            }
            if (known == 0) {
                return; // nobody else forces, so it is done
            }
            journal.force();
            synchronized (state) {
                apply(known);
                if (journal.length() > LONGEST_JOURNAL) {
                    journal.force();
                    apply(waiting.size());
                    beginAnew();
                }
            }
        }
    }

    private void apply(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            waiting.element().applyTo(file);
            waiting.remove();
        }
    }

    private void beginAnew() throws IOException {
        file.force(false);
        journal.beginAnew();
    }

    @Override
    public @Nullable FileLock tryLock(long position, long length, boolean shared) throws IOException {
        return file.tryLock(position, length, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        onClose.accept(this);
        try {
            synchronized (forcing) {
                synchronized (state) {
                    endStore();
                    journal.force();
                    apply(waiting.size());
                    beginAnew();
                }
            }
        } finally {
            file.close();
            journal.close();
        }
    }
}
