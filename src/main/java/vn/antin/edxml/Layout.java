package vn.antin.edxml;

import java.nio.charset.StandardCharsets;

/** A scanner over a base64 text: its letters, and the white space between them in any spelling of XML. */
final class Layout {

    private static final String[] REFERENCES = {"&#13;", "&#xD;", "&#xd;", "&#10;", "&#xA;", "&#xa;", "&#9;", "&#x9;"};

    private final byte[] raw;
    private final int end;

    Layout(byte[] raw, int end) {
        this.raw = raw;
        this.end = end;
    }

    /** The end of the white space that begins at {@code at}. */
    int space(int at) {
        int p = at;
        while (p < end) {
            int length = spaceLength(p);
            if (length == 0) {
                break;
            }
            p += length;
        }
        return p;
    }

    private int spaceLength(int at) {
        byte b = raw[at];
        if (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
            return 1;
        }
        if (b == '&') {
            for (String reference : REFERENCES) {
                if (end - at >= reference.length()
                        && text(at, at + reference.length()).equals(reference)) {
                    return reference.length();
                }
            }
        }
        return 0;
    }

    /** The end of the base64 letters that begin at {@code at}. */
    int letters(int at) {
        int p = at;
        while (p < end && letter(raw[p])) {
            p++;
        }
        return p;
    }

    private static boolean letter(byte b) {
        return (b >= 'A' && b <= 'Z')
                || (b >= 'a' && b <= 'z')
                || (b >= '0' && b <= '9')
                || b == '+'
                || b == '/'
                || b == '=';
    }

    String text(int from, int to) {
        return new String(raw, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
