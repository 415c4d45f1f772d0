package vn.antin.ledger.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A write-ahead journal: the changes of one file in order, each with a number and a checksum. It begins with the number
 * of its first change; entries after the last valid one in sequence are older or were cut off, and are ignored.
 */
public final class WriteJournal implements AutoCloseable {

    /** Each change begins in a sector of its own, so that writing it cannot damage the one before. */
    private static final int SECTOR = 512;

    // layout of a header: checksum, length, end of group, number, position
    private static final int LENGTH_AT = Integer.BYTES;
    private static final int ENDS_AT = LENGTH_AT + Integer.BYTES;
    private static final int NUMBER_AT = ENDS_AT + Integer.BYTES;
    private static final int POSITION_AT = NUMBER_AT + Long.BYTES;
    private static final int HEAD = POSITION_AT + Long.BYTES;

    private static final int SHORTER = -1;

    private static final int BLOCK = 4096;

    private final FileChannel journal;
    private long next = 1;
    private long end;

    WriteJournal(FileChannel journal) {
        this.journal = journal;
    }

    /** A change: bytes to write at a position, or, without bytes, a new shorter length. */
    record FileChange(long position, @Nullable ByteBuffer bytes) {

        long end() {
            return position + length();
        }

        int length() {
            return bytes == null ? 0 : bytes.remaining();
        }

        void applyTo(FileChannel file) throws IOException {
            if (bytes == null) {
                file.truncate(position);
                return;
            }
            ByteBuffer left = bytes.duplicate();
            while (left.hasRemaining()) {
                file.write(left, position + left.position());
            }
        }

        /** Overlays this change on bytes read from {@code from} on. */
        void show(byte[] read, long from) {
            long first = Math.max(from, position);
            long last = Math.min(from + read.length, bytes == null ? Long.MAX_VALUE : end());
            if (first >= last) {
                return;
            }
            int at = (int) (first - from);
            int length = (int) (last - first);
            if (bytes == null) {
                Arrays.fill(read, at, at + length, (byte) 0);
            } else {
                bytes.get((int) (first - position), read, at, length);
            }
        }
    }

    /** Reads the changes that may not have reached the file, in order and in complete groups. */
    List<FileChange> left() throws IOException {
        List<FileChange> changes = new ArrayList<>();
        int whole = 0;
        Entry begin = entry(0);
        if (begin != null) {
            long at = SECTOR;
            next = begin.number();
            for (Entry entry = entry(at); entry != null && entry.number() == next; entry = entry(at)) {
                changes.add(entry.change());
                whole = entry.ends() ? changes.size() : whole;
                at += entry.length();
                next++;
            }
        }
        next += journal.size() / SECTOR + 1; // skips the numbers of cut entries
        return changes.subList(0, whole);
    }

    /** Allocates room for groups of this many bytes. */
    void reserve(long bytes) throws IOException {
        long before = journal.size();
        try {
            for (long at = before; at < end + bytes; at += BLOCK) {
                ByteBuffer zeros = ByteBuffer.allocate(BLOCK);
                while (zeros.hasRemaining()) {
                    journal.write(zeros, at + zeros.position());
                }
            }
        } catch (IOException e) {
            journal.truncate(before);
            throw new NoRoom("the ledger's journal cannot grow", e);
        }
    }

    /** Adds a group: after a crash all of it is there, or nothing. */
    void add(List<FileChange> group) throws IOException {
        for (int i = 0; i < group.size(); i++) {
            end += write(end, next, group.get(i), i == group.size() - 1);
            next++;
        }
    }

    void force() throws IOException {
        journal.force(false);
    }

    long length() {
        return end;
    }

    /** Begins anew. The file is forced before, and the journal before a new change overwrites an old one. */
    void beginAnew() throws IOException {
        write(0, next, new FileChange(0, null), true);
        journal.force(false);
        end = SECTOR;
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }

    private record Entry(long number, FileChange change, boolean ends, int length) {}

    private int write(long at, long number, FileChange change, boolean ends) throws IOException {
        ByteBuffer bytes = change.bytes();
        int length = bytes == null ? 0 : bytes.remaining();
        ByteBuffer entry = ByteBuffer.allocate(whole(length));
        entry.putInt(LENGTH_AT, bytes == null ? SHORTER : length)
                .putInt(ENDS_AT, ends ? 1 : 0)
                .putLong(NUMBER_AT, number)
                .putLong(POSITION_AT, change.position());
        if (bytes != null) {
            entry.put(HEAD, bytes, 0, length);
        }
        entry.putInt(0, checksum(entry, HEAD + length));
        while (entry.hasRemaining()) {
            journal.write(entry, at + entry.position());
        }
        return entry.capacity();
    }

    /** The entry at this position; null if there is none or it is incomplete. */
    private @Nullable Entry entry(long at) throws IOException {
        ByteBuffer head = read(at, HEAD);
        if (head == null) {
            return null;
        }
        int length = head.getInt(LENGTH_AT);
        int known = Math.max(length, 0);
        if (length < SHORTER || at + HEAD + known > journal.size()) {
            return null;
        }
        ByteBuffer entry = read(at, HEAD + known);
        if (entry == null || entry.getInt(0) != checksum(entry, HEAD + known)) {
            return null;
        }
        ByteBuffer bytes = length == SHORTER ? null : entry.slice(HEAD, length);
        FileChange change = new FileChange(entry.getLong(POSITION_AT), bytes);
        return new Entry(entry.getLong(NUMBER_AT), change, entry.getInt(ENDS_AT) == 1, whole(known));
    }

    private @Nullable ByteBuffer read(long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (journal.read(bytes, at + bytes.position()) < 0) {
                return null;
            }
        }
        return bytes.flip();
    }

    private static int whole(int length) {
        return (HEAD + length + SECTOR - 1) / SECTOR * SECTOR;
    }

    private static int checksum(ByteBuffer entry, int length) {
        CRC32C sum = new CRC32C();
        sum.update(entry.slice(Integer.BYTES, length - Integer.BYTES));
        return (int) sum.getValue();
    }
}
