package vn.antin.ledger.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.h2.store.fs.FilePath;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A redo log: numbered records, appended one after the other and forced in groups, from which a database is brought up
 * to date after a crash. A record survives a kill once it is appended and a power cut once it is forced. The log lies in
 * segments of fixed size that are allocated once and reused when a checkpoint of the database holds their records, so
 * that a force writes no metadata of the file system.
 *
 * <p>Each opening of the database gives the log a new id. Records that are newer than the database and belong to another
 * id, or have a gap before them, are refused: see {@link #redo}.
 */
public final class RedoLog implements AutoCloseable {

    /** Bytes of a segment; a larger record gets a segment of its own size. */
    public static final int SEGMENT = 1 << 20;

    /** Segments that stay allocated from one opening to the next. */
    private static final int KEPT = 4;

    private static final String NAME = "ledger.redo.";
    private static final Logger log = LoggerFactory.getLogger(RedoLog.class);

    private final Path folder;
    private final String files;
    private final int segmentBytes;

    /** In the order of their records; the last one is written. Guarded by this. */
    private final Deque<RedoSegment> used = new ArrayDeque<>();

    private final Deque<RedoSegment> free = new ArrayDeque<>();
    private UUID id = new UUID(0, 0);
    private int names;
    private long last;
    private long forced;
    private long written;
    private @Nullable IOException failure;

    /**
     * A record.
     *
     * @param texts texts that occur in many records, such as statements
     * @param body anything else
     */
    public record RedoEntry(long number, List<String> texts, ByteBuffer body) {}

    /** Brings the database up to date with one record. */
    @FunctionalInterface
    public interface Redo {
        void apply(RedoEntry entry) throws IOException;
    }

    /** The log and the database do not belong together, or a forced record is damaged. */
    public static final class DamagedLog extends IOException {

        private static final long serialVersionUID = 1L;

        public DamagedLog(String message) {
            super(message);
        }
    }

    private RedoLog(Path folder, String files, int segmentBytes) {
        this.folder = folder;
        this.files = files;
        this.segmentBytes = segmentBytes;
    }

    /**
     * Opens the log in this folder; call {@link #redo}, then {@link #begin}.
     *
     * @param files prefix of the H2 file system to use
     * @param segmentBytes bytes of a segment, normally {@link #SEGMENT}
     */
    public static RedoLog open(Path folder, String files, int segmentBytes) throws IOException {
        RedoLog opened = new RedoLog(folder, files, segmentBytes);
        try (Stream<Path> names = Files.list(folder)) {
            for (Path name : names.filter(RedoLog::isSegment).sorted().toList()) {
                opened.names = Math.max(opened.names, number(name));
                opened.free.add(RedoSegment.read(name, opened.channel(name)));
            }
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    private static boolean isSegment(Path file) {
        return file.getFileName().toString().matches("ledger\\.redo\\.[0-9]{1,9}");
    }

    private static int number(Path name) {
        return Integer.parseInt(name.getFileName().toString().substring(NAME.length()));
    }

    /**
     * Applies every record behind the one that the database holds.
     *
     * @param database the id that the database names as that of its log
     * @param after the last number that the database holds
     * @return the last number in the log, or {@code after}
     * @throws DamagedLog when records are missing or belong to another database, so that the database is older than what
     *     was acknowledged
     */
    public synchronized long redo(UUID database, long after, Redo redo) throws IOException {
        List<RedoSegment> written = new ArrayList<>(free);
        written.removeIf(segment -> !segment.used());
        written.sort(Comparator.comparingLong(RedoSegment::first));
        long[] reached = {after};
        for (RedoSegment segment : written) {
            boolean own = segment.log().equals(database);
            if (own && segment.first() > reached[0] + 1) {
                throw new DamagedLog(
                        "transactions " + (reached[0] + 1) + " to " + (segment.first() - 1) + " are missing");
            }
            segment.records(entry -> {
                if (own && entry.number() == reached[0] + 1) {
                    redo.apply(entry);
                    reached[0] = entry.number();
                }
            });
            if (!own && segment.last() > after) {
                throw new DamagedLog("transaction " + segment.last() + " is in the log of another or newer database");
            }
            if (own && segment.forcedBehind() > Math.max(segment.last(), after)) {
                throw new DamagedLog("transaction " + (segment.last() + 1) + " is damaged");
            }
        }
        return reached[0];
    }

    /**
     * Begins anew behind a checkpoint that holds every record.
     *
     * @param database the id of the log from here on; the checkpoint names it
     * @param next number of the next record
     */
    public synchronized void begin(UUID database, long next) throws IOException {
        free.addAll(used);
        used.clear();
        for (RedoSegment segment : free) {
            if (segment.used()) {
                segment.clear();
                segment.file().force(false);
            }
        }
        dropSurplus();
        id = database;
        last = next - 1;
        forced = last;
        RedoSegment segment = take(segmentBytes);
        segment.begin(id, next);
        segment.file().force(false);
        used.add(segment);
    }

    /** Number of the record that is appended next. */
    public synchronized long next() {
        return last + 1;
    }

    /** Bytes appended since the opening. */
    public synchronized long written() {
        return written;
    }

    /**
     * Appends a record, which survives a kill when this returns. One thread appends.
     *
     * @return its number
     * @throws NoRoom when there is no room for it
     * @throws IOException when it was not written; the log goes on without it
     */
    public synchronized long append(List<String> texts, ByteBuffer body) throws IOException {
        requireSound();
        RedoSegment segment = used.getLast();
        if (!segment.fits(texts, body)) {
            segment = roll(RedoSegment.sizeFor(texts, body));
        }
        try {
            written += segment.append(forced, texts, body);
        } catch (IOException e) {
            cut(segment, e);
            throw e;
        }
        last++;
        return last;
    }

    /**
     * Goes on in another segment. The full one is forced before, so that records can be missing at the end of the log
     * only.
     */
    private RedoSegment roll(int needed) throws IOException {
        RedoSegment next = take(Math.max(needed, segmentBytes));
        forceNow(used.getLast());
        forced = last;
        try {
            next.begin(id, last + 1);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
        used.add(next);
        return next;
    }

    private RedoSegment take(int needed) throws IOException {
        for (RedoSegment segment : free) {
            if (segment.canHold(needed)) {
                free.remove(segment);
                return segment;
            }
        }
        return create(needed);
    }

    private RedoSegment create(int size) throws IOException {
        Path name = folder.resolve(NAME + ++names);
        FileChannel file = channel(name);
        try {
            RedoSegment segment = RedoSegment.create(name, file, size);
            forceNames(folder);
            return segment;
        } catch (IOException e) {
            file.close();
            Files.deleteIfExists(name);
            throw new NoRoom(name + " cannot be made", e);
        }
    }

    /** Nothing of a record that was not appended may be found later; if even that fails, the log takes nothing more. */
    private void cut(RedoSegment segment, IOException why) {
        try {
            segment.cut();
        } catch (IOException e) {
            why.addSuppressed(e);
            failure = why;
        }
    }

    /**
     * Makes every record appended before this call survive a power cut.
     *
     * @throws IOException also for every call after a failed one: the system may have dropped what it could not write
     */
    public void force() throws IOException {
        RedoSegment segment;
        long number;
        synchronized (this) {
            requireSound();
            segment = used.getLast();
            number = last;
            if (forced >= number) {
                return;
            }
        }
        forceNow(segment);
        synchronized (this) {
            forced = Math.max(forced, number);
        }
    }

    private void forceNow(RedoSegment segment) throws IOException {
        try {
            segment.file().force(false);
        } catch (IOException e) {
            synchronized (this) {
                failure = e;
            }
            throw e;
        }
    }

    /** Reuses the segments whose records are all in a forced checkpoint, which holds every record up to this number. */
    public synchronized void release(long number) {
        while (used.size() > 1 && used.element().last() <= number) {
            free.add(used.remove());
        }
    }

    private void requireSound() throws IOException {
        if (failure != null) {
            throw new IOException("the redo log has failed", failure);
        }
    }

    /** Removes free segments of unusual size, and those that are more than a few. */
    private void dropSurplus() throws IOException {
        List<RedoSegment> kept = new ArrayList<>();
        for (RedoSegment segment : free) {
            if (segment.size() == segmentBytes && kept.size() < KEPT) {
                kept.add(segment);
            } else {
                segment.file().close();
                Files.deleteIfExists(segment.name());
            }
        }
        free.clear();
        free.addAll(kept);
    }

    private FileChannel channel(Path name) throws IOException {
        return FilePath.get(files + name).open("rw");
    }

    /** Forces a folder and its parents: a new file's name is durable only when its folder was forced. */
    public static void forceNames(Path folder) {
        for (Path name = folder;
                name != null && name.getNameCount() > folder.getNameCount() - 2;
                name = name.getParent()) {
            try (FileChannel opened = FileChannel.open(name, StandardOpenOption.READ)) {
                opened.force(true);
            } catch (IOException e) {
                log.debug("{} not forced: {}", name, e.getMessage()); // Windows cannot force a folder
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        for (RedoSegment segment : Stream.concat(used.stream(), free.stream()).toList()) {
            segment.file().close();
        }
    }
}
