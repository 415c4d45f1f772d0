package vn.antin.deliver;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.edxml.BusinessHeader;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.InnerManifest;
import vn.antin.envelope.Operation;
import vn.antin.envelope.PackageSignature;
import vn.antin.envelope.Urgency;

/**
 * A document offered to the agency's software for a time.
 *
 * @param lease names this offer when it is acknowledged or returned
 * @param until when the offer ends and the document is offered again
 * @param offers how often it has been offered, this time included
 * @param about the document here that it is about, when its sender's node named one
 * @param signature what its sender's node found in a signature within the package; absent when it did not look
 * @param header what its package says of itself; absent only where no package was made
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
        List<InnerManifest.Content> parts,
        @Nullable EnvelopeId about,
        @Nullable PackageSignature signature,
        Optional<BusinessHeader> header) {}
