package vn.antin.node.broker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import vn.antin.envelope.NodeId;

/**
 * Limits the bytes of each node by a token bucket of an hour's bytes, which refills evenly. The last eighth is reserved
 * for the urgent queue, so that receipts pass when documents have used up the rest. In memory: a restart refills all.
 */
final class SendQuota {

    private static final long NANOS = Duration.ofHours(1).toNanos();
    private static final int URGENT_SHARE = 8;

    private final long bytesPerHour;
    private final Clock clock;
    private final Map<NodeId, ByteBucket> buckets = new ConcurrentHashMap<>();
    private final Set<NodeId> refused = ConcurrentHashMap.newKeySet();

    private record ByteBucket(long left, Instant at, boolean took) {}

    SendQuota(long bytesPerHour, Clock clock) {
        this.bytesPerHour = bytesPerHour;
        this.clock = clock;
    }

    long bytesPerHour() {
        return bytesPerHour;
    }

    /** Takes the bytes from the node's quota, if it has as many. */
    boolean take(NodeId node, long bytes, boolean urgent) {
        Instant now = clock.instant();
        long kept = urgent ? 0 : bytesPerHour / URGENT_SHARE;
        ByteBucket after = buckets.compute(node, (name, before) -> {
            long left = before == null ? bytesPerHour : filled(before, now);
            boolean fits = left - bytes >= kept;
            return new ByteBucket(fits ? left - bytes : left, now, fits);
        });
        if (!after.took()) {
            refused.add(node);
        }
        return after.took();
    }

    private long filled(ByteBucket before, Instant now) {
        long nanos = Math.max(0, Duration.between(before.at(), now).toNanos());
        double more = (double) bytesPerHour * Math.min(nanos, NANOS) / NANOS;
        return Math.min(bytesPerHour, before.left() + Math.round(more));
    }

    /** The nodes refused since the last call. */
    Set<NodeId> refused() {
        Set<NodeId> since = new HashSet<>(refused);
        refused.removeAll(since);
        return since;
    }
}
