package vn.antin.receive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import vn.antin.directory.Directory;
import vn.antin.directory.NodeCertificate;
import vn.antin.edxml.BusinessHeader;
import vn.antin.edxml.EdxmlAttachment;
import vn.antin.edxml.EdxmlLimits;
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
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Purpose;

/**
 * Checks that a copy opens: every part matches the envelope and decrypts to what the inner manifest names, and together
 * the parts are a package of the sealing agency whose header matches the manifest.
 */
public final class EnvelopeOpener {

    /** A copy that opens: its inner manifest, and the header that manifest and package agree on. */
    record OpenedCopy(InnerManifest inner, BusinessHeader header) {}

    /** Documents up to this number of plain bytes may be read whole, in memory; larger ones never are. */
    private static final long SMALL = 2 << 20;

    /** A package that is its only part must be read whole, so it may not be larger. */
    private static final int LARGEST_WHOLE = 64 << 20;

    private final NodeId self;
    private final Keys keys;
    private final PartStore store;

    public EnvelopeOpener(NodeId self, Keys keys, PartStore store) {
        this.self = self;
        this.keys = keys;
        this.store = store;
    }

    /** Whether the stored parts of a copy are here. */
    boolean hasParts(Envelope envelope) {
        return envelope.parts().stream().filter(Part::stored).map(Part::digest).allMatch(store::has);
    }

