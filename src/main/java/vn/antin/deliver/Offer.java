package vn.antin.deliver;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Inner;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Urgency;

/**
 * A document offered to the agency's software for a time.
 *
 * @param lease names this offer when it is acknowledged or returned
 * @param until when the offer ends and the document is offered again
 * @param offers how often it has been offered, this time included
 */
public record Offer(
        EnvelopeId id,
        AgencyCode sender,
        AgencyCode recipient,
        String documentId,
        String subject,
        Urgency urgency,
        Operation operation,
        Instant created,
        Instant expires,
        UUID lease,
        Instant until,
        int offers,
        List<Inner.Content> parts) {}
