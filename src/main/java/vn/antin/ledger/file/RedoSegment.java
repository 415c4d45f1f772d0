package vn.antin.ledger.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One file of the {@link RedoLog}: a header and records, each in sectors of its own, so that writing one cannot damage
 * the one before. Its bytes are allocated once and written again and again; the checksum of a record covers the header,
 * so what an earlier use left behind is never taken for a record. A text that occurs again in the segment is written as
 * its number.
 */
final class RedoSegment {

    private static final int SECTOR = 512;

    /** Linux accounts a later small write as one of this size, as large as the first one. */
    private static final int BLOCK = 4096;

    /** "ARL1": a segment of a redo log, first format. */
    private static final int MAGIC = 0x4152_4C31;

    // layout of the header: checksum, magic, log, first number
    private static final int HEADER = 2 * Integer.BYTES + 3 * Long.BYTES;

    // layout of a record: checksum, length of what follows the head, number, forced
    private static final int LENGTH_AT = Integer.BYTES;
    private static final int NUMBER_AT = LENGTH_AT + Integer.BYTES;
    private static final int FORCED_AT = NUMBER_AT + Long.BYTES;
    private static final int HEAD = FORCED_AT + Long.BYTES;

    private final Path name;
    private final FileChannel file;
    private final int size;
    private final Map<String, Integer> texts = new HashMap<>();
    private ByteBuffer header = ByteBuffer.allocate(SECTOR);
    private boolean used;
    private UUID log = new UUID(0, 0);
    private long first;
    private long last;
    private int end;

    /** A record of this segment. */
    private record StoredRecord(long number, long forced, ByteBuffer content, int length) {}

    /** Receives the records of a segment in order. */
    @FunctionalInterface
    interface RedoVisitor {
        void take(RedoLog.RedoEntry entry) throws IOException;
    }

    private RedoSegment(Path name, FileChannel file, int size) {
        this.name = name;
        this.file = file;
        this.size = size;
    }

    /** Allocates a segment with room for records of this many bytes, and forces it. */
    static RedoSegment create(Path name, FileChannel file, int size) throws IOException {
        for (int at = 0; at < size; at += BLOCK) {
            writeAll(file, ByteBuffer.allocate(Math.min(BLOCK, size - at)), at);
        }
        file.force(true);
        return new RedoSegment(name, file, size);
    }

    static RedoSegment read(Path name, FileChannel file) throws IOException {
        RedoSegment segment = new RedoSegment(name, file, Math.toIntExact(file.size()));
        ByteBuffer header = segment.bytes(0, SECTOR);
        if (header != null && header.getInt(LENGTH_AT) == MAGIC && header.getInt(0) == headerSum(header)) {
            segment.header = header;
            segment.used = true;
            segment.log = new UUID(header.getLong(2 * Integer.BYTES), header.getLong(2 * Integer.BYTES + Long.BYTES));
            segment.first = header.getLong(2 * Integer.BYTES + 2 * Long.BYTES);
            segment.last = segment.first - 1;
            segment.end = SECTOR;
        }
        return segment;
    }

    Path name() {
        return name;
    }

    FileChannel file() {
        return file;
    }

    int size() {
        return size;
    }

    /** Whether it has a header, of whatever log. */
    boolean used() {
        return used;
    }

    UUID log() {
        return log;
    }

    long first() {
        return first;
    }

    /** The number of the last record known here; {@code first - 1} if there is none. */
    long last() {
        return last;
    }

    /** Bytes that a new segment needs for such a record. */
    static int sizeFor(List<String> names, ByteBuffer body) {
        return SECTOR + sectors(HEAD + largest(names) + body.remaining());
    }

    boolean canHold(int needed) {
        return needed <= size;
    }

    boolean fits(List<String> names, ByteBuffer body) {
        return end + sectors(HEAD + largest(names) + body.remaining()) <= size;
    }

    /** Begins a new use: what it held is gone, also after a crash, once it is forced. */
    void begin(UUID id, long number) throws IOException {
        header = ByteBuffer.allocate(SECTOR)
                .putInt(LENGTH_AT, MAGIC)
                .putLong(2 * Integer.BYTES, id.getMostSignificantBits())
                .putLong(2 * Integer.BYTES + Long.BYTES, id.getLeastSignificantBits())
                .putLong(2 * Integer.BYTES + 2 * Long.BYTES, number);
        header.putInt(0, headerSum(header));
        writeAll(file, header.duplicate(), 0);
        used = true;
        log = id;
        first = number;
        last = number - 1;
        end = SECTOR;
        texts.clear();
    }

    /** Removes the header, so that the file holds nothing; not forced. */
    void clear() throws IOException {
        writeAll(file, ByteBuffer.allocate(SECTOR), 0);
        used = false;
    }

