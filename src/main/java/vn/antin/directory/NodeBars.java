package vn.antin.directory;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.Purpose;

/**
 * Bars a node from the bus, for a while (stop) or for good (revocation), by the stop list of an edition. The
 * certificates of a revoked node also go into the authority's revocation list, which its holder signs.
 */
final class NodeBars {

    /**
     * From the act to the time of a stop: what the hub has taken until then gets its time-stamp before the stop counts.
     * The hub takes no connection of the node from the act on.
     */
    static final Duration LAST_STAMP = Duration.ofSeconds(10);

    private NodeBars() {}

    /**
     * Stops a node. Its encryption certificate stays in use, so that documents wait for it, unless they are to go back to
     * their senders.
     *
     * @throws Refused NODE_STATE when it is barred already, and nothing would change
     */
    static Edition stop(Edition current, NodeId id, boolean returning, String reason, Instant at) {
        NodeEntry node = node(current, id);
        Set<Purpose> purposes = EnumSet.of(Purpose.SEAL, Purpose.CONNECTION);
        if (returning) {
            purposes.add(Purpose.ENCRYPTION);
        }
        Edition stopped = current;
        for (NodeCertificate each : node.certificates()) {
            boolean counts = purposes.contains(each.purpose()) && stop(current, each) == null;
            if (counts) {
                stopped = stopped.withStopped(new Stopped(digest(each), at.plus(LAST_STAMP), reason));
            }
        }
        if (stopped.stopped().size() == current.stopped().size()) {
            throw new Refused(Fault.NODE_STATE, id.value());
        }
        return stopped;
    }

    /**
     * Lifts the stop of a node; revoked certificates stay stopped.
     *
     * @throws Refused NODE_STATE when it is not stopped
     */
    static Edition resume(Edition current, NodeId id) {
        NodeEntry node = node(current, id);
        Edition resumed = current;
        for (NodeCertificate each : node.certificates()) {
            if (!revoked(current, node).test(each.certificate())) {
                resumed = resumed.withoutStopped(digest(each));
            }
        }
        if (resumed.stopped().size() == current.stopped().size()) {
            throw new Refused(Fault.NODE_STATE, id.value());
        }
        return resumed;
    }

    /**
     * Stops all certificates of a node that are to be revoked, from a moment on that may be past. The encryption
     * certificate is stopped only if its documents are to go back to their senders.
     */
    static Edition revoke(Edition current, NodeId id, Instant since, boolean returning, String reason) {
        Edition stopped = current;
        for (NodeCertificate each : inUse(current, id)) {
            Stopped before = stop(current, each);
            Instant from = before == null || since.isBefore(before.since()) ? since : before.since();
            if (returning || each.purpose() != Purpose.ENCRYPTION) {
                stopped = stopped.withStopped(new Stopped(digest(each), from, reason));
            }
        }
        return stopped;
    }

    /**
     * The certificates of a node that no revocation list names.
     *
     * @throws Refused NODE_STATE when there is none
     */
    static List<NodeCertificate> inUse(Edition current, NodeId id) {
        NodeEntry node = node(current, id);
        List<NodeCertificate> used = node.certificates().stream()
                .filter(each -> !revoked(current, node).test(each.certificate()))
                .toList();
        if (used.isEmpty()) {
            throw new Refused(Fault.NODE_STATE, id.value());
        }
        return used;
    }

    /** Whether no certificate of a node is in use. */
    static boolean isRevoked(Edition current, NodeId id) {
        NodeEntry node = node(current, id);
        return node.certificates().stream()
                .allMatch(each -> revoked(current, node).test(each.certificate()));
    }

    /** A seal under an admitted authority, which the province cannot revoke, is out for good with the node's connections. */
    private static Predicate<X509Certificate> revoked(Edition edition, NodeEntry node) {
        Predicate<X509Certificate> listed =
                certificate -> edition.crls().stream().anyMatch(crl -> crl.isRevoked(certificate));
        boolean out = node.certificates().stream()
                .filter(each -> each.purpose() == Purpose.CONNECTION)
                .allMatch(each -> listed.test(each.certificate()));
        return listed.or(
                certificate -> out && AdmittedAuthorities.isOne(edition, certificate.getIssuerX500Principal()));
    }

    /** A node that is not the hub, which cannot bar itself. */
    private static NodeEntry node(Edition current, NodeId id) {
        return current.nodes().stream()
                .filter(each -> each.id().equals(id) && !each.hub())
                .findFirst()
                .orElseThrow(() -> new Refused(Fault.NODE_UNKNOWN, id.value()));
    }

    private static @Nullable Stopped stop(Edition edition, NodeCertificate certificate) {
        Digest digest = digest(certificate);
        return edition.stopped().stream()
                .filter(each -> each.certificate().equals(digest))
                .findFirst()
                .orElse(null);
    }

    private static Digest digest(NodeCertificate each) {
        return Directory.digest(each.certificate());
    }
}
