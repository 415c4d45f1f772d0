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
 * Undoes the habit of a widespread SDK that wraps every attachment into a ZIP of one entry, {@code <uuid>.<ext>}, and
 * keeps the document's own name and often its type. Undone only where the entry's extension is that of the attachment
 * and not {@code zip}.
 *
 * <p>Otherwise, as in a sample with a .txt in the ZIP of a .doc, the ZIP is kept: handing out the entry would put a
 * content of one type under a name of another, chosen by the sender and unnoticed by filters on names, while a person
 * can open a ZIP and see. A ZIP that cannot be read is kept as well. The entry's name is never used as a name or path.
 */
final class ZipHabit {

    private static final byte[] SIGNATURE = {'P', 'K', 3, 4};

    /** Size below which the ratio is not checked: a short text of blanks compresses a thousandfold. */
    private static final int UNCHECKED_BYTES = 1 << 20;

    private final int ratio;
    private long left;

    /** @param unzipped bytes that the attachments of one package may have together */
    ZipHabit(long unzipped, int ratio) {
        this.left = unzipped;
        this.ratio = ratio;
    }

    /** The document inside the ZIP; the decoded bytes themselves where the habit does not apply. */
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
            byte[] document = unzip(zip, name, Math.max(UNCHECKED_BYTES, (long) decoded.length * ratio));
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
