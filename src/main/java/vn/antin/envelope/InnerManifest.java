package vn.antin.envelope;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.xml.CanonicalXml;
import vn.antin.xml.Deflated;
import vn.antin.xml.SafeXml;

/**
 * The inner manifest: what only the sender's and the recipients' nodes read. Its nonce makes the commitment to it
 * hiding.
 *
 * @param nonce 16 random bytes
 * @param header the business header's own XML; may be empty
 * @param skeleton how the submitted package is rebuilt from the parts; empty when it travels whole
 * @param signature what the sender's node found in a signature within the package; absent when it did not look
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

    /** How a part's bytes hold the document. */
    public enum Packing {
        NONE,
        ZIP,
        PACKAGE
    }

    /**
     * One part by its name, with digest and size of the bytes that were handed in.
     *
     * @param deflated whether they were made small (RFC 1951) before they were encrypted
     */
    public record Content(
            int number, String name, String mediaType, Digest digest, long size, Packing packing, boolean deflated) {

        /** A part that was encrypted as it is. */
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

    /** The form in which the manifest is encrypted: deflated. */
    public static byte[] packed(byte[] written) {
        return Deflated.of(written);
    }

    /** The reverse of {@link #packed}. */
    public static byte[] unpacked(byte[] packed) {
        return Deflated.inflate(packed, SafeXml.Limits.SEALED.bytes());
    }

    /** Exclusive C14N: these bytes are what the commitment binds. */
    public byte[] write() {
        var xml = new vn.antin.xml.envelope.Inner();
        xml.setNonce(nonce);
        xml.setEnvelopeId(id.toString());
        xml.setDocumentId(documentId);
        xml.setSubject(subject);
        xml.setBusinessHeader(header.length == 0 ? null : header);
        xml.setSkeleton(skeleton.length == 0 ? null : skeleton);
        xml.setPackageSignature(signature == null ? null : written(signature));
        for (Content part : parts) {
            var one = new vn.antin.xml.envelope.InnerPart();
            one.setNumber(part.number());
            one.setName(part.name());
            one.setMediaType(part.mediaType());
            one.setDigest(part.digest().bytes());
            one.setSize(part.size());
            one.setPacking(vn.antin.xml.envelope.Packing.valueOf(part.packing().name()));
            one.setCoding(part.deflated() ? vn.antin.xml.envelope.Coding.DEFLATE : null);
            xml.getPart().add(one);
        }
        return CanonicalXml.write(xml);
    }

    public static InnerManifest read(byte[] bytes) {
        SafeXml.scan(bytes, SafeXml.Limits.SEALED);
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

    private static vn.antin.xml.envelope.PackageSignature written(PackageSignature signature) {
        var xml = new vn.antin.xml.envelope.PackageSignature();
        xml.setPolicy(signature.policy().word());
        xml.setResult(signature.result().name());
        xml.setSigner(signature.signer());
        return xml;
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
