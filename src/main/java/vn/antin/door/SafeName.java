package vn.antin.door;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import vn.antin.envelope.PortableName;

/** Checks file names from outside and makes substitutes for unusable ones. */
public final class SafeName {

    private static final Pattern UNUSABLE =
            Pattern.compile("[/\\\\\\p{Cntrl}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069\\uFFFD]|^\\.{0,2}$");

    private SafeName() {}

    /** Whether every system can hold it, it does not lead out of its folder, and it leaves room for a suffix. */
    public static boolean usable(String name, int bytes) {
        return !UNUSABLE.matcher(name).find() && PortableName.is(name) && name.getBytes(UTF_8).length <= bytes;
    }

    /** A substitute: the file's number, what remains of its name in plain letters, and its suffix. */
    public static String of(int number, String name) {
        int dot = name.lastIndexOf('.');
        String ending = dot < 0 ? "" : plain(name.substring(dot + 1));
        String stem = plain(dot < 0 ? name : name.substring(0, dot));
        String start = String.format(Locale.ROOT, "%02d-%s", number, stem.isEmpty() ? "file" : stem);
        return cut(start, 80) + (ending.isEmpty() ? "" : "." + cut(ending, 8));
    }

    /** The letters a to z and digits of a text, with hyphens between; may be empty. */
    public static String plain(String text) {
        return Normalizer.normalize(text.toLowerCase(Locale.ROOT).replace('đ', 'd'), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
    }

    private static String cut(String text, int most) {
        return text.substring(0, Math.min(text.length(), most));
    }
}
