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
 * Extracts the base64 from an XML text and restores it byte for byte, so that nested XML compresses well.
 *
 * <p>Layout, big-endian: int length and text; then a byte: 0 for the end, 1 for int length and decoded bytes, 2 the
 * same for decoded text that has this layout itself; then the next text.
 */
final class Base64Runs {

    private static final int MIN_LENGTH = 64;
    private static final int MAX_DEPTH = 4;
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
            int copied = 0;
            int at = run(text, 0);
            while (at < text.length) {
                int end = end(text, at);
                byte[] decoded = decoded(text, at, end);
                if (decoded != null) {
                    out.writeInt(at - copied);
                    out.write(text, copied, at - copied);
                    boolean nested = depth < MAX_DEPTH && decoded[0] == '<';
                    byte[] inside = nested ? out(decoded, depth + 1) : decoded;
                    out.writeByte(nested ? TEXT : BYTES);
                    out.writeInt(inside.length);
                    out.write(inside);
                    copied = end;
                }
                at = run(text, end);
            }
            out.writeInt(text.length - copied);
            out.write(text, copied, text.length - copied);
            out.writeByte(END);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /** The beginning of the next element content that may be base64. */
    private static int run(byte[] text, int from) {
        int at = from;
        while (at < text.length && !(text[at] == '>' && end(text, at + 1) - at > MIN_LENGTH)) {
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

    /** Null when the text is not the canonical base64 of its bytes. */
    private static byte @Nullable [] decoded(byte[] text, int from, int to) {
        if (to == text.length || text[to] != '<') {
            return null;
        }
        byte[] run = Arrays.copyOfRange(text, from, to);
        try {
            byte[] decoded = Base64.getDecoder().decode(run);
            return Arrays.equals(Base64.getEncoder().encode(decoded), run) ? decoded : null;
        } catch (IllegalArgumentException e) {
            return null; // invalid base64 of valid letters
        }
    }

    /** Restores the text; refuses a malformed layout or one that grows beyond the limit. */
    static byte[] in(byte[] layout, int most) {
        return in(layout, most, 1);
    }

    private static byte[] in(byte[] layout, int most, int depth) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(layout.length);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(layout))) {
            while (true) {
                text.write(readBytes(in));
                int kind = in.readUnsignedByte();
                if (kind == END) {
                    break;
                }
                byte[] inside = readBytes(in);
                if (kind == TEXT && depth < MAX_DEPTH) {
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

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new Refused(Fault.MESSAGE_UNINTELLIGIBLE, "a length beyond the message");
        }
        return in.readNBytes(length);
    }
}
