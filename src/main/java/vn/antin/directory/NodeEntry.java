package vn.antin.directory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.NodeId;

/**
 * A node or the hub with its present and past certificates.
 *
 * @param renewal the sealed {@link KeyRenewal} by which it asked for its newest keys; empty when it never did
 * @param endpoints of the hub, the preferred one first: where nodes reach it; empty for a node, and while they use the
 *     address that they joined by
 */
@SuppressWarnings("ArrayRecordComponent") // compared below
public record NodeEntry(
        NodeId id, boolean hub, List<NodeCertificate> certificates, byte[] renewal, List<HubEndpoint> endpoints) {

    public NodeEntry {
        certificates = List.copyOf(certificates);
        endpoints = List.copyOf(endpoints);
    }

    /** A node with the keys it came with. */
    public NodeEntry(NodeId id, boolean hub, List<NodeCertificate> certificates) {
        this(id, hub, certificates, new byte[0], List.of());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NodeEntry node
                && node.id.equals(id)
                && node.hub == hub
                && node.certificates.equals(certificates)
                && Arrays.equals(node.renewal, renewal)
                && node.endpoints.equals(endpoints);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** The same node with a further certificate. */
    public NodeEntry with(NodeCertificate certificate) {
        List<NodeCertificate> more = new ArrayList<>(certificates);
        more.add(certificate);
        return new NodeEntry(id, hub, more, renewal, endpoints);
    }

    /** The same with the certificates that are in use at that time. */
    NodeEntry inUse(Instant at) {
        List<NodeCertificate> used = certificates.stream()
                .filter(each -> !each.from().isAfter(at))
                .filter(each -> each.certificate().getNotAfter().toInstant().isAfter(at))
                .toList();
        return new NodeEntry(id, hub, used, new byte[0], endpoints);
    }

    /** The same hub at these places. */
    NodeEntry at(List<HubEndpoint> places) {
        return new NodeEntry(id, hub, certificates, renewal, places);
    }
}
