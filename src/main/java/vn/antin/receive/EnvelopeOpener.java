package vn.antin.receive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.edxml.EdxmlAttachment;
import vn.antin.edxml.EdxmlPackage;
import vn.antin.edxml.EdxmlReader;
import vn.antin.edxml.Skeleton;
import vn.antin.edxml.Source;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.InnerManifest;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Part;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.parts.PartStore;
import vn.antin.parts.PlainParts;
import vn.antin.seal.KeyWrap;
import vn.antin.seal.Unwrapped;
import vn.antin.seal.pki.KeyEntry;

/**
 * Whether a copy opens: every part is what the envelope names and decrypts to what the inner manifest names, and
 * together they are a package of the agency that sealed the envelope, which says of itself what the manifest says.
 */
public final class EnvelopeOpener {

    /** Documents of up to so many plain bytes are put together in memory; larger ones are read through. */
    private static final long SMALL = 2 << 20;

    /** A package that nobody can take apart is read whole, so it may not be larger. */
    private static final int LARGEST_WHOLE = 64 << 20;

    private final NodeId self;
    private final KeyEntry key;
    private final PartStore store;

    /** Opens with this node's encryption key. */
    public EnvelopeOpener(NodeId self, KeyEntry key, PartStore store) {
        this.self = self;
        this.key = key;
        this.store = store;
    }

    /**
     * The inner manifest of a copy that opens.
     *
     * @throws TryLater when a stored part is not here after all
     * @throws Refused EXPIRED, PART_DIGEST, DECRYPTION, COMMITMENT, SENDER_NOT_HOSTED, or what is wrong with the
     *     package
     */
    public InnerManifest check(Envelope envelope, Map<Integer, byte[]> inline, Directory directory, Instant now) {
        if (envelope.expiredAt(now)) {
            throw new Refused(Fault.EXPIRED, envelope.expires().toString());
        }
        atHand(envelope, inline);
        byte[] wrapped = envelope.keyFor(self).orElseThrow(() -> new Refused(Fault.DECRYPTION, "no key for " + self));
        Unwrapped unwrapped = KeyWrap.unwrap(wrapped, key);
        PlainParts parts = new PlainParts(
                envelope, unwrapped.contentKey(), number -> Optional.ofNullable(inline.get(number)), store);
        byte[] inner = parts.manifest();
        if (!unwrapped.commitment().equals(envelope.commitment())
                || !Digest.sha256(inner).equals(envelope.commitment())) {
            throw new Refused(Fault.COMMITMENT, envelope.id().toString());
        }
        InnerManifest manifest = InnerManifest.read(inner);
        // A recipient added later gets a new envelope over the parts, and so the manifest, of the one it names.
        boolean ours = manifest.id().equals(envelope.id()) || manifest.id().equals(envelope.refersTo());
        boolean complete = ours && manifest.parts().size() == envelope.parts().size() - 1;
        for (int i = 0; complete && i < manifest.parts().size(); i++) {
            complete = manifest.parts().get(i).number() == i + 1;
        }
        if (!complete) {
            throw new Refused(Fault.COMMITMENT, envelope.id().toString());
        }
        try {
            agree(envelope, manifest, opened(manifest, parts), directory);
        } catch (IOException e) {
            // Bytes that end too early or are no deflated text; the disk's own faults come as they are.
            throw new Refused(Fault.PART_DIGEST, e, String.valueOf(e.getMessage()));
        }
        return manifest;
    }

    /** What rode with the envelope is what it names, and what is stored is here: its digest was checked as it came. */
    private void atHand(Envelope envelope, Map<Integer, byte[]> inline) {
        int riding = 0;
        for (Part part : envelope.parts()) {
            byte[] bytes = inline.get(part.number());
            if (part.stored() && !store.has(part.digest())) {
                throw new TryLater(Fault.STORE_UNAVAILABLE, part.digest().hex());
            }
            boolean good = part.stored()
                    ? bytes == null && store.offset(part.digest()) == part.size()
                    : bytes != null
                            && bytes.length == part.size()
                            && Digest.sha256(bytes).equals(part.digest());
            if (!good) {
                throw new Refused(Fault.PART_DIGEST, Integer.toString(part.number()));
            }
            riding += part.stored() ? 0 : 1;
        }
        if (inline.size() != riding) {
            throw new Refused(Fault.PART_DIGEST, "a part nobody named");
        }
    }

    /** The package; of a large one what it says, after what it carries was read through. */
    private static EdxmlPackage opened(InnerManifest manifest, PlainParts parts) throws IOException {
        List<Source> sources = manifest.parts().stream()
                .<Source>map(part -> () -> new VerifyingStream(parts.open(part, 0), part))
                .toList();
        byte[] form = manifest.skeleton();
        if (form.length == 0) {
            if (sources.size() != 1 || manifest.parts().get(0).size() > LARGEST_WHOLE) {
                throw new Refused(Fault.COMMITMENT, manifest.id().toString());
            }
            try (InputStream in = sources.get(0).open()) {
                return EdxmlReader.read(in.readAllBytes());
            }
        }
        Skeleton skeleton = Skeleton.read(form);
        if (small(manifest)) {
            ByteArrayOutputStream raw = new ByteArrayOutputStream(skeleton.length());
            skeleton.rebuild(sources, raw);
            return EdxmlReader.read(raw.toByteArray());
        }
        skeleton.rebuild(sources, OutputStream.nullOutputStream());
        return EdxmlReader.read(skeleton.hollow());
    }

    private static boolean small(InnerManifest manifest) {
        return manifest.parts().stream().mapToLong(InnerManifest.Content::size).sum() <= SMALL;
    }

    /** Else a node could seal a letter in the name of any agency, or show one thing and deliver another. */
    private static void agree(Envelope envelope, InnerManifest manifest, EdxmlPackage edxml, Directory directory) {
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

    /** The parts as the package itself names them; of a large one it does not tell what is packed. */
    private static List<InnerManifest.Content> named(EdxmlPackage edxml, InnerManifest manifest) {
        boolean whole = manifest.skeleton().length == 0;
        List<InnerManifest.Content> parts = new ArrayList<>(manifest.parts());
        if (whole) {
            InnerManifest.Content only = parts.get(0);
            parts.set(0, with(only, only.name(), only.mediaType(), InnerManifest.Packing.PACKAGE));
            return parts;
        }
        for (EdxmlAttachment one : edxml.attachments()) {
            InnerManifest.Content part = parts.get(one.place());
            boolean zip = one.document() != one.decoded() || !small(manifest);
            boolean said = part.packing() == InnerManifest.Packing.ZIP;
            InnerManifest.Packing packing = zip && said ? InnerManifest.Packing.ZIP : InnerManifest.Packing.NONE;
            parts.set(one.place(), with(part, one.name(), one.mediaType(), packing));
        }
        return parts;
    }

    private static InnerManifest.Content with(
            InnerManifest.Content part, String name, String mediaType, InnerManifest.Packing packing) {
        return new InnerManifest.Content(
                part.number(), name, mediaType, part.digest(), part.size(), packing, part.deflated());
    }
}
