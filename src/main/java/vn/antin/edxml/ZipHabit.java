package vn.antin.edxml;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The habit of one widespread SDK: it zips every attachment into a ZIP of one entry, {@code <uuid>.<ext>}, and keeps
 * the document's own name and often its type. It is undone only where the entry's extension is the attachment's own
 * and that is not {@code zip}.
 *
 * <p>Where they differ, as in a sample that names a .doc and zips a .txt, the ZIP is kept: to hand out the entry would
 * put a content of one type under the name of another, chosen by the sender and seen by no filter that goes by names,
 * while a person who finds a ZIP can open it and see. What cannot be unzipped is kept as well. The entry's name is
 * never used as a name or path.
 */
final class ZipHabit {

    private static final byte[] SIGNATURE = {'P', 'K', 3, 4};

    /** Below this a ratio tells nothing: a short text of blanks shrinks a thousandfold. */
    private static final int HARMLESS = 1 << 20;

    private final int ratio;
    private long left;

    /** Undoes the habit for the attachments of one package, which may grow to {@code unzipped} bytes together. */
    ZipHabit(long unzipped, int ratio) {
        this.left = unzipped;
        this.ratio = ratio;
    }

    /** The document a person wants to open; the decoded bytes themselves if the habit was not at work. */
    byte[] undo(String name, byte[] decoded) {
        String extension = extension(name);
        if (extension.isEmpty() || extension.equals("zip") || !zip(decoded)) {
            return decoded;
        }
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(decoded))) {
            ZipEntry entry = zip.getNextEntry();
            if (entry == null || !extension(entry.getName()).equals(extension)) {
                return decoded;
            }
            byte[] document = unzip(zip, name, Math.max(HARMLESS, (long) decoded.length * ratio));
            return zip.getNextEntry() == null ? document : decoded;
        } catch (IOException | IllegalArgumentException e) {
            return decoded;
        }
    }

    private byte[] unzip(ZipInputStream zip, String name, long most) throws IOException {
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        byte[] piece = new byte[16 << 10];
        for (int n = zip.read(piece); n >= 0; n = zip.read(piece)) {
            left -= n;
            if (left < 0 || document.size() + n > most) {
                throw new Refused(Fault.TOO_LARGE, name, Long.toString(most));
            }
            document.write(piece, 0, n);
        }
        return document.toByteArray();
    }

    private static boolean zip(byte[] decoded) {
        return decoded.length > SIGNATURE.length
                && Arrays.equals(decoded, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
    }

    private static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
