package vn.antin.receipt;

import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Party;
import vn.antin.xml.CanonicalText;

/** Writes evidence as the canonical text of {@code evidence.xsd}. */
final class EvidenceWriter {

    static final String ROOT = "Evidence";
    static final String NAMESPACE = "urn:antin:evidence:1";

    private EvidenceWriter() {}

    static byte[] write(Evidence evidence) {
        Copy copy = evidence.copy();
        var xml = new CanonicalText(1600);
        xml.start(ROOT).attribute("xmlns", NAMESPACE).inside();
        digest(xml, "EvidenceIdentifier", evidence.id());
        xml.element("ERDSEventId", evidence.event().uri());
        xml.element("EventTime", evidence.time().toString());
        empty(
                xml.start("EvidenceIssuerDetails")
                        .attribute("node", evidence.issuer().value()),
                "EvidenceIssuerDetails");
        party(xml, "SenderDetails", copy.sender());
        party(xml, "RecipientDetails", copy.recipient());
        xml.element("EvidenceRefersToRecipient", Integer.toString(copy.index()));
        optional(xml, "SubmissionTime", evidence.submitted());
        xml.element("MessageIdentifier", copy.envelope().toString());
        content(xml, copy.content());
        reason(xml, evidence.reason());
        digest(xml, "PreviousEvidence", evidence.previous());
        xml.element("DirectorySerial", Long.toString(evidence.directorySerial()));
        optional(xml, "ClockOffset", evidence.clockOffsetMillis());
        optional(xml, "HandedTo", evidence.handedTo());
        return xml.end(ROOT).bytes();
    }

    private static void optional(CanonicalText xml, String name, @Nullable Object value) {
        if (value != null) {
            xml.element(name, value.toString());
        }
    }

    private static void digest(CanonicalText xml, String name, @Nullable Digest digest) {
        if (digest != null) {
            xml.base64(name, digest.bytes());
        }
    }

    private static void party(CanonicalText xml, String name, @Nullable Party party) {
        if (party != null) {
            xml.start(name).attribute("agency", party.agency().value());
            empty(xml.attribute("node", party.node().value()), name);
        }
    }

    private static void content(CanonicalText xml, Copy.@Nullable SealedContent content) {
        if (content != null) {
            xml.start("UserContentInfo").inside();
            digest(xml, "EnvelopeDigest", content.envelope());
            digest(xml, "Commitment", content.commitment());
            xml.end("UserContentInfo");
        }
    }

    private static void reason(CanonicalText xml, Evidence.@Nullable Reason reason) {
        if (reason != null) {
            xml.start("EventReasons").inside();
            xml.element("Code", reason.code());
            optional(xml, "Details", reason.details());
            xml.end("EventReasons");
        }
    }

    private static void empty(CanonicalText xml, String name) {
        xml.inside().end(name);
    }
}
