package vn.antin.receive;

import java.time.Instant;
import java.util.Map;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Inner;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Part;
import vn.antin.envelope.Refused;
import vn.antin.seal.ContentCipher;
import vn.antin.seal.ContentParameters;
import vn.antin.seal.KeyEntry;
import vn.antin.seal.KeyWrap;
import vn.antin.seal.Unwrapped;

/** Whether a copy opens: every part is what the envelope names, and decrypts to what the inner manifest names. */
public final class Unsealing {

    private final NodeId self;
    private final KeyEntry key;

    /** Opens with this node's encryption key. */
    public Unsealing(NodeId self, KeyEntry key) {
        this.self = self;
        this.key = key;
    }

    /**
     * The inner manifest of a copy that opens.
     *
     * @throws Refused EXPIRED, PART_DIGEST, DECRYPTION or COMMITMENT
     */
    public Inner check(Envelope envelope, Map<Integer, byte[]> parts, Instant now) {
        if (envelope.expiredAt(now)) {
            throw new Refused(Fault.EXPIRED, envelope.expires().toString());
        }
        for (Part part : envelope.parts()) {
            byte[] bytes = parts.get(part.number());
            if (bytes == null
                    || bytes.length != part.size()
                    || !Digest.sha256(bytes).equals(part.digest())) {
                throw new Refused(Fault.PART_DIGEST, Integer.toString(part.number()));
            }
        }
        byte[] wrapped = envelope.keyFor(self).orElseThrow(() -> new Refused(Fault.DECRYPTION, "no key for " + self));
        Unwrapped unwrapped = KeyWrap.unwrap(wrapped, key);
        ContentParameters content = new ContentParameters(envelope.contentId().bytes(), envelope.chunk());
        byte[] inner = Inner.unpacked(ContentCipher.decrypt(unwrapped.contentKey(), content, 0, bytes(parts, 0)));
        if (!unwrapped.commitment().equals(envelope.commitment())
                || !Digest.sha256(inner).equals(envelope.commitment())) {
            throw new Refused(Fault.COMMITMENT, envelope.id().toString());
        }
        Inner manifest = Inner.read(inner);
        if (!manifest.id().equals(envelope.id())) {
            throw new Refused(Fault.COMMITMENT, envelope.id().toString());
        }
        for (Inner.Content part : manifest.parts()) {
            byte[] plain =
                    ContentCipher.decrypt(unwrapped.contentKey(), content, part.number(), bytes(parts, part.number()));
            if (plain.length != part.size() || !Digest.sha256(plain).equals(part.digest())) {
                throw new Refused(Fault.PART_DIGEST, Integer.toString(part.number()));
            }
        }
        return manifest;
    }

    private static byte[] bytes(Map<Integer, byte[]> parts, int number) {
        byte[] bytes = parts.get(number);
        if (bytes == null) {
            throw new Refused(Fault.PART_DIGEST, Integer.toString(number));
        }
        return bytes;
    }
}
