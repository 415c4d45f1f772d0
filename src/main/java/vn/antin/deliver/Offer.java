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
 * A document leased to an agency's software.
 *
 * @param lease identifies this lease in an acknowledgement or return
 * @param until end of the lease, after which the document is offered again
 * @param offers number of offers, this one included
 * @param about the document here that this one refers to, if its sender's node named one
 * @param signature the sender's node's check of a signature within the package; absent when it was not checked
 * @param header the header of its package; absent only where no package was made
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
