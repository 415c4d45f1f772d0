package vn.antin.parts;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.InnerManifest;
import vn.antin.envelope.Part;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.ContentCipher;
import vn.antin.seal.ContentParameters;

/** The parts of one document in clear, for whoever has its content key: read as streams, wherever they are kept. */
public final class PlainParts {

    private final Envelope envelope;
    private final byte[] contentKey;
    private final ContentParameters content;
    private final IntFunction<Optional<byte[]>> inline;
    private final PartStore store;

    /**
     * Opens what it is asked for, not before.
     *
     * @param inline the encrypted parts that rode with the envelope, by number
     */
    public PlainParts(Envelope envelope, byte[] contentKey, IntFunction<Optional<byte[]>> inline, PartStore store) {
        this.envelope = envelope;
        this.contentKey = contentKey.clone();
        this.content = new ContentParameters(envelope.contentId().bytes(), envelope.chunk());
        this.inline = inline;
        this.store = store;
    }

    /** The inner manifest's own bytes. */
    public byte[] manifest() {
        return InnerManifest.unpacked(ContentCipher.decrypt(contentKey, content, 0, riding(0)));
    }

    private byte[] riding(int number) {
        return inline.apply(number).orElseThrow(() -> new Refused(Fault.PART_DIGEST, Integer.toString(number)));
    }

    /** A part as it was handed in, from an offset on; whether it ends where it should is for the reader to see. */
    public InputStream open(InnerManifest.Content part, long from) throws IOException {
        // Where a chunk begins in small text only the whole tells.
        int chunk = part.deflated() ? 0 : Math.toIntExact(from / envelope.chunk());
        InputStream plain =
                ContentCipher.decrypted(contentKey, content, part.number(), encrypted(part.number(), chunk), chunk);
        InputStream all = part.deflated() ? new InflaterInputStream(plain, new Inflater(true)) : plain;
        all.skipNBytes(part.deflated() ? from : from - (long) chunk * envelope.chunk());
        return all;
    }

    private InputStream encrypted(int number, int chunk) throws IOException {
        long offset = ContentCipher.encryptedOffset(content, chunk);
        Part part = envelope.parts().stream()
                .filter(one -> one.number() == number)
                .findFirst()
                .orElseThrow(() -> new Refused(Fault.PART_DIGEST, Integer.toString(number)));
        if (part.stored()) {
            return store.read(part.digest(), offset);
        }
        InputStream in = new ByteArrayInputStream(riding(number));
        in.skipNBytes(offset);
        return in;
    }
}
