package vn.antin.directory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.NodeId;

/**
 * A node or the hub with its present and past certificates.
 *
 * @param renewal the sealed {@link KeyRenewal} by which it asked for its newest keys; empty when it never did
 */
@SuppressWarnings("ArrayRecordComponent") // compared below
public record NodeEntry(NodeId id, boolean hub, List<NodeCertificate> certificates, byte[] renewal) {

    public NodeEntry {
        certificates = List.copyOf(certificates);
    }

    /** A node with the keys it came with. */
    public NodeEntry(NodeId id, boolean hub, List<NodeCertificate> certificates) {
        this(id, hub, certificates, new byte[0]);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NodeEntry node
                && node.id.equals(id)
                && node.hub == hub
                && node.certificates.equals(certificates)
                && Arrays.equals(node.renewal, renewal);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** The same node with a further certificate. */
    public NodeEntry with(NodeCertificate certificate) {
        List<NodeCertificate> more = new ArrayList<>(certificates);
        more.add(certificate);
        return new NodeEntry(id, hub, more, renewal);
    }
}
