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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of H2 with atomic stores. A store is a chunk, sometimes the two header blocks that point to the newest chunk,
 * sometimes a new length; a file cut between these would show H2 a much older chunk. Each store goes to a write-ahead
 * journal as one group, and from there to the file once the journal is forced; opening the file after a crash replays
 * the journal. What was settled survives a kill, what was forced survives a power cut.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // a reader need not wait while the journal is forced
public final class WholeFile extends FileBaseDefault {

    private static final Logger log = LoggerFactory.getLogger(WholeFile.class);

    /** H2's header blocks are below this position, its chunks above. */
    private static final int FIRST_CHUNK = 2 * 4096;

    /** Size at which the file is forced and the journal begins anew: the most that an opening replays. */
    private static final long MAX_JOURNAL = 4L << 20;

    /** The most changes that a read must overlay on the file. */
    private static final int MAX_WAITING = 128;

    private final FileChannel file;
    private final WriteJournal journal;
    private final Consumer<WholeFile> onClose;

    /** Lock order: always before {@link #state}. */
    private final Object forcing = new Object();

    private final Object state = new Object();
    private final Deque<WriteJournal.FileChange> waiting = new ArrayDeque<>();
    private final List<WriteJournal.FileChange> store = new ArrayList<>();
    private long size;
    private long waitingBytes;
    private volatile @Nullable IOException failure;

    WholeFile(FileChannel file, FileChannel journal, Consumer<WholeFile> onClose) throws IOException {
        this.file = file;
        this.journal = new WriteJournal(journal);
        this.onClose = onClose;
        for (WriteJournal.FileChange change : this.journal.left()) {
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
                // what the file does not have yet is in the waiting changes
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
        change(new WriteJournal.FileChange(position, bytes));
        return count;
    }

    @Override
    protected void implTruncate(long newSize) throws IOException {
        if (newSize < size()) {
            change(new WriteJournal.FileChange(newSize, null));
        }
    }

    private void change(WriteJournal.FileChange change) throws IOException {
        boolean many;
        synchronized (state) {
            if (change.bytes() != null && change.position() >= FIRST_CHUNK) {
                endStore();
            }
            store.add(change);
            size = change.bytes() == null ? change.position() : Math.max(size, change.end());
            many = isMuchWaiting();
        }
        if (many) {
            try {
                forceSettled();
            } catch (NoRoom e) {
                log.debug("the journal has it until there is room: {}", e.getMessage());
            }
        }
    }

    private void endStore() throws IOException {
        journal.add(store);
        waiting.addAll(store);
        store.forEach(change -> waitingBytes += change.length());
        store.clear();
    }

    /** Called between two stores: the last store is complete and survives a kill from here on. */
    public void settle() throws IOException {
        synchronized (state) {
            endStore();
        }
    }

    /** H2 calls this between two stores only. */
    @Override
    public void force(boolean metaData) throws IOException {
        settle();
        forceSettled();
    }

    /**
     * Allocates room for stores of this many bytes, which then cannot fail for lack of room: H2 closes the database after
     * a failed write.
     *
     * @throws NoRoom when the disk is full; nothing has changed
     */
    public void reserve(long bytes) throws IOException {
        boolean many;
        synchronized (state) {
            many = isMuchWaiting();
        }
        if (many) {
            forceSettled();
        }
        synchronized (state) {
            journal.reserve(bytes);
        }
    }

    private boolean isMuchWaiting() {
        return waiting.size() > MAX_WAITING || waitingBytes > MAX_JOURNAL;
    }

    /**
     * Makes everything settled before this call survive a power cut.
     *
     * @throws IOException also for every call after a failed force: the system may have dropped what it could not write
     */
    public void forceSettled() throws IOException {
        synchronized (forcing) {
            int known;
            synchronized (state) {
                requireSound();
                known = waiting.size();
            }
            if (known == 0) {
                return; // one force runs at a time, so it is done
            }
            forceJournal();
            synchronized (state) {
                apply(known);
                if (journal.length() > MAX_JOURNAL) {
                    forceJournal();
                    apply(waiting.size());
                    beginAnew();
                }
            }
        }
    }

    private void apply(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            WriteJournal.FileChange change = waiting.element();
            try {
                change.applyTo(file);
            } catch (IOException e) {
                throw change.end() > file.size() ? new NoRoom("the ledger's file cannot grow", e) : e;
            }
            waitingBytes -= waiting.remove().length();
        }
    }

    private void beginAnew() throws IOException {
        try {
            file.force(false);
            journal.beginAnew();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private void forceJournal() throws IOException {
        try {
            journal.force();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private void requireSound() throws IOException {
        if (failure != null) {
            throw new IOException("a force has failed", failure);
        }
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
