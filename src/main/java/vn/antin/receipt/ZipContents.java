package vn.antin.receipt;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * Reads the files of a ZIP archive from any program, stored or deflated, with limits on number and size. It follows the
 * central directory, as every unzip program does, so that an auditor sees the files that are verified.
 */
final class ZipContents {

    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int LOCAL_BYTES = 30;
    private static final int END_BYTES = 22;
    private static final int MAX_COMMENT = 0xFFFF;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int ENCRYPTED = 1;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*){0,3}");

    private final ByteBuffer in;
    private final SortedMap<String, byte[]> files = new TreeMap<>();
    private long left;

    private ZipContents(byte[] zip, long max) {
        this.in = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        this.left = max;
    }

    /**
     * Reads the files by name, without a single enclosing folder and without files added by file managers.
     *
     * @param max bytes of all files together
     * @throws Refused BUNDLE_CHANGED when a part cannot be read, TOO_LARGE beyond the limit
     */
    static SortedMap<String, byte[]> read(byte[] zip, long max) {
        try {
            ZipContents contents = new ZipContents(zip, max);
            contents.readAll(max);
            return named(contents.files);
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new Refused(Fault.BUNDLE_CHANGED, e, "zip");
        }
    }

    /** Whether a file belongs to a file manager instead of the bundle. */
    static boolean litter(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        return name.startsWith("__MACOSX/")
                || last.equals(".DS_Store")
                || last.equals("Thumbs.db")
                || last.equals("desktop.ini");
    }

    static boolean safe(String name) {
        return NAME.matcher(name).matches();
    }

    private static SortedMap<String, byte[]> named(SortedMap<String, byte[]> files) {
        SortedMap<String, byte[]> named = new TreeMap<>();
        int cut = folder(files).length();
        files.forEach((name, content) -> {
            String within = name.substring(cut);
            if (!safe(within)) {
                throw new Refused(Fault.BUNDLE_CHANGED, "name");
            }
            named.put(within, content);
        });
        return named;
    }

    /** The single enclosing folder with its slash; empty if the envelope is at the top. */
    private static String folder(SortedMap<String, byte[]> files) {
        if (files.isEmpty()) {
            return "";
        }
        String first = files.firstKey();
        String folder = first.substring(0, first.indexOf('/') + 1);
        boolean all = files.keySet().stream().allMatch(name -> name.startsWith(folder));
        return all && files.containsKey(folder + EvidenceBundle.ENVELOPE) ? folder : "";
    }

    private void readAll(long max) {
        int end = end();
        int count = in.getShort(end + 10) & 0xFFFF;
        int at = in.getInt(end + 16);
        int after = at + in.getInt(end + 12);
        for (int i = 0; i < count; i++) {
            in.position(at);
            if (in.getInt() != CENTRAL) {
                throw new Refused(Fault.BUNDLE_CHANGED, "zip");
            }
            int flags = in.getShort(at + 8) & 0xFFFF;
            int method = in.getShort(at + 10) & 0xFFFF;
            int crc = in.getInt(at + 16);
            int packed = in.getInt(at + 20);
            int size = in.getInt(at + 24);
            int nameLength = in.getShort(at + 28) & 0xFFFF;
            int local = in.getInt(at + 42);
            byte[] name = bytes(at + 46, nameLength);
            at += 46 + nameLength + (in.getShort(at + 30) & 0xFFFF) + (in.getShort(at + 32) & 0xFFFF);
            String text = new String(name, StandardCharsets.UTF_8).replace('\\', '/');
            if (text.endsWith("/") || litter(text)) {
                continue;
            }
            left -= size;
            if (size < 0 || left < 0) {
                throw new Refused(Fault.TOO_LARGE, Integer.toUnsignedString(size), Long.toString(max));
            }
            byte[] content = content(data(local, name, packed), flags, method, size, text);
            if (crc(content) != crc || files.put(text, content) != null) {
                throw changed(text);
            }
        }
        if (at != after) {
            // the end record counts other entries than there are
            throw new Refused(Fault.BUNDLE_CHANGED, "zip");
        }
    }

    /** The position of the end record, before an optional comment. */
    private int end() {
        for (int at = in.limit() - END_BYTES; at >= Math.max(0, in.limit() - END_BYTES - MAX_COMMENT); at--) {
            if (in.getInt(at) == END && at + END_BYTES + (in.getShort(at + 20) & 0xFFFF) == in.limit()) {
                return at;
            }
        }
        throw new Refused(Fault.BUNDLE_CHANGED, "zip");
    }

    private byte[] data(int local, byte[] name, int packed) {
        in.position(local);
        int nameLength = in.getShort(local + 26) & 0xFFFF;
        int extra = in.getShort(local + 28) & 0xFFFF;
        if (in.getInt() != LOCAL || !Arrays.equals(name, bytes(local + LOCAL_BYTES, nameLength))) {
            throw new Refused(Fault.BUNDLE_CHANGED, "zip");
        }
        return bytes(local + LOCAL_BYTES + nameLength + extra, packed);
    }

    private byte[] bytes(int at, int length) {
        in.position(at);
        if (length < 0 || length > in.remaining()) {
            throw new Refused(Fault.BUNDLE_CHANGED, "zip");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static byte[] content(byte[] data, int flags, int method, int size, String name) {
        if ((flags & ENCRYPTED) != 0 || (method == STORED && data.length != size)) {
            throw changed(name);
        }
        return switch (method) {
            case STORED -> data;
            case DEFLATED -> inflated(data, size, name);
            default -> throw changed(name);
        };
    }

    private static byte[] inflated(byte[] data, int size, String name) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(data);
            byte[] content = new byte[size];
            int filled = 0;
            while (filled < size) {
                int count = inflater.inflate(content, filled, size - filled);
                if (count == 0) {
                    throw changed(name);
                }
                filled += count;
            }
            return content;
        } catch (DataFormatException e) {
            throw new Refused(Fault.BUNDLE_CHANGED, e, shown(name));
        } finally {
            inflater.end();
        }
    }

    private static int crc(byte[] content) {
        var crc = new CRC32();
        crc.update(content);
        return (int) crc.getValue();
    }

    private static Refused changed(String name) {
        return new Refused(Fault.BUNDLE_CHANGED, shown(name));
    }

    private static String shown(String name) {
        return safe(name) ? name : "zip";
    }
}
