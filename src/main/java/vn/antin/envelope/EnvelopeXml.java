package vn.antin.envelope;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.namespace.QName;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.xml.CanonicalXml;
import vn.antin.xml.envelope.Carriage;
import vn.antin.xml.envelope.Header;
import vn.antin.xml.envelope.Manifest;
import vn.antin.xml.envelope.WrappedKey;

/** Writes an envelope as the XML to seal, and reads it from the bytes that a seal covers (envelope.xsd). */
public final class EnvelopeXml {

    public static final QName ROOT = new QName("urn:antin:envelope:1", "Envelope");

    /** Value of the root's Id, to which the seal refers. */
    public static final String ID = "envelope";

    static final String ALGORITHM = "AES-256-GCM";

    private EnvelopeXml() {}

    /** The envelope without its seal, in exclusive C14N. */
    public static byte[] write(Envelope envelope) {
        return EnvelopeText.write(envelope);
    }

    /**
     * Reads the bytes that {@link #write} makes of an envelope, without an XML parser; empty for any other text, which
     * {@link #read} may still accept.
     */
    public static Optional<Envelope> readExact(byte[] content) {
        return EnvelopeText.read(content);
    }

    /**
     * Reads the bytes that a seal covers.
     *
     * @throws Refused ENVELOPE_FORM for what does not follow the schema
     */
    public static Envelope read(byte[] content) {
        var xml = CanonicalXml.read(content, vn.antin.xml.envelope.Envelope.class, Fault.ENVELOPE_FORM);
        Header header = present(xml.getHeader(), "Header");
        Manifest manifest = present(xml.getManifest(), "Manifest");
        if (!ALGORITHM.equals(manifest.getAlgorithm())) {
            throw new Refused(Fault.ENVELOPE_FORM, "algorithm");
        }
        String refersTo = header.getRefersTo();
        Envelope envelope = new Envelope(
                EnvelopeId.of(present(header.getEnvelopeId(), "EnvelopeId")),
                party(header.getSender()),
                header.getRecipient().stream().map(EnvelopeXml::party).toList(),
                Urgency.valueOf(present(header.getUrgency(), "Urgency").name()),
                Operation.valueOf(present(header.getOperation(), "Operation").name()),
                present(header.getCreated(), "Created"),
                present(header.getExpires(), "Expires"),
                refersTo == null ? null : EnvelopeId.of(refersTo),
                header.getDirectorySerial(),
                Digest.of(present(manifest.getCommitment(), "Commitment")),
                Digest.of(present(manifest.getContentId(), "ContentId")),
                manifest.getChunk(),
                parts(manifest),
                keys(xml.getKey()),
                mode(header));
        if (envelope.size() != header.getSize()) {
            throw new Refused(Fault.ENVELOPE_FORM, "Size");
        }
        return envelope;
    }

    private static Mode mode(Header header) {
        String word = header.getMode();
        if (word == null) {
            return Mode.PRODUCTION;
        }
        return Arrays.stream(Mode.values())
                .filter(mode -> mode.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new Refused(Fault.ENVELOPE_FORM, "Mode"));
    }

    private static List<Part> parts(Manifest manifest) {
        List<Part> parts = new ArrayList<>();
        for (var part : manifest.getPart()) {
            boolean stored = present(part.getCarriage(), "carriage") == Carriage.STORED;
            parts.add(new Part(
                    part.getNumber(),
                    Digest.of(present(part.getDigest(), "digest")),
                    part.getSize(),
                    part.getMediaType(),
                    stored));
        }
        return parts;
    }

    private static Map<NodeId, byte[]> keys(List<WrappedKey> wrapped) {
        Map<NodeId, byte[]> keys = new LinkedHashMap<>();
        for (WrappedKey key : wrapped) {
            NodeId node = new NodeId(present(key.getNode(), "node"));
            if (keys.put(node, present(key.getValue(), "Key")) != null) {
                throw new Refused(Fault.ENVELOPE_FORM, "two keys for " + node);
            }
        }
        return keys;
    }

    private static Party party(vn.antin.xml.envelope.@Nullable Party xml) {
        var party = present(xml, "Party");
        return new Party(
                new AgencyCode(present(party.getAgency(), "agency")), new NodeId(present(party.getNode(), "node")));
    }

    private static <T> T present(@Nullable T value, String what) {
        if (value == null) {
            throw new Refused(Fault.ENVELOPE_FORM, what);
        }
        return value;
    }
}
