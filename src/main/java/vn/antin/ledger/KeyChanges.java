package vn.antin.ledger;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Directory;
import vn.antin.directory.KeyRenewal;
import vn.antin.directory.NodeEntry;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Party;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.db.Tx;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.Purpose;

/**
 * Changes of the keys that documents are encrypted for. A change that the node sealed with its key of before is the
 * node's own; any other rests on the word of the directory's signer alone, and raises an alarm. The timeline of the first
 * document to the node says either.
 */
public final class KeyChanges {

    private static final Logger log = LoggerFactory.getLogger(KeyChanges.class);

    private final Timeline timeline;
    private final Clock clock;
    /** Changes that no document has told of yet; null before they are read. */
    private volatile @Nullable List<KeyChange> untold;

    private record KeyChange(NodeId node, Digest certificate, long serial, boolean proved) {}

    KeyChanges(Timeline timeline, Clock clock) {
        this.timeline = timeline;
        this.clock = clock;
    }

    /**
     * Takes a sealed directory at this node: into use, noting the keys that it changes, or beside the one in use when it is
     * an earlier one. Returns whether another one is in force now.
     *
     * @throws Refused as {@link DirectoryEditions#take}
     */
    public boolean take(DirectoryEditions directories, NodeId self, byte[] sealed) {
        Directory fresh = Directory.unpinned(sealed);
        Optional<Directory> known = directories.newest();
        if (known.map(Directory::serial).orElse(0L) > fresh.serial()) {
            directories.keepEarlier(sealed);
            return false;
        }
        boolean changed = directories.take(sealed, tx -> known.ifPresent(before -> note(tx, self, before, fresh)));
        untold = null;
        return changed;
    }

    private void note(Tx tx, NodeId self, Directory before, Directory fresh) {
        for (NodeEntry node : fresh.edition().nodes()) {
            Optional<NodeEntry> old = before.node(node.id());
            if (node.hub() || node.id().equals(self) || old.isEmpty()) {
                continue;
            }
            Set<X509Certificate> known = certificates(old.get(), Purpose.ENCRYPTION);
            for (X509Certificate certificate : certificates(node, Purpose.ENCRYPTION)) {
                if (!known.isEmpty() && !known.contains(certificate)) {
                    note(tx, node, certificate, fresh, proved(node, old.get(), certificate, fresh));
                }
            }
        }
    }

    private void note(Tx tx, NodeEntry node, X509Certificate certificate, Directory fresh, boolean proved) {
        Instant now = clock.instant();
        tx.update("""
                insert into key_change (node, certificate, serial, proved, at, told) values (?, ?, ?, ?, ?, false)
                on conflict do nothing
                """, node.id().value(), Certificates.digest(certificate), fresh.serial(), proved, now);
        if (!proved) {
            timeline.alarm(tx, Fault.KEY_UNPROVED, node.id().value(), Long.toString(fresh.serial()));
        }
    }

    /** Whether the node stated this key under a seal key that an earlier edition names, and that is not stopped. */
    private static boolean proved(NodeEntry node, NodeEntry before, X509Certificate certificate, Directory fresh) {
        byte[] sealed = node.renewal();
        if (sealed.length == 0) {
            return false;
        }
        try {
            KeyRenewal.SealedRenewal opened = KeyRenewal.open(sealed);
            return opened.renewal().node().equals(node.id())
                    && opened.renewal().names(Purpose.ENCRYPTION, certificate)
                    && certificates(before, Purpose.SEAL).contains(opened.signer())
                    && !fresh.stoppedAt(opened.signer(), fresh.issued());
        } catch (Refused refused) {
            log.warn("the renewal of {} proves nothing: {}", node.id(), refused.getMessage());
            return false;
        }
    }

    private static Set<X509Certificate> certificates(NodeEntry node, Purpose purpose) {
        return node.certificates().stream()
                .filter(each -> each.purpose() == purpose)
                .map(each -> each.certificate())
                .collect(Collectors.toSet());
    }

    /** Says in the timeline of this document, once for each change, that a recipient's key is another than before. */
    public void tell(Tx tx, Envelope envelope, Directory directory) {
        List<KeyChange> changes = untold;
        if (changes == null) {
            changes = tx.query(
                    "select node, certificate, serial, proved from key_change where told = false",
                    row -> new KeyChange(
                            new NodeId(row.text("node")),
                            row.digest("certificate"),
                            row.number("serial"),
                            row.flag("proved")));
            untold = changes;
        }
        for (KeyChange change : changes) {
            Optional<Party> recipient = envelope.recipients().stream()
                    .filter(party -> party.node().equals(change.node()))
                    .findFirst();
            if (recipient.isPresent() && change.certificate().equals(inUse(change.node(), directory))) {
                int first = tx.update(
                        "update key_change set told = true where node = ? and certificate = ? and told = false",
                        change.node().value(),
                        change.certificate());
                if (first > 0) {
                    timeline.event(
                            tx,
                            envelope.id(),
                            change.proved() ? "KEY_RENEWED" : "KEY_CHANGED",
                            recipient.get().agency(),
                            change.proved() ? null : Fault.KEY_UNPROVED.code(),
                            change.serial() + " " + change.certificate().hex());
                }
                untold = null; // read again: whether this transaction commits is not known yet
            }
        }
    }

    private Digest inUse(NodeId node, Directory directory) {
        return Certificates.digest(directory.encryptionCertificate(node, clock.instant()));
    }
}
