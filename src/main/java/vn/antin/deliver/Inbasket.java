package vn.antin.deliver;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;

/** Documents that have arrived and wait for the agency's software: leased, then acknowledged or returned. */
public final class Inbasket {

    /** Leases what is due, urgent first; two callers never get the same document. */
    public List<Offer> lease(Set<AgencyCode> agencies, int atMost) {
        throw new IllegalStateException("not yet: " + agencies + atMost);
    }

    /** The software has it: hand-over evidence is durable when this returns. A repeat changes nothing. */
    public void acknowledge(EnvelopeId id, AgencyCode agency, UUID lease, String handedTo) {
        throw new IllegalStateException("not yet: " + id + agency + lease + handedTo);
    }

    /** Returned: offered again later, or, when final, failed with its reason told to the sender. */
    public void giveBack(EnvelopeId id, AgencyCode agency, UUID lease, String reason, boolean last) {
        throw new IllegalStateException("not yet: " + id + agency + lease + reason + last);
    }
}
