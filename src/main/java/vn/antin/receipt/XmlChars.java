package vn.antin.receipt;

import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** The characters that XML 1.0 allows. */
final class XmlChars {

    private XmlChars() {}

    /** Refuses text that is too long or has a forbidden character; null is allowed. */
    static void check(@Nullable String text, int maxLength) {
        if (text == null) {
            return;
        }
        if (text.length() > maxLength) {
            throw new Refused(Fault.FIELD_TOO_LONG, Integer.toString(text.length()), Integer.toString(maxLength));
        }
        if (!text.codePoints().allMatch(XmlChars::allowed)) {
            throw new Refused(Fault.EVIDENCE_FORM, "character");
        }
    }

    /** The text without forbidden characters, cut to the length. */
    static String clean(String text, int maxLength) {
        var clean = new StringBuilder();
        text.codePoints().filter(XmlChars::allowed).forEach(point -> {
            if (clean.length() + Character.charCount(point) <= maxLength) {
                clean.appendCodePoint(point);
            }
        });
        return clean.toString();
    }

    private static boolean allowed(int point) {
        return point == '\t'
                || point == '\n'
                || point == '\r'
                || (point >= 0x20 && point <= 0xD7FF)
                || (point >= 0xE000 && point <= 0xFFFD)
                || point >= 0x10000;
    }
}
