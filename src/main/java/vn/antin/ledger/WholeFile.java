package vn.antin.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.h2.store.fs.FileBaseDefault;
import org.jspecify.annotations.Nullable;

/**
 * One file that is always as it was after one of its writes. A write goes to the journal only, and from there to the
 * file once the journal is forced; opening it after a crash does the rest. A kill loses no write, a power cut none that
 * was forced, and neither leaves half of one.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // a reader need not wait while the journal is forced
final class WholeFile extends FileBaseDefault {

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
            for (WriteJournal.Change change : waiting) {
                change.show(bytes, position);
            }
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
            journal.add(change);
            waiting.add(change);
            size = change.bytes() == null ? change.position() : Math.max(size, change.end());
            many = waiting.size() > MOST_WAITING;
        }
        if (many) {
            force(false);
        }
    }

    /** Makes every write before this call survive a power cut. */
    @Override
    public void force(boolean metaData) throws IOException {
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
