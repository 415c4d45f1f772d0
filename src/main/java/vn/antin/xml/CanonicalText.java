package vn.antin.xml;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * A builder of XML in exclusive canonical form (without comments); the caller keeps the order of attributes. Text with
 * characters that XML 1.0 cannot hold is refused (XML_MALFORMED).
 */
public final class CanonicalText {

    private final StringBuilder text;

    public CanonicalText(int expectedLength) {
        this.text = new StringBuilder(expectedLength);
    }

    /** Begins a start tag; attributes and {@link #inside} follow. */
    public CanonicalText start(String name) {
        text.append('<').append(name);
        return this;
    }

    /** Adds an attribute: in the order of their names, a namespace declaration first. */
    public CanonicalText attribute(String name, String value) {
        text.append(' ').append(name).append("=\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            requireAllowed(value, i);
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '"' -> text.append("&quot;");
                case '\t' -> text.append("&#x9;");
                case '\n' -> text.append("&#xA;");
                case '\r' -> text.append("&#xD;");
                default -> text.append(c);
            }
        }
        text.append('"');
        return this;
    }

    /** Ends a start tag. */
    public CanonicalText inside() {
        text.append('>');
        return this;
    }

    public CanonicalText text(CharSequence value) {
        int plain = 0;
        for (int i = 0; i < value.length(); i++) {
            requireAllowed(value, i);
            String escaped = escaped(value.charAt(i));
            if (!escaped.isEmpty()) {
                text.append(value, plain, i).append(escaped);
                plain = i + 1;
            }
        }
        text.append(value, plain, value.length());
        return this;
    }

    /** Adds bytes as base64. */
    public CanonicalText base64(byte[] bytes) {
        text.append(new String(Base64.getEncoder().encode(bytes), StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Adds an element whose content is base64. */
    public CanonicalText base64(String name, byte[] bytes) {
        return start(name).inside().base64(bytes).end(name);
    }

    public CanonicalText end(String name) {
        text.append("</").append(name).append('>');
        return this;
    }

    /** Adds an element whose content is text. */
    public CanonicalText element(String name, CharSequence value) {
        return start(name).inside().text(value).end(name);
    }

    public byte[] bytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Refuses a character that XML 1.0 cannot hold, half of a surrogate pair included. */
    private static void requireAllowed(CharSequence value, int at) {
        char c = value.charAt(at);
        boolean allowed;
        if (Character.isHighSurrogate(c)) {
            allowed = at + 1 < value.length() && Character.isLowSurrogate(value.charAt(at + 1));
        } else if (Character.isLowSurrogate(c)) {
            allowed = at > 0 && Character.isHighSurrogate(value.charAt(at - 1));
        } else {
            allowed = c >= ' ' ? c <= '\uFFFD' : c == '\t' || c == '\n' || c == '\r';
        }
        if (!allowed) {
            throw new Refused(Fault.XML_MALFORMED, "character " + (int) c);
        }
    }

    private static String escaped(char c) {
        return switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '\r' -> "&#xD;";
            default -> "";
        };
    }
}
