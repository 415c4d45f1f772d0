package vn.antin.envelope;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.xml.CanonicalReader;
import vn.antin.xml.CanonicalText;

/** Writes an envelope as the canonical text of {@code envelope.xsd}, and reads that very form. */
final class EnvelopeText {

    private static final String START = "<Envelope xmlns=\"urn:antin:envelope:1\" Id=\"" + EnvelopeXml.ID + "\">";

    private EnvelopeText() {}

    static byte[] write(Envelope envelope) {
        var xml = new CanonicalText(4 << 10);
        xml.start("Envelope").attribute("xmlns", EnvelopeXml.ROOT.getNamespaceURI());
        xml.attribute("Id", EnvelopeXml.ID).inside();
        header(envelope, xml);
        manifest(envelope, xml);
        new TreeMap<>(envelope.keys())
                .forEach((node, key) -> xml.start("Key")
                        .attribute("node", node.value())
                        .inside()
                        .base64(key)
                        .end("Key"));
        return xml.end("Envelope").bytes();
    }

    private static void header(Envelope envelope, CanonicalText xml) {
        xml.start("Header").inside().element("EnvelopeId", envelope.id().toString());
        party("Sender", envelope.sender(), xml);
        envelope.recipients().forEach(recipient -> party("Recipient", recipient, xml));
        xml.element("Urgency", word(envelope.urgency())).element("Operation", word(envelope.operation()));
        xml.element("Created", envelope.created().toString());
        xml.element("Expires", envelope.expires().toString());
        EnvelopeId refersTo = envelope.refersTo();
        if (refersTo != null) {
            xml.element("RefersTo", refersTo.toString());
        }
        xml.element("Size", Long.toString(envelope.size()));
        xml.element("DirectorySerial", Long.toString(envelope.directorySerial()));
        if (envelope.mode() != Mode.PRODUCTION) {
            xml.element("Mode", envelope.mode().word());
        }
        xml.end("Header");
    }

    private static void party(String name, Party party, CanonicalText xml) {
        xml.start(name).attribute("agency", party.agency().value());
        xml.attribute("node", party.node().value()).inside().end(name);
    }

    private static void manifest(Envelope envelope, CanonicalText xml) {
        xml.start("Manifest").attribute("algorithm", EnvelopeXml.ALGORITHM);
        xml.attribute("chunk", Integer.toString(envelope.chunk())).inside();
        xml.base64("Commitment", envelope.commitment().bytes());
        xml.base64("ContentId", envelope.contentId().bytes());
        for (Part part : envelope.parts()) {
            xml.start("Part").attribute("carriage", part.stored() ? "stored" : "inline");
            xml.attribute("digest", part.digest().base64());
            String mediaType = part.mediaType();
            if (mediaType != null) {
                xml.attribute("mediaType", mediaType);
            }
            xml.attribute("number", Integer.toString(part.number()));
            xml.attribute("size", Long.toString(part.size())).inside().end("Part");
        }
        xml.end("Manifest");
    }

    /** The envelope, if these are the bytes that {@link #write} makes of it; empty for any other text. */
    static Optional<Envelope> read(byte[] content) {
        try {
            Envelope envelope = envelope(new CanonicalReader(content, Fault.ENVELOPE_FORM));
            return Arrays.equals(content, write(envelope)) ? Optional.of(envelope) : Optional.empty();
        } catch (Refused | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Envelope envelope(CanonicalReader xml) {
        EnvelopeId id = EnvelopeId.of(xml.expect(START).expect("<Header>").element("EnvelopeId"));
        Party sender = party("Sender", xml);
        List<Party> recipients = new ArrayList<>();
        while (xml.next("<Recipient ")) {
            recipients.add(party("Recipient", xml));
        }
        Urgency urgency = Urgency.valueOf(name(xml.element("Urgency")));
        Operation operation = Operation.valueOf(name(xml.element("Operation")));
        Instant created = Instant.parse(xml.element("Created"));
        Instant expires = Instant.parse(xml.element("Expires"));
        EnvelopeId refersTo = xml.optional("RefersTo").map(EnvelopeId::of).orElse(null);
        xml.element("Size"); // the sum of the parts, which is written again
        long serial = Long.parseLong(xml.element("DirectorySerial"));
        Mode mode = xml.optional("Mode").map(word -> Mode.valueOf(name(word))).orElse(Mode.PRODUCTION);
        xml.expect("</Header><Manifest").expect(" algorithm=\"" + EnvelopeXml.ALGORITHM + "\"");
        int chunk = Integer.parseInt(xml.attribute("chunk"));
        Digest commitment = Digest.of(xml.expect(">").base64("Commitment"));
        Digest contentId = Digest.of(xml.base64("ContentId"));
        List<Part> parts = new ArrayList<>();
        while (xml.next("<Part ")) {
            parts.add(part(xml));
        }
        xml.expect("</Manifest>");
        Map<NodeId, byte[]> keys = keys(xml);
        xml.expect("</Envelope>");
        return new Envelope(
                id,
                sender,
                recipients,
                urgency,
                operation,
                created,
                expires,
                refersTo,
                serial,
                commitment,
                contentId,
                chunk,
                parts,
                keys,
                mode);
    }

    private static Party party(String name, CanonicalReader xml) {
        xml.expect("<" + name);
        Party party = new Party(new AgencyCode(xml.attribute("agency")), new NodeId(xml.attribute("node")));
        xml.expect("></" + name + ">");
        return party;
    }

    private static Part part(CanonicalReader xml) {
        boolean stored = xml.expect("<Part").attribute("carriage").equals("stored");
        Digest digest = Digest.ofBase64(xml.attribute("digest"));
        String mediaType = xml.next(" mediaType=") ? xml.attribute("mediaType") : null;
        int number = Integer.parseInt(xml.attribute("number"));
        long size = Long.parseLong(xml.attribute("size"));
        xml.expect("></Part>");
        return new Part(number, digest, size, mediaType, stored);
    }

    private static Map<NodeId, byte[]> keys(CanonicalReader xml) {
        Map<NodeId, byte[]> keys = new LinkedHashMap<>();
        while (xml.next("<Key ")) {
            NodeId node = new NodeId(xml.expect("<Key").attribute("node"));
            keys.put(node, xml.expect(">").base64());
            xml.expect("</Key>");
        }
        return keys;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String name(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
