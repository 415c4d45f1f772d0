package vn.antin.envelope;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** Text folding for searches: without accents, in lower case. */
public final class PlainText {

    private static final Pattern MARKS = Pattern.compile("\\p{M}");

    private PlainText() {}

    /** The text without accents; đ becomes d, because no normal form decomposes it. */
    public static String of(String text) {
        return MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT)
                .replace('đ', 'd');
    }
}
