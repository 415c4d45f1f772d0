package vn.antin.directory;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * An agency of the province. Without a node it has not joined yet; a null limit means that of the province. Aliases are
 * its codes in the older scheme and those it had before. A closed agency stays, with its node, so that its code can be
 * looked up and what is under way to it arrives.
 *
 * @param passOn whether documents to the closed agency are addressed to its successor; without it they are refused
 * @param former nodes that it has left, newest last: what is under way to them arrives there
 * @param names names that it had before, oldest first: lists of the past show the name of their time
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
        @Nullable Integer maxPerDay,
        boolean passOn,
        List<FormerNode> former,
        List<FormerName> names) {

    /** A node that hosted the agency until that time. */
    public record FormerNode(NodeId node, Instant until) {}

    /** A name that the agency had until that time. */
    public record FormerName(String name, Instant until) {}

    public Agency {
        aliases = List.copyOf(aliases);
        former = List.copyOf(former);
        names = List.copyOf(names);
        if (name.isBlank() || level < 1 || lineMbit < 1 || code.equals(parent) || aliases.contains(code)) {
            throw new Refused(Fault.DIRECTORY_FORM, "Agency " + code);
        }
        if (code.equals(successor) || (passOn && successor == null)) {
            throw new Refused(Fault.DIRECTORY_FORM, "Agency " + code + " successor");
        }
        if (validFrom != null && validUntil != null && !validUntil.isAfter(validFrom)) {
            throw new Refused(Fault.DIRECTORY_FORM, "Agency " + code + " " + validUntil);
        }
    }

    /** An agency that has left no node, had no other name and passes nothing on. */
    public Agency(
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
        this(
                code,
                aliases,
                name,
                node,
                parent,
                level,
                lineMbit,
                validFrom,
                validUntil,
                successor,
                maySend,
                mayReceive,
                maxBytes,
                maxPerDay,
                false,
                List.of(),
                List.of());
    }

    /** The same agency after these changes. */
    Agency changed(Consumer<AgencyDraft> changes) {
        AgencyDraft draft = new AgencyDraft(this);
        changes.accept(draft);
        return draft.agency();
    }

    /** The same agency with this node. */
    public Agency hostedBy(NodeId host) {
        return changed(draft -> draft.node = host);
    }

    /** Whether documents to it are addressed to its successor at that time. */
    boolean passesOnAt(Instant at) {
        return passOn && validUntil != null && !at.isBefore(validUntil);
    }

    /** Its name at that time. */
    public String nameAt(Instant at) {
        return names.stream()
                .filter(had -> at.isBefore(had.until()))
                .findFirst()
                .map(FormerName::name)
                .orElse(name);
    }

    /** Its code, and that of its successor where there is one: whom a refusal names. */
    public String withSuccessor() {
        return successor == null ? code.value() : code + " → " + successor;
    }

    /** Whether this node hosts the agency, or did until that time. */
    public boolean hostedAt(NodeId host, Instant at) {
        return host.equals(node)
                || former.stream().anyMatch(left -> left.node().equals(host) && at.isBefore(left.until()));
    }

    /** Whether the agency has this code, now or as an alias. */
    public boolean has(AgencyCode codeOrAlias) {
        return code.equals(codeOrAlias) || aliases.contains(codeOrAlias);
    }

    /** Whether the agency exists at that time: founded, and not closed. */
    public boolean openAt(Instant at) {
        return (validFrom == null || !at.isBefore(validFrom)) && (validUntil == null || at.isBefore(validUntil));
    }
}
