package vn.antin.receipt;

import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Fault;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Refused;

/**
 * One recipient's copy of a document: what every evidence on its way says alike. Recipient and content are absent only
 * where a submission was refused before they could be read; the index, else from 1, is then 0.
 */
public record Copy(
        EnvelopeId envelope,
        Party sender,
        int index,
        @Nullable Party recipient,
        @Nullable Content content) {

    /** An agency and the node it is reached through. */
    public record Party(AgencyCode agency, NodeId node) {}

    /** The digest of the sealed envelope's bytes, and the commitment to the inner manifest that it carries. */
    public record Content(Digest envelope, Digest commitment) {}

    public Copy {
        if (index < 0 || (index == 0) != (recipient == null)) {
            throw new Refused(Fault.EVIDENCE_FORM, "EvidenceRefersToRecipient " + index);
        }
    }

    /** The copy for the recipient at this place in the envelope. */
    public static Copy of(EnvelopeId envelope, Party sender, int index, Party recipient, Content content) {
        return new Copy(envelope, sender, index, recipient, content);
    }

    /** A submission that nobody can be named for. */
    public static Copy unreadable(EnvelopeId envelope, Party sender) {
        return new Copy(envelope, sender, 0, null, null);
    }

    boolean complete() {
        return recipient != null && content != null;
    }
}
