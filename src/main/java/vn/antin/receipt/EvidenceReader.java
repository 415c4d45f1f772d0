package vn.antin.receipt;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Party;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * A reader for evidence in canonical form only.
 *
 * <p>Auditors read evidence by the million, so it uses no XML parser. It reads tag by tag in the order of the schema,
 * then writes the result again and requires the same bytes: anything it overlooked is detected there.
 */
final class EvidenceReader {

    private static final int MAX_BYTES = 16 << 10;

    private final String text;
    private int at;

    private EvidenceReader(String text) {
        this.text = text;
    }

    static Evidence read(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new Refused(Fault.TOO_LARGE, Integer.toString(bytes.length), Integer.toString(MAX_BYTES));
        }
        Evidence evidence = parse(new String(bytes, StandardCharsets.UTF_8));
        // The identifier is computed again from issuer, envelope, recipient and event, so a wrong one fails here too.
        if (!Arrays.equals(bytes, EvidenceWriter.write(evidence))) {
            throw new Refused(Fault.EVIDENCE_FORM, "not in canonical form");
        }
        return evidence;
    }

    private static Evidence parse(String text) {
        try {
            return new EvidenceReader(text).evidence();
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new Refused(Fault.EVIDENCE_FORM, e, EvidenceWriter.ROOT);
        }
    }

    private Evidence evidence() {
        expect("<" + EvidenceWriter.ROOT + " xmlns=\"" + EvidenceWriter.NAMESPACE + "\">");
        required("EvidenceIdentifier");
        Event event = event(required("ERDSEventId"));
        Instant time = Instant.parse(required("EventTime"));
        expect("<EvidenceIssuerDetails");
        NodeId issuer = new NodeId(attribute("node"));
        expect("></EvidenceIssuerDetails>");
        Party sender = party("SenderDetails");
        Party recipient = next("<RecipientDetails") ? party("RecipientDetails") : null;
        int index = Integer.parseInt(required("EvidenceRefersToRecipient"));
        Instant submitted = instant("SubmissionTime");
        EnvelopeId envelope = EnvelopeId.of(required("MessageIdentifier"));
        Copy copy = new Copy(envelope, sender, index, recipient, content());
        Evidence.Reason reason = reason();
        Digest previous = next("<PreviousEvidence>") ? digest("PreviousEvidence") : null;
        long serial = Long.parseLong(required("DirectorySerial"));
        Long offset = next("<ClockOffset>") ? Long.valueOf(required("ClockOffset")) : null;
        String handedTo = optional("HandedTo");
        expect("</" + EvidenceWriter.ROOT + ">");
        return new Evidence(event, time, issuer, copy, submitted, reason, previous, serial, offset, handedTo);
    }

    private static Event event(String uri) {
        return Event.ofUri(uri).orElseThrow(() -> new Refused(Fault.EVIDENCE_FORM, "ERDSEventId"));
    }

    private Party party(String name) {
        expect("<" + name);
        Party party = new Party(new AgencyCode(attribute("agency")), new NodeId(attribute("node")));
        expect("></" + name + ">");
        return party;
    }

    private Copy.@Nullable SealedContent content() {
        if (!next("<UserContentInfo>")) {
            return null;
        }
        expect("<UserContentInfo>");
        Copy.SealedContent content = new Copy.SealedContent(digest("EnvelopeDigest"), digest("Commitment"));
        expect("</UserContentInfo>");
        return content;
    }

    private Evidence.@Nullable Reason reason() {
        if (!next("<EventReasons>")) {
            return null;
        }
        expect("<EventReasons>");
        Evidence.Reason reason = new Evidence.Reason(required("Code"), optional("Details"));
        expect("</EventReasons>");
        return reason;
    }

    private @Nullable Instant instant(String name) {
        return next("<" + name + ">") ? Instant.parse(required(name)) : null;
    }

    private Digest digest(String name) {
        return Digest.of(Base64.getDecoder().decode(required(name)));
    }

    private @Nullable String optional(String name) {
        return next("<" + name + ">") ? required(name) : null;
    }

    private String required(String name) {
        expect("<" + name + ">");
        String value = until('<');
        expect("</" + name + ">");
        return value;
    }

    private String attribute(String name) {
        expect(" " + name + "=\"");
        String value = until('"');
        expect("\"");
        return value;
    }

    private boolean next(String literal) {
        return text.startsWith(literal, at);
    }

    private void expect(String literal) {
        if (!next(literal)) {
            throw new Refused(Fault.EVIDENCE_FORM, literal);
        }
        at += literal.length();
    }

    private String until(char end) {
        int from = at;
        at = text.indexOf(end, from);
        if (at < 0) {
            throw new Refused(Fault.EVIDENCE_FORM, Character.toString(end));
        }
        String value = text.substring(from, at);
        return value.indexOf('&') < 0 ? value : unescaped(value);
    }

    /** The ampersand comes last, or an escaped escape would be unescaped twice. */
    private static String unescaped(String value) {
        return value.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#xD;", "\r")
                .replace("&amp;", "&");
    }
}
