package vn.antin.receipt;

import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Party;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.SealedEnvelope;

/**
 * One recipient's copy of a document, named alike by all evidence about it. Recipient and content are null, and the
 * index is 0, only where a submission was refused before they could be read; otherwise the index counts from 1.
 */
public record Copy(
        EnvelopeId envelope,
        Party sender,
        int index,
        @Nullable Party recipient,
        @Nullable SealedContent content) {

    /** The digest of the sealed envelope, and its commitment to the inner manifest. */
    public record SealedContent(Digest envelope, Digest commitment) {}

    public Copy {
        if (index < 0 || (index == 0) != (recipient == null)) {
            throw new Refused(Fault.EVIDENCE_FORM, "EvidenceRefersToRecipient " + index);
        }
    }

    /** The copy for the recipient with this number in the envelope. */
    public static Copy of(EnvelopeId envelope, Party sender, int index, Party recipient, SealedContent content) {
        return new Copy(envelope, sender, index, recipient, content);
    }

    /** A submission whose recipients and content could not be read. */
    public static Copy unreadable(EnvelopeId envelope, Party sender) {
        return new Copy(envelope, sender, 0, null, null);
    }

    boolean complete() {
        return recipient != null && content != null;
    }

    /** Whether this is a copy of that very envelope. */
    public boolean isOf(SealedEnvelope sealed) {
        Envelope about = sealed.envelope();
        boolean same = content == null || content.equals(new SealedContent(sealed.digest(), about.commitment()));
        boolean named = recipient == null
                || (index <= about.recipients().size() && about.recipient(index).equals(recipient));
        return same && named && envelope.equals(about.id()) && sender.equals(about.sender());
    }
}
