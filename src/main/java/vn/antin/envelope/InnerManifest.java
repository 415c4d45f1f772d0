package vn.antin.envelope;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.xml.CanonicalXml;
import vn.antin.xml.Deflated;
import vn.antin.xml.SafeXml;

/**
 * The inner manifest, readable only by the nodes of sender and recipients. Its nonce makes the commitment to it hiding.
 *
 * @param nonce 16 random bytes
 * @param header the XML of the business header; may be empty
 * @param skeleton rebuilds the submitted package from the parts; empty when the package is the only part
 * @param signature the sender's node's check of a signature within the package; absent when it was not checked
 */
public record InnerManifest(
        byte[] nonce,
        EnvelopeId id,
        String documentId,
        String subject,
        byte[] header,
        byte[] skeleton,
        @Nullable PackageSignature signature,
        List<Content> parts) {

    /** How a part's bytes contain the document. */
    public enum Packing {
        NONE,
        ZIP,
        PACKAGE
    }

    /**
     * A part by name, with digest and size of its submitted bytes.
     *
     * @param deflated whether they were compressed (RFC 1951) before encryption
     */
    public record Content(
            int number, String name, String mediaType, Digest digest, long size, Packing packing, boolean deflated) {

        /** A part without compression. */
        public Content(int number, String name, String mediaType, Digest digest, long size, Packing packing) {
            this(number, name, mediaType, digest, size, packing, false);
        }
    }

    public InnerManifest {
        parts = List.copyOf(parts);
    }

    public Content part(int number) {
        return parts.stream()
                .filter(part -> part.number() == number)
                .findFirst()
                .orElseThrow(() -> new Refused(Fault.DOCUMENT_NOT_FOUND, id + "/parts/" + number));
    }

    /** The compressed form that is encrypted. */
    public static byte[] packed(byte[] written) {
        return Deflated.of(written);
    }

    /** The reverse of {@link #packed}. */
    public static byte[] unpacked(byte[] packed) {
        return Deflated.inflate(packed);
    }

    /** The manifest in exclusive C14N: the bytes that the commitment binds. */
    public byte[] write() {
        return InnerManifestText.write(this);
    }

    /** Reads the manifest; the form that {@link #write} makes is read without an XML parser. */
    public static InnerManifest read(byte[] bytes) {
        return readExact(bytes).orElseGet(() -> readXml(bytes));
    }

    /** The manifest, if these are the bytes that {@link #write} makes of it; empty for any other text. */
    static Optional<InnerManifest> readExact(byte[] bytes) {
        return bytes.length <= SafeXml.XmlLimits.SEALED.bytes() ? InnerManifestText.read(bytes) : Optional.empty();
    }

    /** Reads any other text by the schema; the refusals say what is wrong. */
    static InnerManifest readXml(byte[] bytes) {
        var xml = CanonicalXml.read(bytes, vn.antin.xml.envelope.Inner.class, Fault.ENVELOPE_FORM);
        List<Content> parts = new ArrayList<>();
        for (var part : xml.getPart()) {
            parts.add(new Content(
                    part.getNumber(),
                    present(part.getName()),
                    present(part.getMediaType()),
                    Digest.of(present(part.getDigest())),
                    part.getSize(),
                    Packing.valueOf(present(part.getPacking()).name()),
                    part.getCoding() == vn.antin.xml.envelope.Coding.DEFLATE));
        }
        return new InnerManifest(
                present(xml.getNonce()),
                EnvelopeId.of(present(xml.getEnvelopeId())),
                present(xml.getDocumentId()),
                present(xml.getSubject()),
                orEmpty(xml.getBusinessHeader()),
                orEmpty(xml.getSkeleton()),
                signature(xml.getPackageSignature()),
                parts);
    }

    private static @Nullable PackageSignature signature(vn.antin.xml.envelope.@Nullable PackageSignature xml) {
        return xml == null
                ? null
                : new PackageSignature(
                        PackageSignature.Policy.of(present(xml.getPolicy())),
                        PackageSignature.Result.valueOf(present(xml.getResult())),
                        present(xml.getSigner()));
    }

    private static byte[] orEmpty(byte @Nullable [] bytes) {
        return bytes == null ? new byte[0] : bytes;
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new Refused(Fault.ENVELOPE_FORM, "inner manifest");
        }
        return value;
    }
}
