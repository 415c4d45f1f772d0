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

/** The parts of one document in clear, for a holder of its content key: streams over inline and stored parts alike. */
public final class PlainParts {

    private final Envelope envelope;
    private final byte[] contentKey;
    private final ContentParameters parameters;
    private final IntFunction<Optional<byte[]>> inline;
    private final PartStore store;

    /** @param inline the encrypted inline parts by number */
    public PlainParts(Envelope envelope, byte[] contentKey, IntFunction<Optional<byte[]>> inline, PartStore store) {
        this.envelope = envelope;
        this.contentKey = contentKey.clone();
        this.parameters = new ContentParameters(envelope.contentId().bytes(), envelope.chunk());
        this.inline = inline;
        this.store = store;
    }

    /** The bytes of the inner manifest. */
    public byte[] manifest() {
        return InnerManifest.unpacked(ContentCipher.decrypt(contentKey, parameters, 0, inlineBytes(0)));
    }

    private byte[] inlineBytes(int number) {
        return inline.apply(number).orElseThrow(() -> new Refused(Fault.PART_DIGEST, Integer.toString(number)));
    }

    /** Opens a part in clear from an offset on. The reader must check its length and digest. */
    public InputStream open(InnerManifest.Content part, long from) throws IOException {
        // Compressed data can only be read from its beginning.
        int chunk = part.deflated() ? 0 : Math.toIntExact(from / envelope.chunk());
        InputStream plain =
                ContentCipher.decrypted(contentKey, parameters, part.number(), encrypted(part.number(), chunk), chunk);
        InputStream content = part.deflated() ? new InflaterInputStream(plain, new Inflater(true)) : plain;
        content.skipNBytes(part.deflated() ? from : from - (long) chunk * envelope.chunk());
        return content;
    }

    private InputStream encrypted(int number, int chunk) throws IOException {
        long offset = ContentCipher.encryptedOffset(parameters, chunk);
        Part part = envelope.parts().stream()
                .filter(one -> one.number() == number)
                .findFirst()
                .orElseThrow(() -> new Refused(Fault.PART_DIGEST, Integer.toString(number)));
        if (part.stored()) {
            return store.read(part.digest(), offset);
        }
        InputStream in = new ByteArrayInputStream(inlineBytes(number));
        in.skipNBytes(offset);
        return in;
    }
}
