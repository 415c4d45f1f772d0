package vn.antin.deliver;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Inner;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Refused;
import vn.antin.envelope.edxml.EdxmlAttachment;
import vn.antin.envelope.edxml.EdxmlLimits;
import vn.antin.envelope.edxml.EdxmlReader;
import vn.antin.envelope.edxml.Skeleton;
import vn.antin.ledger.Books;
import vn.antin.ledger.Documents;
import vn.antin.seal.ContentCipher;
import vn.antin.seal.ContentParameters;
import vn.antin.seal.KeyEntry;
import vn.antin.seal.KeyWrap;
import vn.antin.seal.SealedEnvelope;

/** Opens the documents this node may read, sent or received: single parts and the package as it was submitted. */
public final class Contents {

    /** A part by its name, as the agency means it: unpacked where it travelled as a ZIP of one. */
    @SuppressWarnings("ArrayRecordComponent") // content is compared by digest
    public record Opened(String name, String mediaType, byte[] bytes) {}

    /** What opens one document. */
    @SuppressWarnings("ArrayRecordComponent") // keys are used, never compared
    private record Key(Envelope envelope, byte[] contentKey, ContentParameters content, byte[] inner) {}

    private static final int HARMLESS = 1 << 20;

    /** What a ZIP may grow to beyond that: as much as the reader of packages lets it. */
    private static final int RATIO = EdxmlLimits.DEFAULT.ratio();

    private final NodeId self;
    private final KeyEntry key;
    private final Books books;

    /** Opens with this node's encryption key. */
    public Contents(NodeId self, KeyEntry key, Books books) {
        this.self = self;
        this.key = key;
        this.books = books;
    }

    /** The parts by their names, with digest and size of what {@link #part} gives. */
    public List<Inner.Content> parts(EnvelopeId id) {
        Key key = unlock(id);
        Inner inner = Inner.read(key.inner());
        if (!packed(inner)) {
            return inner.parts().stream().map(part -> unpacked(key, part)).toList();
        }
        List<Inner.Content> parts = new ArrayList<>();
        for (EdxmlAttachment one : EdxmlReader.read(edxml(id)).attachments()) {
            parts.add(new Inner.Content(
                    one.place() + 1,
                    one.name(),
                    one.mediaType(),
                    Digest.sha256(one.document()),
                    one.document().length,
                    Inner.Packing.NONE));
        }
        return parts;
    }

    private Inner.Content unpacked(Key key, Inner.Content part) {
        if (part.packing() != Inner.Packing.ZIP) {
            return part;
        }
        byte[] bytes = unzipped(decrypt(key, part.number()));
        return new Inner.Content(
                part.number(), part.name(), part.mediaType(), Digest.sha256(bytes), bytes.length, Inner.Packing.NONE);
    }

    public Opened part(EnvelopeId id, int number) {
        Key key = unlock(id);
        Inner inner = Inner.read(key.inner());
        if (packed(inner)) {
            return EdxmlReader.read(edxml(id)).attachments().stream()
                    .filter(one -> one.place() + 1 == number)
                    .findFirst()
                    .map(one -> new Opened(one.name(), one.mediaType(), one.document()))
                    .orElseThrow(() -> new Refused(Fault.DOCUMENT_NOT_FOUND, id + ", " + number));
        }
        Inner.Content part = inner.part(number);
        byte[] bytes = decrypt(key, number);
        return new Opened(part.name(), part.mediaType(), part.packing() == Inner.Packing.ZIP ? unzipped(bytes) : bytes);
    }

    /** The edXML package, byte for byte as submitted. */
    public byte[] edxml(EnvelopeId id) {
        Key key = unlock(id);
        Inner inner = Inner.read(key.inner());
        byte[] skeleton = inner.skeleton();
        if (skeleton.length == 0) {
            return decrypt(key, 1);
        }
        List<byte[]> parts = new ArrayList<>();
        for (Inner.Content part : inner.parts()) {
            parts.add(decrypt(key, part.number()));
        }
        return Skeleton.read(skeleton).rebuild(parts);
    }

    /** The inner manifest's own bytes: what the commitment in the envelope and its evidence binds. */
    public byte[] inner(EnvelopeId id) {
        return unlock(id).inner();
    }

    private static boolean packed(Inner inner) {
        return inner.parts().stream().anyMatch(part -> part.packing() == Inner.Packing.PACKAGE);
    }

    private Key unlock(EnvelopeId id) {
        Documents.Kept kept = books.ledger()
                .read(tx -> books.documents().find(tx, id))
                .orElseThrow(() -> new Refused(Fault.DOCUMENT_NOT_FOUND, id.toString()));
        Envelope envelope = SealedEnvelope.open(kept.envelope()).envelope();
        byte[] wrapped = envelope.keyFor(self).orElseThrow(() -> new Refused(Fault.DECRYPTION, "no key for " + self));
        ContentParameters content = new ContentParameters(envelope.contentId().bytes(), envelope.chunk());
        byte[] contentKey = KeyWrap.unwrap(wrapped, key).contentKey();
        return new Key(
                envelope,
                contentKey,
                content,
                Inner.unpacked(ContentCipher.decrypt(contentKey, content, 0, stored(id, 0))));
    }

    private byte[] decrypt(Key key, int number) {
        return ContentCipher.decrypt(
                key.contentKey(), key.content(), number, stored(key.envelope().id(), number));
    }

    private byte[] stored(EnvelopeId id, int number) {
        return books.ledger()
                .read(tx -> books.documents().part(tx, id, number))
                .orElseThrow(() -> new Refused(Fault.DOCUMENT_NOT_FOUND, id + ", " + number));
    }

    /** The one file of a ZIP; its limits were checked when it arrived, and bound the memory here all the same. */
    private static byte[] unzipped(byte[] zip) {
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            ZipEntry entry = in.getNextEntry();
            byte[] bytes = entry == null
                    ? new byte[0]
                    : in.readNBytes(Math.max(HARMLESS, Math.multiplyExact(zip.length, RATIO)));
            if (entry == null || in.read() >= 0) {
                throw new Refused(Fault.EDXML_ATTACHMENT, "zip");
            }
            return bytes;
        } catch (IOException e) {
            throw new Refused(Fault.EDXML_ATTACHMENT, e, "zip");
        }
    }
}
