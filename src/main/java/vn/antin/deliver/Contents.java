package vn.antin.deliver;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.zip.ZipInputStream;
import vn.antin.edxml.BusinessHeader;
import vn.antin.edxml.EdxmlAttachment;
import vn.antin.edxml.EdxmlLimits;
import vn.antin.edxml.EdxmlPackage;
import vn.antin.edxml.EdxmlReader;
import vn.antin.edxml.Skeleton;
import vn.antin.edxml.Source;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.InnerManifest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.query.DocumentView.Direction;
import vn.antin.parts.PartStore;
import vn.antin.parts.PlainParts;
import vn.antin.seal.KeyWrap;
import vn.antin.seal.SealedEnvelope;
import vn.antin.seal.pki.KeyEntry;

/** Opens the documents this node may read, sent or received: single parts and the package as it was submitted. */
public final class Contents {

    /** Writes some of the bytes of something larger than memory. */
    @FunctionalInterface
    public interface Body {
        void write(long from, long count, OutputStream out) throws IOException;
    }

    /**
     * A part by its name, as the agency means it: unpacked where it travelled as a ZIP of one; or a whole package.
     *
     * @param digest of its bytes
     */
    public record OpenedContent(String name, String mediaType, long size, Digest digest, Body body) {

        public static OpenedContent of(String name, String mediaType, byte[] bytes) {
            return new OpenedContent(
                    name,
                    mediaType,
                    bytes.length,
                    Digest.sha256(bytes),
                    (from, count, out) -> out.write(bytes, (int) from, (int) count));
        }
    }

    /** What opens one document. */
    private record Key(InnerManifest inner, byte[] bytes, PlainParts parts) {

        boolean packed() {
            return inner.parts().stream().anyMatch(part -> part.packing() == InnerManifest.Packing.PACKAGE);
        }

        OpenedContent open(InnerManifest.Content part) {
            return new OpenedContent(part.name(), part.mediaType(), part.size(), part.digest(), (from, count, out) -> {
                try (InputStream in = parts.open(part, from)) {
                    copy(in, count, out);
                }
            });
        }
    }

    private static final int BUFFER = 64 << 10;
    private static final int HARMLESS = 1 << 20;

    /** What a ZIP may grow to beyond that: as much as the reader of packages lets it. */
    private static final int RATIO = EdxmlLimits.DEFAULT.ratio();

    private final NodeId self;
    private final KeyEntry key;
    private final Repositories repositories;
    private final PartStore store;

    /** Opens with this node's encryption key. */
    public Contents(NodeId self, KeyEntry key, Repositories repositories, PartStore store) {
        this.self = self;
        this.key = key;
        this.repositories = repositories;
        this.store = store;
    }

    /** The parts by their names, with digest and size of what {@link #part} gives. */
    public List<InnerManifest.Content> parts(EnvelopeId id) {
        Key key = opened(id);
        if (key.packed()) {
            return attachments(key).stream()
                    .map(one -> new InnerManifest.Content(
                            one.place() + 1,
                            one.name(),
                            one.mediaType(),
                            Digest.sha256(one.document()),
                            one.document().length,
                            InnerManifest.Packing.NONE))
                    .toList();
        }
        return key.inner().parts().stream().map(part -> unpacked(key, part)).toList();
    }

    private static InnerManifest.Content unpacked(Key key, InnerManifest.Content part) {
        if (part.packing() != InnerManifest.Packing.ZIP) {
            return part;
        }
        OpenedContent file = unzipped(key, part);
        return new InnerManifest.Content(
                part.number(), part.name(), part.mediaType(), file.digest(), file.size(), InnerManifest.Packing.NONE);
    }

    /** What the document says of itself. */
    public BusinessHeader header(EnvelopeId id) {
        return EdxmlReader.header(unlock(id).inner().header());
    }

    /** What its package says of itself and of its files; of each file one byte stands for its content. */
    public EdxmlPackage hollow(EnvelopeId id) {
        Key key = opened(id);
        byte[] form = key.inner().skeleton();
        return EdxmlReader.read(
                form.length == 0 ? whole(key) : Skeleton.read(form).hollow());
    }

    public OpenedContent part(EnvelopeId id, int number) {
        Key key = opened(id);
        if (key.packed()) {
            return attachments(key).stream()
                    .filter(one -> one.place() + 1 == number)
                    .findFirst()
                    .map(one -> OpenedContent.of(one.name(), one.mediaType(), one.document()))
                    .orElseThrow(() -> new Refused(Fault.DOCUMENT_NOT_FOUND, id + ", " + number));
        }
        InnerManifest.Content part = key.inner().part(number);
        return part.packing() == InnerManifest.Packing.ZIP ? unzipped(key, part) : key.open(part);
    }

