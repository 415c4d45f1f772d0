package vn.antin.envelope.edxml;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;

/** A base64 text that comes in pieces, with white space anywhere; it is decoded as it comes. */
final class Base64Text {

    private static final int STEP = 4096;

    private final ByteArrayOutputStream decoded = new ByteArrayOutputStream(0);
    private byte[] waiting = new byte[0];
    private int length;
    private boolean ended;

    void add(char[] text, int from, int count) {
        for (int i = from; i < from + count; i++) {
            char c = text[i];
            if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
                continue;
            }
            if (c > 'z') {
                throw new Refused(Fault.EDXML_ATTACHMENT, "base64");
            }
            add((byte) c);
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
        return length == 0 && decoded.size() == 0;
    }

    /** Everything that was decoded; called once, at the end of the text. */
    byte[] decoded() {
        decode();
        return decoded.toByteArray();
    }

    private void decode() {
        if (length == 0) {
            return;
        }
        if (ended) {
            throw new Refused(Fault.EDXML_ATTACHMENT, "base64");
        }
        ended = waiting[length - 1] == '=';
        try {
            decoded.writeBytes(Base64.getDecoder().decode(Arrays.copyOf(waiting, length)));
        } catch (IllegalArgumentException e) {
            throw new Refused(Fault.EDXML_ATTACHMENT, e, "base64");
        }
        length = 0;
    }
}
