package vn.antin.receipt;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.namespace.QName;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.CanonicalXml;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Fault;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Refused;
import vn.antin.seal.Opened;
import vn.antin.seal.SealReader;
import vn.antin.xml.envelope.Envelope;
import vn.antin.xml.envelope.Header;
import vn.antin.xml.envelope.Party;

/** A sealed envelope as evidence speaks of it: who, to whom, and the digests of envelope and inner manifest. */
record SealedEnvelope(
        EnvelopeId id,
        Copy.Party sender,
        List<Copy.Party> recipients,
        Instant created,
        Copy.Content content,
        X509Certificate signer) {

    private static final QName NAME = new QName("urn:antin:envelope:1", "Envelope");

    static SealedEnvelope open(byte[] sealed) {
        Opened opened = SealReader.open(sealed, NAME);
        Envelope xml = CanonicalXml.read(opened.content(), Envelope.class, Fault.ENVELOPE_FORM);
        Header header = xml.getHeader();
        boolean whole = header != null
                && xml.getManifest() != null
                && xml.getManifest().getCommitment() != null
                && Stream.of(header.getEnvelopeId(), header.getSender(), header.getCreated())
                        .allMatch(Objects::nonNull);
        if (!whole) {
            throw new Refused(Fault.ENVELOPE_FORM, "Envelope");
        }
        return new SealedEnvelope(
                EnvelopeId.of(header.getEnvelopeId()),
                party(header.getSender()),
                header.getRecipient().stream().map(SealedEnvelope::party).toList(),
                header.getCreated(),
                new Copy.Content(
                        Digest.sha256(sealed), Digest.of(xml.getManifest().getCommitment())),
                opened.signer());
    }

    private static Copy.Party party(Party xml) {
        if (xml.getAgency() == null || xml.getNode() == null) {
            throw new Refused(Fault.ENVELOPE_FORM, "Party");
        }
        return new Copy.Party(new AgencyCode(xml.getAgency()), new NodeId(xml.getNode()));
    }

    /** Whether the evidence is about a copy of this very envelope. */
    boolean isMeantBy(Evidence evidence) {
        Copy copy = evidence.copy();
        return copy.envelope().equals(id)
                && copy.sender().equals(sender)
                && (copy.content() == null || copy.content().equals(content))
                && (copy.recipient() == null || Optional.of(copy.recipient()).equals(recipient(copy.index())));
    }

    private Optional<Copy.Party> recipient(int index) {
        return index > recipients.size() ? Optional.empty() : Optional.of(recipients.get(index - 1));
    }
}