    /**
     * Checks a copy; returns its inner manifest and the header of its package.
     *
     * @throws TryLater when a stored part is missing
     * @throws Refused EXPIRED, PART_DIGEST, DECRYPTION, KEY_LOST, KEY_NOT_CONFIRMED, COMMITMENT, SENDER_NOT_HOSTED, or what is wrong with the
     *     package
     */
    OpenedCopy check(Envelope envelope, Map<Integer, byte[]> inline, Directory directory, Instant now) {
        if (envelope.expiredAt(now)) {
            throw new Refused(Fault.EXPIRED, envelope.expires().toString());
        }
        requireKey(envelope, directory);
        checkParts(envelope, inline);
        byte[] wrapped = envelope.keyFor(self).orElseThrow();
        Unwrapped unwrapped = KeyWrap.unwrap(wrapped, keys.all(Purpose.ENCRYPTION));
        PlainParts parts = new PlainParts(
                envelope, unwrapped.contentKey(), number -> Optional.ofNullable(inline.get(number)), store);
        byte[] inner = parts.manifest();
        if (!unwrapped.commitment().equals(envelope.commitment())
                || !Digest.sha256(inner).equals(envelope.commitment())) {
            throw new Refused(Fault.COMMITMENT, envelope.id().toString());
        }
        InnerManifest manifest = InnerManifest.read(inner);
        // A forwarded copy has a new envelope over the parts, and so the manifest, of the earlier one it names.
        boolean named = manifest.id().equals(envelope.id()) || manifest.id().equals(envelope.refersTo());
        boolean complete = named && manifest.parts().size() == envelope.parts().size() - 1;
        for (int i = 0; complete && i < manifest.parts().size(); i++) {
            complete = manifest.parts().get(i).number() == i + 1;
        }
        if (!complete) {
            throw new Refused(Fault.COMMITMENT, envelope.id().toString());
        }
        try {
            EdxmlPackage edxml = opened(manifest, parts);
            checkAgreement(envelope, manifest, edxml, directory);
            return new OpenedCopy(manifest, edxml.header());
        } catch (IOException e) {
            // Truncated or invalid DEFLATE data; errors of the disk are unchecked and pass through.
            throw new Refused(Fault.PART_DIGEST, e, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Refuses an envelope for a key that this node had and lost: a certificate of its entry that is revoked; and one for
     * no key of it, because its sender has not confirmed the key yet. Its sender can send it again for the key in use.
     */
    void requireKey(Envelope envelope, Directory directory) {
        byte[] wrapped = envelope.keyFor(self).orElseThrow(() -> new Refused(Fault.KEY_NOT_CONFIRMED, self.value()));
        Set<X509Certificate> here =
                keys.all(Purpose.ENCRYPTION).stream().map(KeyEntry::certificate).collect(Collectors.toSet());
        List<X509Certificate> lost = directory.node(self).stream()
                .flatMap(node -> node.certificates().stream())
                .filter(each -> each.purpose() == Purpose.ENCRYPTION)
                .map(NodeCertificate::certificate)
                .filter(each -> !here.contains(each) && directory.isWithdrawn(each))
                .toList();
        if (lost.isEmpty()) {
            return;
        }
        if (lost.stream().anyMatch(each -> KeyWrap.isFor(wrapped, each))) {
            throw new Refused(Fault.KEY_LOST, self.value());
        }
    }

    /**
     * Checks the inline parts against the envelope, and that the stored parts are complete: their digests were checked
     * on arrival.
     */
    private void checkParts(Envelope envelope, Map<Integer, byte[]> inline) {
        int inlineParts = 0;
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
            inlineParts += part.stored() ? 0 : 1;
        }
        if (inline.size() != inlineParts) {
            throw new Refused(Fault.PART_DIGEST, "a part that the envelope does not name");
        }
    }

    /**
     * The package, after all its parts were read, and its digest was compared with that of the rebuilt bytes. The
     * contents are left out where header and names do not depend on them.
     */
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
        int limit = EdxmlLimits.DEFAULT.bytes();
        if (small(manifest) && skeleton.length() > limit) {
            throw new Refused(Fault.TOO_LARGE, Integer.toString(skeleton.length()), Integer.toString(limit));
        }
        skeleton.rebuild(sources, OutputStream.nullOutputStream());
        if (small(manifest)) {
            Optional<EdxmlPackage> outline = isPlain(manifest) ? skeleton.outline() : Optional.empty();
            return outline.isPresent() ? outline.get() : whole(skeleton, sources);
        }
        return EdxmlReader.read(skeleton.hollow());
    }

    private static EdxmlPackage whole(Skeleton skeleton, List<Source> sources) throws IOException {
        ByteArrayOutputStream raw = new ByteArrayOutputStream(skeleton.length());
        skeleton.rebuild(sources, raw);
        return EdxmlReader.read(raw.toByteArray());
    }

    /** Whether the contents say nothing about the package: an empty one is none, and a ZIP may hide the document. */
    private static boolean isPlain(InnerManifest manifest) {
        return manifest.parts().stream()
                .allMatch(part -> part.size() > 0 && part.packing() == InnerManifest.Packing.NONE);
    }

    private static boolean small(InnerManifest manifest) {
        return manifest.parts().stream().mapToLong(InnerManifest.Content::size).sum() <= SMALL;
    }

    /**
     * Checks that package, manifest and envelope agree. Otherwise a node could seal a letter in the name of any agency,
     * or show one thing and deliver another.
     */
    private static void checkAgreement(
            Envelope envelope, InnerManifest manifest, EdxmlPackage edxml, Directory directory) {
        AgencyCode from = edxml.header().from().code();
        // An agency may have got another code while the document was under way.
        boolean fromSender = directory
                .agency(from)
                .filter(agency -> agency.has(envelope.sender().agency()))
                .isPresent();
        if (!fromSender) {
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
                && manifest.parts().equals(partsOf(edxml, manifest));
        if (!same) {
            throw new Refused(Fault.COMMITMENT, envelope.id().toString());
        }
    }

    /**
     * The parts as the package names them; a large package does not tell which of them are zipped, so the manifest's
     * word stands.
     */
    private static List<InnerManifest.Content> partsOf(EdxmlPackage edxml, InnerManifest manifest) {
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
            boolean zipped = part.packing() == InnerManifest.Packing.ZIP;
            InnerManifest.Packing packing = zip && zipped ? InnerManifest.Packing.ZIP : InnerManifest.Packing.NONE;
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
