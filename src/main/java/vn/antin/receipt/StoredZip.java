package vn.antin.receipt;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.CRC32;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * A writer of ZIP archives in one reproducible form: stored, sorted by name, without dates. Not the platform's, so that
 * the form stays the same with every Java version. {@link ZipContents} reads this and any other form.
 */
final class StoredZip {

    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final short VERSION = 10;
    /** 1 January 1980, the first day of the format. */
    private static final short NO_DATE = 0x21;

    private static final int HEADER_BYTES = 46;
    private static final int END_BYTES = 22;
    private static final int MAX_ENTRIES = 0xFFFF;

    private StoredZip() {}

    static byte[] write(SortedMap<String, byte[]> entries) {
        if (entries.size() > MAX_ENTRIES) {
            throw new Refused(Fault.TOO_LARGE, Integer.toString(entries.size()), Integer.toString(MAX_ENTRIES));
        }
        var zip = new ByteArrayOutputStream();
        var central = new ByteArrayOutputStream();
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            byte[] name = name(entry.getKey());
            byte[] about = about(name, entry.getValue());
            central.writeBytes(central(about, name, zip.size()));
            zip.writeBytes(little(Integer.BYTES).putInt(LOCAL).array());
            zip.writeBytes(about);
            zip.writeBytes(name);
            zip.writeBytes(entry.getValue());
        }
        int start = zip.size();
        zip.writeBytes(central.toByteArray());
        zip.writeBytes(end((short) entries.size(), central.size(), start));
        return zip.toByteArray();
    }

    private static byte[] name(String name) {
        if (!ZipContents.safe(name)) {
            throw new Refused(Fault.BUNDLE_CHANGED, "name");
        }
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    /** The part that local and central header share: version, flags, method, time, date, checksum, sizes, lengths. */
    private static byte[] about(byte[] name, byte[] content) {
        return little(26)
                .putShort(VERSION)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort(NO_DATE)
                .putInt(crc(content))
                .putInt(content.length)
                .putInt(content.length)
                .putShort((short) name.length)
                .putShort((short) 0)
                .array();
    }

    /** No comment, first disk, no attributes. */
    private static byte[] central(byte[] about, byte[] name, int offset) {
        return little(HEADER_BYTES + name.length)
                .putInt(CENTRAL)
                .putShort(VERSION)
                .put(about)
                .put(new byte[10])
                .putInt(offset)
                .put(name)
                .array();
    }

    /** First and only disk, no comment. */
    private static byte[] end(short count, int size, int start) {
        return little(END_BYTES)
                .putInt(END)
                .putInt(0)
                .putShort(count)
                .putShort(count)
                .putInt(size)
                .putInt(start)
                .putShort((short) 0)
                .array();
    }

    /** Whether the bytes begin like an archive. */
    static boolean looksLike(byte[] bytes) {
        return bytes.length >= Integer.BYTES
                && ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt() == LOCAL;
    }

    private static int crc(byte[] content) {
        var crc = new CRC32();
        crc.update(content);
        return (int) crc.getValue();
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
