package vn.antin.receive;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Inner;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Part;
import vn.antin.envelope.Refused;
import vn.antin.envelope.edxml.EdxmlAttachment;
import vn.antin.envelope.edxml.EdxmlPackage;
import vn.antin.envelope.edxml.EdxmlReader;
import vn.antin.envelope.edxml.Skeleton;
import vn.antin.seal.ContentCipher;
import vn.antin.seal.ContentParameters;
import vn.antin.seal.KeyEntry;
import vn.antin.seal.KeyWrap;
import vn.antin.seal.Unwrapped;

/**
 * Whether a copy opens: every part is what the envelope names and decrypts to what the inner manifest names, and
 * together they are a package of the agency that sealed the envelope, which says of itself what the manifest says.
 */
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
     * @throws Refused EXPIRED, PART_DIGEST, DECRYPTION, COMMITMENT, SENDER_NOT_HOSTED, or what is wrong with the
     *     package
     */
    public Inner check(Envelope envelope, Map<Integer, byte[]> parts, Directory directory, Instant now) {
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
        if (parts.size() != envelope.parts().size()) {
            throw new Refused(Fault.PART_DIGEST, "a part nobody named");
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
        boolean complete = manifest.parts().size() == envelope.parts().size() - 1;
        if (!manifest.id().equals(envelope.id()) || !complete) {
            throw new Refused(Fault.COMMITMENT, envelope.id().toString());
        }
        List<byte[]> plains = new ArrayList<>();
        for (Inner.Content part : manifest.parts()) {
            if (part.number() != plains.size() + 1) {
                throw new Refused(Fault.COMMITMENT, envelope.id().toString());
            }
            byte[] plain =
                    ContentCipher.decrypt(unwrapped.contentKey(), content, part.number(), bytes(parts, part.number()));
            if (plain.length != part.size() || !Digest.sha256(plain).equals(part.digest())) {
                throw new Refused(Fault.PART_DIGEST, Integer.toString(part.number()));
            }
            plains.add(plain);
        }
        agree(envelope, manifest, opened(manifest, plains), directory);
        return manifest;
    }

    private static EdxmlPackage opened(Inner manifest, List<byte[]> parts) {
        byte[] skeleton = manifest.skeleton();
        if (skeleton.length > 0) {
            return EdxmlReader.read(Skeleton.read(skeleton).rebuild(parts));
        }
        if (parts.size() != 1) {
            throw new Refused(Fault.COMMITMENT, manifest.id().toString());
        }
        return EdxmlReader.read(parts.get(0));
    }

    /** Else a node could seal a letter in the name of any agency, or show one thing and deliver another. */
    private static void agree(Envelope envelope, Inner manifest, EdxmlPackage edxml, Directory directory) {
        AgencyCode from = edxml.header().from().code();
        boolean theirs = directory
                .agency(from)
                .map(Agency::code)
                .filter(envelope.sender().agency()::equals)
                .isPresent();
        if (!theirs) {
            throw new Refused(
                    Fault.SENDER_NOT_HOSTED,
                    from.value(),
                    envelope.sender().node().value());
        }
        boolean same = Arrays.equals(edxml.header().xml(), manifest.header())
                && edxml.header().documentId().equals(manifest.documentId())
                && edxml.header().subject().equals(manifest.subject())
                && edxml.header().operation() == envelope.operation()
                && edxml.header().urgency() == envelope.urgency()
                && manifest.parts().equals(named(edxml, manifest));
        if (!same) {
            throw new Refused(Fault.COMMITMENT, envelope.id().toString());
        }
    }

    /** The parts as the package itself names them. */
    private static List<Inner.Content> named(EdxmlPackage edxml, Inner manifest) {
        boolean whole = manifest.skeleton().length == 0;
        List<Inner.Content> parts = new ArrayList<>(manifest.parts());
        if (whole) {
            Inner.Content only = parts.get(0);
            parts.set(0, with(only, only.name(), only.mediaType(), Inner.Packing.PACKAGE));
        } else {
            for (EdxmlAttachment one : edxml.attachments()) {
                boolean zip = one.document() != one.decoded();
                Inner.Packing packing = zip ? Inner.Packing.ZIP : Inner.Packing.NONE;
                parts.set(one.place(), with(parts.get(one.place()), one.name(), one.mediaType(), packing));
            }
        }
        return parts;
    }

    private static Inner.Content with(Inner.Content part, String name, String mediaType, Inner.Packing packing) {
        return new Inner.Content(part.number(), name, mediaType, part.digest(), part.size(), packing);
    }

    private static byte[] bytes(Map<Integer, byte[]> parts, int number) {
        byte[] bytes = parts.get(number);
        if (bytes == null) {
            throw new Refused(Fault.PART_DIGEST, Integer.toString(number));
        }
        return bytes;
    }
}
