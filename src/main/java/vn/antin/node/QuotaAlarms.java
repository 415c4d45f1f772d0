package vn.antin.node;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.ledger.Repositories;

/** At the hub: an alarm for each node that has sent its bytes of the hour, until it was not refused for an hour. */
final class QuotaAlarms {

    private static final Duration HOUR = Duration.ofHours(1);

    private final Repositories repositories;
    private final Supplier<Set<NodeId>> refused;
    private final long bytesPerHour;
    private final Clock clock;
    private final Map<NodeId, Instant> last = new HashMap<>();

    QuotaAlarms(Repositories repositories, Supplier<Set<NodeId>> refused, long bytesPerHour, Clock clock) {
        this.repositories = repositories;
        this.refused = refused;
        this.bytesPerHour = bytesPerHour;
        this.clock = clock;
    }

    /** Looked at from time to time. */
    synchronized void look() {
        Instant now = clock.instant();
        Set<NodeId> fresh = refused.get();
        Set<NodeId> over = new HashSet<>(last.keySet());
        over.removeIf(node -> fresh.contains(node)
                || now.isBefore(last.getOrDefault(node, now).plus(HOUR)));
        if (fresh.isEmpty() && over.isEmpty()) {
            return;
        }
        repositories.ledger().storeRelaxed("hub.quota", tx -> {
            fresh.forEach(node -> repositories
                    .timeline()
                    .alarm(tx, Fault.NODE_BYTES_USED, node.value(), node + ", " + bytesPerHour + " bytes an hour"));
            over.forEach(node -> repositories.timeline().end(tx, Fault.NODE_BYTES_USED, node.value()));
        });
        fresh.forEach(node -> last.put(node, now));
        over.forEach(last::remove);
    }
}