    /** The edXML package, byte for byte as submitted. */
    public OpenedContent edxml(EnvelopeId id) {
        Key key = opened(id);
        String name = id + ".edxml";
        byte[] form = key.inner().skeleton();
        if (form.length == 0) {
            OpenedContent whole = key.open(key.inner().part(1));
            return new OpenedContent(name, "application/xml", whole.size(), whole.digest(), whole.body());
        }
        Skeleton skeleton = Skeleton.read(form);
        List<Source> sources = key.inner().parts().stream()
                .<Source>map(part -> () -> key.parts().open(part, 0))
                .toList();
        return new OpenedContent(
                name,
                "application/xml",
                skeleton.length(),
                skeleton.digest(),
                (from, count, out) -> skeleton.rebuild(sources, new RangeOutput(out, from, count)));
    }

    private static List<EdxmlAttachment> attachments(Key key) {
        return EdxmlReader.read(whole(key)).attachments();
    }

    /** The package that is the only part. */
    private static byte[] whole(Key key) {
        InnerManifest.Content whole = key.inner().part(1);
        ByteArrayOutputStream raw = new ByteArrayOutputStream((int) whole.size());
        write(key.open(whole), raw);
        return raw.toByteArray();
    }

    private static void write(OpenedContent opened, OutputStream out) {
        try {
            opened.body().write(0, opened.size(), out);
        } catch (IOException e) {
            throw new TryLater(Fault.STORE_UNAVAILABLE, e);
        }
    }

    /** The inner manifest's own bytes: what the commitment in the envelope and its evidence binds. */
    public byte[] inner(EnvelopeId id) {
        return unlock(id).bytes();
    }

    /** The same for what is to be read: after an agreed recall there is nothing left to read. */
    private Key opened(EnvelopeId id) {
        boolean removed = repositories
                .ledger()
                .read(tx -> repositories
                                .documents()
                                .find(tx, id)
                                .filter(kept -> kept.direction() == Direction.IN)
                                .isPresent()
                        && repositories.arrivals().removed(tx, id));
        if (removed) {
            throw new Refused(Fault.CONTENT_REMOVED, id.toString());
        }
        return unlock(id);
    }

    private Key unlock(EnvelopeId id) {
        Documents.StoredDocument kept = repositories
                .ledger()
                .read(tx -> repositories.documents().find(tx, id))
                .orElseThrow(() -> new Refused(Fault.DOCUMENT_NOT_FOUND, id.toString()));
        Envelope envelope = SealedEnvelope.open(kept.envelope()).envelope();
        byte[] wrapped = envelope.keyFor(self).orElseThrow(() -> new Refused(Fault.DECRYPTION, "no key for " + self));
        PlainParts parts = new PlainParts(
                envelope,
                KeyWrap.unwrap(wrapped, key).contentKey(),
                number -> repositories
                        .ledger()
                        .read(tx -> repositories.documents().part(tx, id, number)),
                store);
        byte[] manifest = parts.manifest();
        return new Key(InnerManifest.read(manifest), manifest, parts);
    }

    /** The one file of a ZIP: read through once to know its size, within the limits of a package. */
    private static OpenedContent unzipped(Key key, InnerManifest.Content part) {
        MessageDigest sha = Digest.newSha256();
        long size = 0;
        long most = Math.max(HARMLESS, Math.multiplyExact(part.size(), RATIO));
        try (InputStream in = entry(key, part)) {
            byte[] buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sha.update(buffer, 0, count);
                size += count;
                if (size > most) {
                    throw new Refused(Fault.EDXML_ATTACHMENT, "zip");
                }
            }
        } catch (IOException e) {
            throw new Refused(Fault.EDXML_ATTACHMENT, e, "zip");
        }
        return new OpenedContent(part.name(), part.mediaType(), size, Digest.of(sha.digest()), (from, count, out) -> {
            try (InputStream in = entry(key, part)) {
                in.skipNBytes(from);
                copy(in, count, out);
            }
        });
    }

    private static InputStream entry(Key key, InnerManifest.Content part) throws IOException {
        ZipInputStream zip = new ZipInputStream(key.parts().open(part, 0));
        if (zip.getNextEntry() == null) {
            zip.close();
            throw new Refused(Fault.EDXML_ATTACHMENT, "zip");
        }
        return zip;
    }

    private static void copy(InputStream in, long count, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = count;
        while (left > 0) {
            int some = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (some < 0) {
                throw new Refused(Fault.PART_GONE, "it ends too early");
            }
            out.write(buffer, 0, some);
            left -= some;
        }
    }
}
