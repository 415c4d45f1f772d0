package vn.antin.xml;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * Takes the base64 out of an XML text and puts it back byte for byte, so that XML inside XML can be made small.
 *
 * <p>Layout, big-endian: int length and text; then a byte: 0 the end, 1 int length and bytes whose base64 stood there,
 * 2 the same for a text that is itself laid out so; then the next text.
 */
final class Base64Runs {

    private static final int SHORTEST = 64;
    private static final int DEEPEST = 4;
    private static final int END = 0;
    private static final int BYTES = 1;
    private static final int TEXT = 2;
    private static final boolean[] LETTERS = letters();

    private Base64Runs() {}

    static byte[] out(byte[] text) {
        return out(text, 1);
    }

    private static byte[] out(byte[] text, int depth) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            int kept = 0;
            int at = run(text, 0);
            while (at < text.length) {
                int end = end(text, at);
                byte[] decoded = decoded(text, at, end);
                if (decoded != null) {
                    out.writeInt(at - kept);
                    out.write(text, kept, at - kept);
                    boolean nested = depth < DEEPEST && decoded[0] == '<';
                    byte[] inside = nested ? out(decoded, depth + 1) : decoded;
                    out.writeByte(nested ? TEXT : BYTES);
                    out.writeInt(inside.length);
                    out.write(inside);
                    kept = end;
                }
                at = run(text, end);
            }
            out.writeInt(text.length - kept);
            out.write(text, kept, text.length - kept);
            out.writeByte(END);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /** Where the next content of an element begins that may be base64. */
    private static int run(byte[] text, int from) {
        int at = from;
        while (at < text.length && !(text[at] == '>' && end(text, at + 1) - at > SHORTEST)) {
            at++;
        }
        return Math.min(text.length, at + 1);
    }

    private static int end(byte[] text, int from) {
        int at = from;
        while (at < text.length && letter(text[at])) {
            at++;
        }
        return at;
    }

    private static boolean letter(byte b) {
        return b >= 0 && LETTERS[b];
    }

    private static boolean[] letters() {
        boolean[] letters = new boolean[Byte.MAX_VALUE + 1];
        for (char c : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=".toCharArray()) {
            letters[c] = true;
        }
        return letters;
    }

    /** Null when it is not the one base64 of its bytes. */
    private static byte @Nullable [] decoded(byte[] text, int from, int to) {
        if (to == text.length || text[to] != '<') {
            return null;
        }
        byte[] run = Arrays.copyOfRange(text, from, to);
        try {
            byte[] decoded = Base64.getDecoder().decode(run);
            return Arrays.equals(Base64.getEncoder().encode(decoded), run) ? decoded : null;
        } catch (IllegalArgumentException e) {
            return null; // letters that only look so
        }
    }

    /** The text again; refused if it is no such layout or grows beyond the limit. */
    static byte[] in(byte[] layout, int most) {
        return in(layout, most, 1);
    }

    private static byte[] in(byte[] layout, int most, int depth) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(layout.length);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(layout))) {
            while (true) {
                text.write(piece(in));
                int kind = in.readUnsignedByte();
                if (kind == END) {
                    break;
                }
                byte[] inside = piece(in);
                if (kind == TEXT && depth < DEEPEST) {
                    inside = in(inside, most, depth + 1);
                } else if (kind != BYTES) {
                    throw new Refused(Fault.MESSAGE_UNINTELLIGIBLE, "kind " + kind);
                }
                if (text.size() + 4L * inside.length / 3 > most) {
                    throw new Refused(Fault.TOO_LARGE, Long.toString(text.size()), Integer.toString(most));
                }
                text.write(Base64.getEncoder().encode(inside));
            }
            if (in.available() > 0 || text.size() > most) {
                throw new Refused(Fault.MESSAGE_UNINTELLIGIBLE, "more than a text");
            }
        } catch (IOException e) {
            throw new Refused(Fault.MESSAGE_UNINTELLIGIBLE, e, "less than a text");
        }
        return text.toByteArray();
    }

    private static byte[] piece(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new Refused(Fault.MESSAGE_UNINTELLIGIBLE, "a length beyond the message");
        }
        return in.readNBytes(length);
    }
}
