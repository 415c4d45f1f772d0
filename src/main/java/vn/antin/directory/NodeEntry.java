package vn.antin.directory;

import java.util.ArrayList;
import java.util.List;
import vn.antin.envelope.NodeId;

/** A node or the hub with its present and past certificates. */
public record NodeEntry(NodeId id, boolean hub, List<NodeCertificate> certificates) {

    public NodeEntry {
        certificates = List.copyOf(certificates);
    }

    /** The same node with a further certificate. */
    public NodeEntry with(NodeCertificate certificate) {
        List<NodeCertificate> more = new ArrayList<>(certificates);
        more.add(certificate);
        return new NodeEntry(id, hub, more);
    }
}
