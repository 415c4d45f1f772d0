package vn.antin.envelope;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.xml.CanonicalReader;
import vn.antin.xml.CanonicalText;

/** Writes an inner manifest as the canonical text of {@code envelope.xsd}, and reads that very form. */
final class InnerManifestText {

    private static final String START = "<Inner xmlns=\"urn:antin:envelope:1\">";

    private InnerManifestText() {}

    static byte[] write(InnerManifest manifest) {
        var xml = new CanonicalText(4 << 10);
        xml.start("Inner")
                .attribute("xmlns", EnvelopeXml.ROOT.getNamespaceURI())
                .inside();
        xml.base64("Nonce", manifest.nonce());
        xml.element("EnvelopeId", manifest.id().toString());
        xml.element("DocumentId", manifest.documentId()).element("Subject", manifest.subject());
        if (manifest.header().length > 0) {
            xml.base64("BusinessHeader", manifest.header());
        }
        if (manifest.skeleton().length > 0) {
            xml.base64("Skeleton", manifest.skeleton());
        }
        PackageSignature signature = manifest.signature();
        if (signature != null) {
            xml.start("PackageSignature").attribute("policy", signature.policy().word());
            xml.attribute("result", signature.result().name());
            xml.attribute("signer", signature.signer()).inside().end("PackageSignature");
        }
        manifest.parts().forEach(part -> part(part, xml));
        return xml.end("Inner").bytes();
    }

    private static void part(InnerManifest.Content part, CanonicalText xml) {
        xml.start("Part");
        if (part.deflated()) {
            xml.attribute("coding", "deflate");
        }
        xml.attribute("digest", part.digest().base64()).attribute("mediaType", part.mediaType());
        xml.attribute("name", part.name()).attribute("number", Integer.toString(part.number()));
        xml.attribute("packing", part.packing().name().toLowerCase(Locale.ROOT));
        xml.attribute("size", Long.toString(part.size())).inside().end("Part");
    }

    /** The manifest, if these are the bytes that {@link #write} makes of it; empty for any other text. */
    static Optional<InnerManifest> read(byte[] bytes) {
        try {
            InnerManifest manifest = manifest(new CanonicalReader(bytes, Fault.ENVELOPE_FORM));
            return Arrays.equals(bytes, write(manifest)) ? Optional.of(manifest) : Optional.empty();
        } catch (Refused | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static InnerManifest manifest(CanonicalReader xml) {
        byte[] nonce = xml.expect(START).base64("Nonce");
        EnvelopeId id = EnvelopeId.of(xml.element("EnvelopeId"));
        String documentId = xml.element("DocumentId");
        String subject = xml.element("Subject");
        byte[] header = xml.next("<BusinessHeader>") ? xml.base64("BusinessHeader") : new byte[0];
        byte[] skeleton = xml.next("<Skeleton>") ? xml.base64("Skeleton") : new byte[0];
        PackageSignature signature = xml.next("<PackageSignature ") ? signature(xml) : null;
        List<InnerManifest.Content> parts = new ArrayList<>();
        while (xml.next("<Part ")) {
            parts.add(part(xml));
        }
        xml.expect("</Inner>");
        return new InnerManifest(nonce, id, documentId, subject, header, skeleton, signature, parts);
    }

    private static @Nullable PackageSignature signature(CanonicalReader xml) {
        PackageSignature.Policy policy =
                PackageSignature.Policy.of(xml.expect("<PackageSignature").attribute("policy"));
        PackageSignature.Result result = PackageSignature.Result.valueOf(xml.attribute("result"));
        String signer = xml.attribute("signer");
        xml.expect("></PackageSignature>");
        return new PackageSignature(policy, result, signer);
    }

    private static InnerManifest.Content part(CanonicalReader xml) {
        boolean deflated = xml.expect("<Part").next(" coding=");
        if (deflated) {
            xml.attribute("coding");
        }
        Digest digest = Digest.ofBase64(xml.attribute("digest"));
        String mediaType = xml.attribute("mediaType");
        String name = xml.attribute("name");
        int number = Integer.parseInt(xml.attribute("number"));
        String packing = xml.attribute("packing").toUpperCase(Locale.ROOT);
        long size = Long.parseLong(xml.attribute("size"));
        xml.expect("></Part>");
        return new InnerManifest.Content(
                number, name, mediaType, digest, size, InnerManifest.Packing.valueOf(packing), deflated);
    }
}
