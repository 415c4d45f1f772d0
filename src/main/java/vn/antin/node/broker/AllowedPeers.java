package vn.antin.node.broker;

import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import vn.antin.envelope.NodeId;

/** Who may connect, as the directory says now; asked again at every step, so its answers must be quick. */
public interface AllowedPeers {

    /** The node this connection certificate belongs to; none if it is unknown, stopped or out of date. */
    Optional<NodeId> nodeOf(X509Certificate connectionCertificate);

    /** The nodes that have queues. */
    Set<NodeId> nodes();
}
