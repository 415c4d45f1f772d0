package vn.antin.door.pdf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.door.Messages;

/**
 * The content of a receipt's page, from top to bottom.
 *
 * @param event what happened, in words
 * @param negative whether it attests a failure
 * @param test whether it is about a test document
 * @param code content of the QR code
 */
public record ReceiptLayout(
        Messages words,
        String event,
        boolean negative,
        boolean test,
        String name,
        List<Section> sections,
        String code) {

    /** Lines under one heading. */
    public record Section(String title, List<PrintedLine> lines) {}

    /** One value; an unknown value has no line. */
    public record PrintedLine(String label, String value, String note) {}

    /** Collects the lines of a section. */
    static final class PrintedLines {

        /** Longer texts are cut, so that the receipt stays one page. */
        private static final int LONGEST = 280;

        private final Messages words;
        private final List<PrintedLine> lines = new ArrayList<>();

        PrintedLines(Messages words) {
            this.words = words;
        }

        PrintedLines add(String key, @Nullable String value) {
            return add(key, value, "");
        }

        PrintedLines add(String key, @Nullable String value, String note) {
            if (value != null && !value.isBlank()) {
                lines.add(new PrintedLine(words.say("line." + key), clean(value), clean(note)));
            }
            return this;
        }

        Section under(String key) {
            return new Section(words.say("section." + key), List.copyOf(lines));
        }

        /** Removes characters that XML cannot hold and cuts the text. */
        private static String clean(String text) {
            String plain = java.text.Normalizer.normalize(text, java.text.Normalizer.Form.NFC)
                    .replaceAll("[\\p{Cc}\\p{Cs}\\x{FFFE}\\x{FFFF}]", " ")
                    .strip();
            return plain.codePointCount(0, plain.length()) <= LONGEST
                    ? plain
                    : plain.substring(0, plain.offsetByCodePoints(0, LONGEST)) + "…";
        }
    }

    public String say(String key) {
        return words.say(key);
    }

    public String language() {
        return words.language().tag();
    }

    /** The QR code as a data URL. */
    public String picture() {
        return QrCode.picture(code);
    }
}
