package vn.antin.directory;

import java.util.ArrayList;
import java.util.List;
import vn.antin.envelope.NodeId;

/**
 * A node or the hub with its present and past certificates.
 *
 * @param renewal the sealed {@link KeyRenewal} by which it asked for its newest keys; empty when it never did
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record NodeEntry(NodeId id, boolean hub, List<NodeCertificate> certificates, byte[] renewal) {

    public NodeEntry {
        certificates = List.copyOf(certificates);
    }

    /** A node with the keys it came with. */
    public NodeEntry(NodeId id, boolean hub, List<NodeCertificate> certificates) {
        this(id, hub, certificates, new byte[0]);
    }

    /** The same node with a further certificate. */
    public NodeEntry with(NodeCertificate certificate) {
        List<NodeCertificate> more = new ArrayList<>(certificates);
        more.add(certificate);
        return new NodeEntry(id, hub, more, renewal);
    }
}
