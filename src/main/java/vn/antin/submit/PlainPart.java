package vn.antin.submit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterInputStream;
import vn.antin.edxml.Source;
import vn.antin.envelope.Digest;
import vn.antin.envelope.InnerManifest;

/** A part in clear, with digest and size of its bytes. */
record PlainPart(
        String name, String mediaType, InnerManifest.Packing packing, Source content, Digest digest, long size) {

    private static final int SAMPLE = 16 << 10;
    private static final int MIN_SIZE = 512;

    static PlainPart of(String name, String mediaType, InnerManifest.Packing packing, byte[] bytes) {
        return new PlainPart(
                name, mediaType, packing, () -> new ByteArrayInputStream(bytes), Digest.sha256(bytes), bytes.length);
    }

    /** Whether compressing its beginning saves a tenth or more; a ZIP, PDF or picture never does. */
    boolean shrinks() throws IOException {
        if (size < MIN_SIZE) {
            return false;
        }
        byte[] sample;
        try (InputStream in = content.open()) {
            sample = in.readNBytes(SAMPLE);
        }
        return !isCompressed(sample) && deflated(sample) < sample.length - sample.length / 10;
    }

    private static int deflated(byte[] sample) throws IOException {
        try (InputStream in = deflater(new ByteArrayInputStream(sample))) {
            return in.readAllBytes().length;
        }
    }

    private static InputStream deflater(InputStream in) {
        return new DeflaterInputStream(in, new Deflater(Deflater.DEFAULT_COMPRESSION, true));
    }

    private static boolean isCompressed(byte[] begin) {
        return begins(begin, 'P', 'K', 3, 4)
                || begins(begin, '%', 'P', 'D', 'F')
                || begins(begin, 0xff, 0xd8, 0xff)
                || begins(begin, 0x89, 'P', 'N', 'G')
                || begins(begin, 0x1f, 0x8b);
    }

    private static boolean begins(byte[] bytes, int... letters) {
        for (int i = 0; i < letters.length; i++) {
            if (bytes[i] != (byte) letters[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Opens the bytes to encrypt.
     *
     * @param deflated whether they are compressed (raw DEFLATE)
     */
    InputStream open(boolean deflated) throws IOException {
        InputStream in = content.open();
        return deflated ? deflater(in) : in;
    }
}
