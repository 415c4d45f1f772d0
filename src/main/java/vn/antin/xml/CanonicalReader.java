package vn.antin.xml;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * A reader for texts of {@link CanonicalText}, tag by tag and without an XML parser. It is lenient on its own: a caller
 * must write what it has read again and require the same bytes. Anything overlooked is detected there.
 */
public final class CanonicalReader {

    private final String text;
    private final Fault onBad;
    private int at;

    /** @param onBad the fault of every refusal */
    public CanonicalReader(byte[] xml, Fault onBad) {
        this.text = new String(xml, StandardCharsets.UTF_8);
        this.onBad = onBad;
    }

    /** Whether this text comes next. */
    public boolean next(String literal) {
        return text.startsWith(literal, at);
    }

    /** Reads this text; anything else is refused. */
    public CanonicalReader expect(String literal) {
        if (!next(literal)) {
            throw new Refused(onBad, literal);
        }
        at += literal.length();
        return this;
    }

    /** The value of the attribute that comes next. */
    public String attribute(String name) {
        expect(" " + name + "=\"");
        String value = until('"');
        expect("\"");
        return value;
    }

    /** The text of the element that comes next. */
    public String element(String name) {
        expect("<" + name + ">");
        String value = text();
        expect("</" + name + ">");
        return value;
    }

    /** The text of the element that comes next if it has this name. */
    public Optional<String> optional(String name) {
        return next("<" + name + ">") ? Optional.of(element(name)) : Optional.empty();
    }

    /** The text up to the next tag. */
    public String text() {
        return until('<');
    }

    /** The bytes of the base64 up to the next tag. */
    public byte[] base64() {
        return decoded(text());
    }

    /** The bytes of the base64 in the element that comes next. */
    public byte[] base64(String element) {
        return decoded(element(element));
    }

    private byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new Refused(onBad, e, "base64");
        }
    }

    private String until(char end) {
        int from = at;
        at = text.indexOf(end, from);
        if (at < 0) {
            throw new Refused(onBad, Character.toString(end));
        }
        String value = text.substring(from, at);
        return value.indexOf('&') < 0 ? value : unescaped(value);
    }

    /** The ampersand comes last, or an escaped escape would be unescaped twice. */
    private static String unescaped(String value) {
        return value.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#x9;", "\t")
                .replace("&#xA;", "\n")
                .replace("&#xD;", "\r")
                .replace("&amp;", "&");
    }
}
