package vn.antin.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;

/** A line of a document's timeline. */
public record TimelineEvent(
        long number,
        EnvelopeId document,
        Instant at,
        String what,
        @Nullable AgencyCode agency,
        @Nullable String code,
        @Nullable String detail) {}
