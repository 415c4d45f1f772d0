package vn.antin.envelope;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Text made small for the line (RFC 1951), and made whole again within a limit. */
public final class Deflated {

    private static final int BUFFER = 8192;

    private Deflated() {}

    public static byte[] of(byte[] plain) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(plain);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 2 + 64);
            byte[] buffer = new byte[BUFFER];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    /** Refuses what is cut, has anything behind its end, or would grow beyond the limit. */
    public static byte[] inflate(byte[] deflated, int most) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(deflated);
            ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(most, 4 * deflated.length + 64));
            byte[] buffer = new byte[BUFFER];
            while (!inflater.finished()) {
                int more = inflater.inflate(buffer);
                if (more == 0 && !inflater.finished()) {
                    throw new Refused(Fault.MESSAGE_UNINTELLIGIBLE, "deflated text is cut");
                }
                if (out.size() + more > most) {
                    throw new Refused(Fault.TOO_LARGE, Integer.toString(out.size() + more), Integer.toString(most));
                }
                out.write(buffer, 0, more);
            }
            if (inflater.getRemaining() > 0) {
                throw new Refused(Fault.MESSAGE_UNINTELLIGIBLE, "more than deflated text");
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new Refused(Fault.MESSAGE_UNINTELLIGIBLE, e, "not deflated text");
        } finally {
            inflater.end();
        }
    }
}
