package vn.antin.edxml;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;

/** A base64 text that comes in pieces, with white space anywhere; it is decoded as it comes. */
final class Base64Text {

    private static final int STEP = 4096;

    private final ByteArrayOutputStream decoded = new ByteArrayOutputStream(0);
    private byte[] waiting = new byte[0];
    private int length;
    private boolean ended;
    private boolean broken;

    /** Takes the next piece. After the first letter that does not belong nothing is kept any more. */
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

    /** Whether all of it was base64; asked after {@link #decoded}. */
    boolean intact() {
        return !broken;
    }

    /** Everything that was decoded; called once, at the end of the text. */
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
