package vn.antin.edxml;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;

/** A base64 decoder for text that comes in pieces, with white space anywhere. */
final class Base64Text {

    private static final int STEP = 4096;

    private final ByteArrayOutputStream decoded = new ByteArrayOutputStream(0);
    private byte[] waiting = new byte[0];
    private int length;
    private boolean ended;
    private boolean broken;

    /** Adds the next piece. After the first invalid character nothing is kept. */
    void add(char[] text, int from, int count) {
        for (int i = from; i < from + count && !broken; i++) {
            char c = text[i];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                broken = c > 'z';
                add((byte) c);
            }
        }
    }

    private void add(byte c) {
        if (length == waiting.length) {
            waiting = Arrays.copyOf(waiting, STEP);
        }
        waiting[length++] = c;
        if (length == STEP) {
            decode();
        }
    }

    boolean blank() {
        return length == 0 && decoded.size() == 0 && !broken;
    }

    /** Whether the whole text was base64; call it after {@link #decoded}. */
    boolean intact() {
        return !broken;
    }

    /** The decoded bytes; call it once, at the end of the text. */
    byte[] decoded() {
        decode();
        return decoded.toByteArray();
    }

    private void decode() {
        if (length == 0 || broken) {
            return;
        }
        broken = ended;
        ended = waiting[length - 1] == '=';
        try {
            decoded.writeBytes(Base64.getDecoder().decode(Arrays.copyOf(waiting, length)));
        } catch (IllegalArgumentException e) {
            broken = true;
        }
        length = 0;
    }
}
