package vn.antin.submit;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import vn.antin.directory.Directory;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Refused;
import vn.antin.ledger.KeyChanges;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

/** The certificate that a document is encrypted for, of each node that is to read it. */
public record RecipientKeys(KeyChanges changes, Trust trust) {

    /**
     * The newest certificate in use. While nobody has proved or confirmed it, the newest of the earlier ones that is still
     * valid; empty when there is none: then a person must decide first.
     *
     * @throws Refused when the node has no valid certificate
     */
    Optional<X509Certificate> of(NodeId node, Directory directory, Instant now) {
        List<X509Certificate> inUse = directory.encryptionCertificates(node, now);
        if (changes.trusts(node, inUse.get(0), directory)) {
            directory.checkSigner(node, inUse.get(0), Purpose.ENCRYPTION, now, trust);
            return Optional.of(inUse.get(0));
        }
        return inUse.stream()
                .filter(each -> changes.trusts(node, each, directory) && isValid(node, each, directory, now))
                .findFirst();
    }

    private boolean isValid(NodeId node, X509Certificate certificate, Directory directory, Instant now) {
        try {
            directory.checkSigner(node, certificate, Purpose.ENCRYPTION, now, trust);
            return true;
        } catch (Refused ended) {
            return false;
        }
    }

    /** The nodes that nothing can be encrypted for before a person decides. */
    Set<NodeId> waiting(Directory directory, Instant now) {
        return changes.waiting(directory).stream()
                .filter(node -> directory.node(node).isPresent() && waits(node, directory, now))
                .collect(Collectors.toSet());
    }

    private boolean waits(NodeId node, Directory directory, Instant now) {
        try {
            return of(node, directory, now).isEmpty();
        } catch (Refused barred) {
            return false;
        }
    }
}