    /**
     * Appends the next record.
     *
     * @param forced the last number that was forced when the record was written
     * @return bytes written
     */
    int append(long forced, List<String> names, ByteBuffer body) throws IOException {
        WriteBuffer content = new WriteBuffer(HEAD + body.remaining() + 64 + 8 * names.size());
        content.position(HEAD);
        content.putVarInt(names.size());
        Map<String, Integer> added = new HashMap<>();
        for (String name : names) {
            Integer known = texts.get(name);
            if (known == null) {
                known = texts.size() + added.size();
                added.put(name, known);
                content.putVarInt(known).putVarInt(name.length()).putStringData(name, name.length());
            } else {
                content.putVarInt(known);
            }
        }
        content.put(body.duplicate());
        int length = content.position();
        ByteBuffer record = ByteBuffer.allocate(sectors(length));
        record.put(content.getBuffer().flip()).clear();
        record.putInt(LENGTH_AT, length - HEAD).putLong(NUMBER_AT, last + 1).putLong(FORCED_AT, forced);
        record.putInt(0, sumOf(record, length));
        writeAll(file, record, end);
        end += record.capacity();
        last++;
        texts.putAll(added);
        return record.capacity();
    }

    /** Removes what a failed {@link #append} may have left behind the last record. */
    void cut() throws IOException {
        writeAll(file, ByteBuffer.allocate(SECTOR), end);
    }

    /** Reads the records in order, up to the first position where the next one is not. */
    void records(RedoVisitor records) throws IOException {
        end = SECTOR;
        last = first - 1;
        List<String> known = new ArrayList<>();
        for (StoredRecord found = at(end); found != null && found.number() == last + 1; found = at(end)) {
            records.take(entry(found, known));
            last = found.number();
            end += found.length();
        }
    }

    /**
     * The last number that was forced according to the records behind {@link #last}: if it is larger, a record that was
     * on the disk is damaged; if not, the disk had written later records before earlier ones, none of them forced.
     */
    long forcedBehind() throws IOException {
        long forced = 0;
        for (int position = end; position < size; position += SECTOR) {
            StoredRecord found = at(position);
            if (found != null && found.number() > last) {
                forced = Math.max(forced, found.forced());
            }
        }
        return forced;
    }

    private static RedoLog.RedoEntry entry(StoredRecord found, List<String> known) {
        ByteBuffer content = found.content();
        List<String> names = new ArrayList<>();
        for (int count = DataUtils.readVarInt(content); count > 0; count--) {
            int number = DataUtils.readVarInt(content);
            if (number == known.size()) {
                known.add(DataUtils.readString(content));
            }
            names.add(known.get(number));
        }
        return new RedoLog.RedoEntry(found.number(), names, content.slice());
    }

    private @Nullable StoredRecord at(int position) throws IOException {
        ByteBuffer head = bytes(position, HEAD);
        if (head == null) {
            return null;
        }
        int length = head.getInt(LENGTH_AT);
        long number = head.getLong(NUMBER_AT);
        if (length <= 0 || length > size - position - HEAD || number < first) {
            return null;
        }
        ByteBuffer record = bytes(position, HEAD + length);
        if (record == null || record.getInt(0) != sumOf(record, HEAD + length)) {
            return null;
        }
        return new StoredRecord(number, record.getLong(FORCED_AT), record.slice(HEAD, length), sectors(HEAD + length));
    }

    private @Nullable ByteBuffer bytes(int position, int length) throws IOException {
        if (position + length > size) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, position + bytes.position()) < 0) {
                return null;
            }
        }
        return bytes.flip();
    }

    /** Over the header and what follows the record's checksum. */
    private int sumOf(ByteBuffer record, int length) {
        CRC32C sum = new CRC32C();
        sum.update(header.slice(0, HEADER));
        sum.update(record.slice(Integer.BYTES, length - Integer.BYTES));
        return (int) sum.getValue();
    }

    private static int headerSum(ByteBuffer header) {
        CRC32C sum = new CRC32C();
        sum.update(header.slice(Integer.BYTES, HEADER - Integer.BYTES));
        return (int) sum.getValue();
    }

    private static void writeAll(FileChannel file, ByteBuffer bytes, long position) throws IOException {
        int from = bytes.position();
        while (bytes.hasRemaining()) {
            file.write(bytes, position + bytes.position() - from);
        }
    }

    private static int largest(List<String> names) {
        return 8 + names.stream().mapToInt(name -> 8 + 3 * name.length()).sum();
    }

    private static int sectors(int length) {
        return (length + SECTOR - 1) / SECTOR * SECTOR;
    }
}
