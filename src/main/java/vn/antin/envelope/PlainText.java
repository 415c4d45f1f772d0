package vn.antin.envelope;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** A text as people type it in a hurry: without accents, in lower case. */
public final class PlainText {

    private static final Pattern MARKS = Pattern.compile("\\p{M}");

    private PlainText() {}

    /** Without marks, and đ as d, which no normal form takes apart. */
    public static String of(String text) {
        return MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT)
                .replace('đ', 'd');
    }
}
