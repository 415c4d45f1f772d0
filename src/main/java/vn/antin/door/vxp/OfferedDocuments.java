package vn.antin.door.vxp;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vn.antin.deliver.Offer;
import vn.antin.door.Bus;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;

/**
 * The arrivals each agency was told of: this interface knows no lease, so the door holds it until the agency says done
 * or fail. In memory: after a restart the leases end by themselves and the documents are told of again.
 */
final class OfferedDocuments {

    /** Told of at once; what is not taken yet is told first. */
    static final int MOST = 100;

    private final Bus bus;
    private final Clock clock;
    private final Map<AgencyCode, Map<EnvelopeId, Offer>> held = new HashMap<>();

    OfferedDocuments(Bus bus, Clock clock) {
        this.bus = bus;
        this.clock = clock;
    }

    synchronized List<Offer> list(AgencyCode agency) {
        Map<EnvelopeId, Offer> theirs = held.computeIfAbsent(agency, code -> new LinkedHashMap<>());
        theirs.values().removeIf(offer -> !offer.until().isAfter(clock.instant()));
        if (theirs.size() < MOST) {
            bus.lease(Set.of(agency), MOST - theirs.size()).forEach(offer -> theirs.put(offer.id(), offer));
        }
        return new ArrayList<>(theirs.values());
    }

    synchronized Optional<Offer> of(AgencyCode agency, EnvelopeId id) {
        return Optional.ofNullable(held.getOrDefault(agency, Map.of()).get(id));
    }

    synchronized void remove(AgencyCode agency, EnvelopeId id) {
        held.getOrDefault(agency, new HashMap<>()).remove(id);
    }
}
