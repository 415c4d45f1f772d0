package vn.antin.ledger;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;

/** What people ask the ledger: documents, their timelines and receipts. Reads only. */
public final class Views {

    /** The document, if one of these agencies sent or received it. */
    public Optional<DocumentView> document(EnvelopeId id, Set<AgencyCode> agencies) {
        throw new IllegalStateException("not yet: " + id + agencies);
    }

    /** The timeline of a document, oldest first. */
    public List<DocumentView.Event> events(EnvelopeId id) {
        throw new IllegalStateException("not yet: " + id);
    }

    /** The receipts of a document at hand, in the order of its way. */
    public List<DocumentView.ReceiptLine> receipts(EnvelopeId id) {
        throw new IllegalStateException("not yet: " + id);
    }
}
