package vn.antin.xml;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * Compression of XML for the line, with a limit when decompressing: base64 is extracted ({@link Base64Runs}), the rest
 * deflated (RFC 1951) with a preset dictionary of typical messages, {@code wire-1-der.txt} and {@code wire-1.txt}, the
 * same at both ends.
 */
public final class Deflated {

    private static final int BUFFER = 8192;
    private static final byte[] DICTIONARY = dictionary();

    private static byte[] dictionary() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        new String(resource("wire-1-der.txt"), UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(hex -> all.writeBytes(HexFormat.of().parseHex(hex)));
        all.writeBytes(resource("wire-1.txt"));
        return all.toByteArray();
    }

    private static byte[] resource(String name) {
        try (InputStream in = Deflated.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private Deflated() {}

    public static byte[] of(byte[] plain) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setDictionary(DICTIONARY);
            deflater.setInput(Base64Runs.out(plain));
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

    /** Decompresses what this bus has sealed, which has a limit of its own. */
    public static byte[] inflate(byte[] deflated) {
        return inflate(deflated, SafeXml.XmlLimits.SEALED.bytes());
    }

    /** Decompresses; refuses data that is cut, has bytes behind its end, or grows beyond the limit. */
    public static byte[] inflate(byte[] deflated, int most) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setDictionary(DICTIONARY);
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
            return Base64Runs.in(out.toByteArray(), most);
        } catch (DataFormatException e) {
            throw new Refused(Fault.MESSAGE_UNINTELLIGIBLE, e, "not deflated text");
        } finally {
            inflater.end();
        }
    }
}
