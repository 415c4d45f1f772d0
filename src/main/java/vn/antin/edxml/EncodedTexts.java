package vn.antin.edxml;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the base64 texts in the bytes of a package. It scans the bytes, because a parser reports no byte offsets. It
 * works for every encoding that agrees with ASCII below 128 and finds nothing in any other; callers verify the result
 * by digest.
 */
final class EncodedTexts {

    private static final byte[] NAME = ElementReader.ENCODED.getBytes(StandardCharsets.US_ASCII);
    private static final String CDATA = "<![CDATA[";

    private final byte[] raw;
    private final List<Span> found = new ArrayList<>();

    private EncodedTexts(byte[] raw) {
        this.raw = raw;
    }

    /** The texts that are not blank, in the order of the package, which must be well-formed. */
    static List<Span> in(byte[] raw) {
        EncodedTexts texts = new EncodedTexts(raw);
        int at = texts.find("<", 0);
        while (at < raw.length) {
            at = texts.find("<", texts.after(at));
        }
        return texts.found;
    }

    /** The end of the markup that begins at {@code at}; records the text behind a start tag with our name. */
    private int after(int at) {
        if (starts("<!--", at)) {
            return past("-->", at + 4);
        }
        if (starts(CDATA, at)) {
            return past("]]>", at);
        }
        if (starts("<?", at)) {
            return past("?>", at);
        }
        int end = tagEnd(at);
        if (end < raw.length && raw[end - 1] != '/' && named(at + 1, end)) {
            return record(end + 1);
        }
        return end;
    }

    /** Records the text that begins at {@code from}, unless it is blank, and returns its end. */
    private int record(int from) {
        Layout layout = new Layout(raw, raw.length);
        int begin = layout.space(from);
        boolean cdata = starts(CDATA, begin);
        Span span = cdata ? new Span(begin + CDATA.length(), find("]]>", begin)) : new Span(from, find("<", from));
        if (new Layout(raw, span.to()).space(span.from()) < span.to()) {
            found.add(span);
        }
        return span.to();
    }

    /** Whether a start tag has our local name, with any prefix. */
    private boolean named(int from, int to) {
        int end = from;
        int begin = from;
        while (end < to && raw[end] > ' ') {
            if (raw[end] == ':') {
                begin = end + 1;
            }
            end++;
        }
        return end - begin == NAME.length && starts(ElementReader.ENCODED, begin);
    }

    /** The end of the tag; a quoted value may contain its closing bracket. */
    private int tagEnd(int at) {
        byte quote = 0;
        int p = at;
        while (p < raw.length && (quote != 0 || raw[p] != '>')) {
            if (quote == 0 && (raw[p] == '"' || raw[p] == '\'')) {
                quote = raw[p];
            } else if (raw[p] == quote) {
                quote = 0;
            }
            p++;
        }
        return p;
    }

    private int past(String mark, int at) {
        return find(mark, at) + mark.length();
    }

    private int find(String mark, int at) {
        int p = Math.min(at, raw.length);
        while (p < raw.length && (raw[p] != mark.charAt(0) || !starts(mark, p))) {
            p++;
        }
        return p;
    }

    private boolean starts(String mark, int at) {
        if (raw.length - at < mark.length()) {
            return false;
        }
        for (int i = 0; i < mark.length(); i++) {
            if (raw[at + i] != mark.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
