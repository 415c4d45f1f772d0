package vn.antin.deliver;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
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
import vn.antin.ledger.Direction;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Repositories;
import vn.antin.parts.PartStore;
import vn.antin.parts.PlainParts;
import vn.antin.seal.KeyWrap;
import vn.antin.seal.SealedEnvelope;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Purpose;

/** Opens the documents this node may read, sent or received: single parts, or the package as it was submitted. */
public final class Contents {

    /** Writes a range of a content that may be larger than memory. */
    @FunctionalInterface
    public interface ContentBody {
        void write(long from, long count, OutputStream out) throws IOException;
    }

    /**
     * An opened content: a part under its file name, unpacked if it travelled as a ZIP of one file, or a whole package.
     *
     * @param digest of its bytes
     */
    public record OpenedContent(String name, String mediaType, long size, Digest digest, ContentBody body) {

        public static OpenedContent of(String name, String mediaType, byte[] bytes) {
            return new OpenedContent(
                    name,
                    mediaType,
                    bytes.length,
                    Digest.sha256(bytes),
                    (from, count, out) -> out.write(bytes, (int) from, (int) count));
        }
    }

    /** An opened document: its inner manifest and its parts in clear. */
    private record OpenedDocument(InnerManifest inner, byte[] bytes, PlainParts parts) {

        boolean isPackage() {
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
    private static final int UNCHECKED_BYTES = 1 << 20;

    /** Limit of the growth of a ZIP beyond that size, the same as for packages. */
    private static final int RATIO = EdxmlLimits.DEFAULT.ratio();

    private final NodeId self;
    private final Keys keys;
    private final Repositories repositories;
    private final PartStore store;

    public Contents(NodeId self, Keys keys, Repositories repositories, PartStore store) {
        this.self = self;
        this.keys = keys;
        this.repositories = repositories;
        this.store = store;
    }

    /** The parts by file name, with digest and size of what {@link #part} returns. */
    public List<InnerManifest.Content> parts(EnvelopeId id) {
        OpenedDocument key = opened(id);
        if (key.isPackage()) {
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

    private static InnerManifest.Content unpacked(OpenedDocument key, InnerManifest.Content part) {
        if (part.packing() != InnerManifest.Packing.ZIP) {
            return part;
        }
        OpenedContent file = unzipped(key, part);
        return new InnerManifest.Content(
                part.number(), part.name(), part.mediaType(), file.digest(), file.size(), InnerManifest.Packing.NONE);
    }

    /** The header of the document's package. */
    public BusinessHeader header(EnvelopeId id) {
        return EdxmlReader.header(decrypt(id).inner().header());
    }

    /** The package with the header and the names of its files; each file's content is replaced by one byte. */
    public EdxmlPackage hollow(EnvelopeId id) {
        OpenedDocument key = opened(id);
        byte[] form = key.inner().skeleton();
        return EdxmlReader.read(
                form.length == 0 ? whole(key) : Skeleton.read(form).hollow());
    }

    public OpenedContent part(EnvelopeId id, int number) {
        OpenedDocument key = opened(id);
        if (key.isPackage()) {
            return attachments(key).stream()
                    .filter(one -> one.place() + 1 == number)
                    .findFirst()
                    .map(one -> OpenedContent.of(one.name(), one.mediaType(), one.document()))
                    .orElseThrow(() -> new Refused(Fault.DOCUMENT_NOT_FOUND, id + ", " + number));
        }
        InnerManifest.Content part = key.inner().part(number);
        return part.packing() == InnerManifest.Packing.ZIP ? unzipped(key, part) : key.open(part);
    }

    /** The edXML package, unchanged bytes. */
    public OpenedContent edxml(EnvelopeId id) {
        OpenedDocument key = opened(id);
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

    private static List<EdxmlAttachment> attachments(OpenedDocument key) {
        return EdxmlReader.read(whole(key)).attachments();
    }

    /** The package that is the document's only part. */
    private static byte[] whole(OpenedDocument key) {
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

    /** The bytes of the inner manifest, which the commitment in envelope and evidence binds. */
    public byte[] inner(EnvelopeId id) {
        return decrypt(id).bytes();
    }

    /** Opens a document for reading; refused after an agreed recall or its period, when the content is destroyed. */
    private OpenedDocument opened(EnvelopeId id) {
        boolean removed = repositories
                .ledger()
                .read(tx -> repositories
                                .documents()
                                .find(tx, id)
                                .filter(stored -> stored.direction() == Direction.IN)
                                .isPresent()
                        && repositories.arrivals().removed(tx, id));
        if (removed) {
            throw new Refused(Fault.CONTENT_REMOVED, id.toString());
        }
        repositories.requireContent(id);
        return decrypt(id);
    }

    private OpenedDocument decrypt(EnvelopeId id) {
        Documents.StoredDocument stored = repositories
                .ledger()
                .read(tx -> repositories.documents().find(tx, id))
                .orElseThrow(() -> new Refused(Fault.DOCUMENT_NOT_FOUND, id.toString()));
        Envelope envelope = SealedEnvelope.open(stored.envelope()).envelope();
        byte[] wrapped = envelope.keyFor(self).orElseThrow(() -> new Refused(Fault.DECRYPTION, "no key for " + self));
        PlainParts parts = new PlainParts(
                envelope,
                KeyWrap.unwrap(wrapped, keys.all(Purpose.ENCRYPTION)).contentKey(),
                number -> repositories
                        .ledger()
                        .read(tx -> repositories.documents().part(tx, id, number)),
                store);
        byte[] manifest = parts.manifest();
        return new OpenedDocument(InnerManifest.read(manifest), manifest, parts);
    }

    /** The one file of a ZIP; read once to learn its size, within the limits of a package. */
    private static OpenedContent unzipped(OpenedDocument key, InnerManifest.Content part) {
        MessageDigest sha = Digest.newSha256();
        long size = 0;
        long most = Math.max(UNCHECKED_BYTES, Math.multiplyExact(part.size(), RATIO));
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

    private static InputStream entry(OpenedDocument key, InnerManifest.Content part) throws IOException {
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
                throw new Refused(Fault.PART_GONE, "the part ends too early");
            }
            out.write(buffer, 0, some);
            left -= some;
        }
    }

    /** A stream that passes on one range of the bytes written to it. */
    private static final class RangeOutput extends FilterOutputStream {

        private long before;
        private long left;

        RangeOutput(OutputStream out, long from, long count) {
            super(out);
            this.before = from;
            this.left = count;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            int skipped = (int) Math.min(before, count);
            before -= skipped;
            int passed = (int) Math.min(left, count - skipped);
            left -= passed;
            out.write(bytes, from + skipped, passed);
        }
    }
}
