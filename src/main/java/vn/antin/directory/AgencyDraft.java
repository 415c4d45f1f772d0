package vn.antin.directory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;

/** An agency that is being changed; the fields are those of {@link Agency}. */
final class AgencyDraft {

    /** As directory.xsd has it. */
    private static final int MOST_NAMES = 64;

    AgencyCode code;
    List<AgencyCode> aliases;
    String name;

    @Nullable
    NodeId node;

    @Nullable
    AgencyCode parent;

    int level;
    int lineMbit;

    @Nullable
    Instant validFrom;

    @Nullable
    Instant validUntil;

    @Nullable
    AgencyCode successor;

    boolean maySend;
    boolean mayReceive;

    @Nullable
    Long maxBytes;

    @Nullable
    Integer maxPerDay;

    boolean passOn;
    List<Agency.FormerNode> former;
    List<Agency.FormerName> names;

    AgencyDraft(Agency from) {
        code = from.code();
        aliases = from.aliases();
        name = from.name();
        node = from.node();
        parent = from.parent();
        level = from.level();
        lineMbit = from.lineMbit();
        validFrom = from.validFrom();
        validUntil = from.validUntil();
        successor = from.successor();
        maySend = from.maySend();
        mayReceive = from.mayReceive();
        maxBytes = from.maxBytes();
        maxPerDay = from.maxPerDay();
        passOn = from.passOn();
        former = from.former();
        names = from.names();
    }

    /** Gives it another name from that time on; the one it had is kept for lists of the past. */
    void rename(String next, Instant at) {
        if (next.equals(name)) {
            return;
        }
        List<Agency.FormerName> had = new ArrayList<>(names);
        had.add(new Agency.FormerName(name, at));
        names = had.subList(Math.max(0, had.size() - MOST_NAMES), had.size());
        name = next;
    }

    Agency agency() {
        return new Agency(
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
                passOn,
                former,
                names);
    }
}
