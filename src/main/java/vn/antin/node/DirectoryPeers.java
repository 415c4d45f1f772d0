package vn.antin.node;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Directory;
import vn.antin.directory.NodeEntry;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Refused;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.node.broker.AllowedPeers;
import vn.antin.seal.pki.Purpose;

/** The nodes of the directory in force, each known by a connection certificate that is good now. */
record DirectoryPeers(DirectoryEditions directories, Clock clock) implements AllowedPeers {

    private static final Logger log = LoggerFactory.getLogger(DirectoryPeers.class);

    @Override
    public Optional<NodeId> nodeOf(X509Certificate certificate) {
        Directory directory = directories.current();
        return directory.nodeByConnection(certificate).filter(node -> {
            if (directory.stop(certificate).isPresent()) {
                // At once: the time of the stop is later, so that what came before gets its time-stamp.
                log.warn("{} may not connect: it is stopped", node);
                return false;
            }
            try {
                directory.checkSigner(node, certificate, Purpose.CONNECTION, clock.instant(), directories.trust());
                return true;
            } catch (Refused refused) {
                log.warn("{} may not connect: {}", node, refused.getMessage());
                return false;
            }
        });
    }

    @Override
    public Set<NodeId> nodes() {
        return directories.current().edition().nodes().stream()
                .filter(node -> !node.hub())
                .map(NodeEntry::id)
                .collect(Collectors.toSet());
    }
}
