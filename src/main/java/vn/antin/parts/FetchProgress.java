package vn.antin.parts;

import java.util.LinkedHashMap;
import java.util.Map;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.seal.LruCache;

/** How far each node has fetched a part from the hub, for its sender; the most recent parts only, in memory. */
public final class FetchProgress {

    private static final int MAX_PARTS = 1_000;

    private final Map<Digest, Map<NodeId, Long>> parts = LruCache.atMost(MAX_PARTS);

    /** Records that a node was sent the part up to this byte. */
    public synchronized void given(Digest part, NodeId to, long bytes) {
        parts.computeIfAbsent(part, unused -> new LinkedHashMap<>()).put(to, bytes);
    }

    /** The bytes by node; a node that has not fetched lately is missing. */
    public synchronized Map<NodeId, Long> of(Digest part) {
        return Map.copyOf(parts.getOrDefault(part, Map.of()));
    }
}
