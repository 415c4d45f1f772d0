package vn.antin.node.broker;

import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import vn.antin.envelope.NodeId;

/** The nodes that may connect, by the directory in force; asked at every step, so implementations must be fast. */
public interface AllowedPeers {

    /** The node of this connection certificate; empty if it is unknown, stopped or expired. */
    Optional<NodeId> nodeOf(X509Certificate connectionCertificate);

    Set<NodeId> nodes();
}
