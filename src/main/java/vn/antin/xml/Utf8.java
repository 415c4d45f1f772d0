package vn.antin.xml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Refuses bytes that claim to be UTF-8 and are not; the platform's reader would print them on the console. */
final class Utf8 {

    private static final int PROLOG = 100;
    private static final int BLOCK = 8 << 10;

    private Utf8() {}

    static void check(byte[] xml) {
        if (claimsAnother(xml)) {
            return;
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(xml);
        CharBuffer out = CharBuffer.allocate(Math.min(BLOCK, xml.length + 1));
        CoderResult result = decoder.decode(in, out, true);
        while (result.isOverflow()) {
            out.clear();
            result = decoder.decode(in, out, true);
        }
        if (result.isError()) {
            throw new Refused(Fault.XML_MALFORMED, "byte " + (in.position() + 1));
        }
    }

    /** Whether a byte order mark or the declaration names another encoding; then the parser decides. */
    private static boolean claimsAnother(byte[] xml) {
        String start =
                new String(xml, 0, Math.min(PROLOG, xml.length), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        boolean declared = start.startsWith("<?xml") && start.contains("encoding=") && !start.contains("utf-8");
        return declared
                || start.startsWith("\u00fe\u00ff")
                || start.startsWith("\u00ff\u00fe")
                || start.indexOf(0) >= 0;
    }
}
