package vn.antin.directory;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * An agency of the province. Without a node it has not joined yet; a null limit means that of the province. Aliases are
 * its codes in the older scheme and those of agencies merged into it.
 */
public record Agency(
        AgencyCode code,
        List<AgencyCode> aliases,
        String name,
        @Nullable NodeId node,
        @Nullable AgencyCode parent,
        int level,
        int lineMbit,
        @Nullable Instant validFrom,
        @Nullable Instant validUntil,
        @Nullable AgencyCode successor,
        boolean maySend,
        boolean mayReceive,
        @Nullable Long maxBytes,
        @Nullable Integer maxPerDay) {

    public Agency {
        aliases = List.copyOf(aliases);
        if (name.isBlank() || level < 1 || lineMbit < 1 || code.equals(parent) || aliases.contains(code)) {
            throw new Refused(Fault.DIRECTORY_FORM, "Agency " + code);
        }
        if (validFrom != null && validUntil != null && !validUntil.isAfter(validFrom)) {
            throw new Refused(Fault.DIRECTORY_FORM, "Agency " + code + " " + validUntil);
        }
    }

    /** The same agency with this node. */
    public Agency hostedBy(NodeId host) {
        return new Agency(
                code,
                aliases,
                name,
                host,
                parent,
                level,
                lineMbit,
                validFrom,
                validUntil,
                successor,
                maySend,
                mayReceive,
                maxBytes,
                maxPerDay);
    }

    /** Whether the agency exists at that time: founded, and not closed. */
    public boolean openAt(Instant at) {
        return (validFrom == null || !at.isBefore(validFrom)) && (validUntil == null || at.isBefore(validUntil));
    }
}
