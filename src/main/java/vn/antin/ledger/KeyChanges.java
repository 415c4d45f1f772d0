package vn.antin.ledger;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.directory.KeyRenewal;
import vn.antin.directory.NodeCertificate;
import vn.antin.directory.NodeEntry;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Party;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Tx;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

/**
 * The keys of other nodes, as the directories that this node took have listed them. The first ones of a node are taken as
 * they are. A later one is the node's own when it is stated under a seal key that was, or certified by an authority whose
 * key is kept apart from the hub; any other rests on the word of the hub alone: nothing is encrypted for it before a person
 * here has confirmed it. The timeline of the first document to the node says either.
 */
public final class KeyChanges {

    private static final Logger log = LoggerFactory.getLogger(KeyChanges.class);

    private final Ledger ledger;
    private final Timeline timeline;
    private final Clock clock;
    /** Changes that no document has told of yet; null before they are read. */
    private volatile @Nullable List<KeyChange> untold;

    private @Nullable UnprovedKeys unproved;

    private DirectoryEditions.EditionChange elsewhere = (tx, before, fresh) -> {};

    private enum KeyState {
        KNOWN,
        PROVED,
        UNPROVED,
        CONFIRMED
    }

    private record KeyChange(NodeId node, Digest certificate, long serial, KeyState state) {}

    /** The encryption certificates that nobody has proved or confirmed, as of an edition. */
    private record UnprovedKeys(long serial, Map<NodeId, Set<Digest>> certificates) {}

    /**
     * A listed encryption key that waits for a person.
     *
     * @param serial of the edition that listed it first, taken at that time
     */
    public record UnprovedKey(NodeId node, X509Certificate certificate, long serial, Instant since) {}

    KeyChanges(Ledger ledger, Timeline timeline, Clock clock) {
        this.ledger = ledger;
        this.timeline = timeline;
        this.clock = clock;
    }

    /** Sets what a node does, in the transaction of the edition, when its province becomes part of another. */
    public void onOtherProvince(BiConsumer<Tx, Directory> change) {
        elsewhere = (tx, before, fresh) -> {
            if (before.filter(known -> !known.province().equals(fresh.province()))
                    .isPresent()) {
                change.accept(tx, fresh);
            }
        };
    }

    /**
     * Takes a sealed directory at this node: into use, noting the keys that it changes, or beside the one in use when it is
     * an earlier one. Returns whether another one is in force now.
     *
     * @throws Refused as {@link DirectoryEditions#take}
     */
    public boolean take(DirectoryEditions directories, NodeId self, byte[] sealed) {
        boolean changed = directories.takeOrKeep(sealed, (tx, known, fresh) -> {
            Directory before = known.orElse(fresh);
            note(tx, self, before, fresh, directories.trust());
            fresh.agencies().forEach(agency -> noteMove(tx, self, before, agency, fresh.serial()));
            elsewhere.note(tx, known, fresh);
        });
        untold = null;
        return changed;
    }

    private void note(Tx tx, NodeId self, Directory before, Directory fresh, Trust trust) {
        Map<NodeId, Map<Digest, KeyState>> known = known(tx);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (NodeEntry node : fresh.edition().nodes()) {
            if (node.hub() || node.id().equals(self)) {
                continue;
            }
            Map<Digest, KeyState> keys = known.getOrDefault(node.id(), Map.of());
            if (keys.isEmpty()) {
                keys = first(before.node(node.id()).orElse(node), before.serial(), rows);
            }
            note(tx, node, keys, fresh, trust, rows);
        }
        if (!rows.isEmpty()) {
            tx.updateAll("""
                    insert into key_change (node, certificate, purpose, serial, state, at, told)
                    values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                    """, rows);
        }
    }

    /** An agency that leaves this node takes its documents with it: an alarm until it is back, or until a person ends it. */
    private void noteMove(Tx tx, NodeId self, Directory before, Agency agency, long serial) {
        NodeId now = agency.node();
        boolean was = before.agency(agency.code())
                .filter(each -> self.equals(each.node()))
                .isPresent();
        if (was && now != null && !now.equals(self) && agency.validUntil() == null) {
            timeline.alarm(tx, Fault.AGENCY_MOVED, agency.code().value(), serial + ", " + now);
        } else if (!was && self.equals(now)) {
            timeline.end(tx, Fault.AGENCY_MOVED, agency.code().value());
        }
    }

    private static Map<NodeId, Map<Digest, KeyState>> known(Tx tx) {
        Map<NodeId, Map<Digest, KeyState>> known = new HashMap<>();
        tx.query("select node, certificate, serial, state from key_change", KeyChanges::change)
                .forEach(each -> known.computeIfAbsent(each.node(), node -> new HashMap<>())
                        .put(each.certificate(), each.state()));
        return known;
    }

    /** The keys by which a node is known from now on. */
    private Map<Digest, KeyState> first(NodeEntry node, long serial, List<@Nullable Object[]> rows) {
        Map<Digest, KeyState> keys = new HashMap<>();
        watched(node).forEach((certificate, each) -> {
            keys.put(certificate, KeyState.KNOWN);
            rows.add(row(node.id(), each.purpose(), certificate, serial, KeyState.KNOWN));
        });
        return keys;
    }

    private void note(
            Tx tx,
            NodeEntry node,
            Map<Digest, KeyState> known,
            Directory fresh,
            Trust trust,
            List<@Nullable Object[]> rows) {
        boolean unprovedListed = false;
        boolean unprovedBefore = known.containsValue(KeyState.UNPROVED);
        Map<Digest, NodeCertificate> watched = watched(node);
        Optional<KeyRenewal> statement =
                known.keySet().containsAll(watched.keySet()) ? Optional.empty() : statement(node, known, fresh);
        for (Map.Entry<Digest, NodeCertificate> one : watched.entrySet()) {
            Digest certificate = one.getKey();
            NodeCertificate each = one.getValue();
            KeyState state = known.get(certificate);
            if (state == null) {
                boolean proved = trust.isVouchedApart(each.certificate())
                        || statement
                                .filter(own -> own.names(each.purpose(), each.certificate()))
                                .isPresent();
                state = proved ? KeyState.PROVED : KeyState.UNPROVED;
                rows.add(row(node.id(), each.purpose(), certificate, fresh.serial(), state));
                if (state == KeyState.UNPROVED && each.purpose() == Purpose.ENCRYPTION) {
                    timeline.alarm(tx, Fault.KEY_UNPROVED, node.id().value(), Long.toString(fresh.serial()));
                }
            }
            unprovedListed |= state == KeyState.UNPROVED && each.purpose() == Purpose.ENCRYPTION;
        }
        if (unprovedBefore && !unprovedListed) {
            timeline.end(tx, Fault.KEY_UNPROVED, node.id().value());
        }
    }

    private @Nullable Object[] row(NodeId node, Purpose purpose, Digest certificate, long serial, KeyState state) {
        boolean told = state == KeyState.KNOWN || purpose != Purpose.ENCRYPTION;
        return new @Nullable Object[] {node.value(), certificate, purpose, serial, state, clock.instant(), told};
    }

    /** What the node states of its next keys under a seal key that is its own, and that is not stopped. */
    private static Optional<KeyRenewal> statement(NodeEntry node, Map<Digest, KeyState> known, Directory fresh) {
        byte[] sealed = node.renewal();
        if (sealed.length == 0) {
            return Optional.empty();
        }
        try {
            KeyRenewal.SealedRenewal opened = KeyRenewal.open(sealed);
            KeyState signer = known.get(Certificates.digest(opened.signer()));
            return Optional.of(opened.renewal())
                    .filter(own -> own.node().equals(node.id())
                            && signer != null
                            && signer != KeyState.UNPROVED
                            && !fresh.stoppedAt(opened.signer(), fresh.issued()));
        } catch (Refused refused) {
            log.warn("the renewal of {} proves nothing: {}", node.id(), refused.getMessage());
            return Optional.empty();
        }
    }

    /** Its certificates by their digests. Seal keys are watched because they state the next keys. */
    private static Map<Digest, NodeCertificate> watched(NodeEntry node) {
        Map<Digest, NodeCertificate> watched = new LinkedHashMap<>();
        for (NodeCertificate each : node.certificates()) {
            if (each.purpose() == Purpose.ENCRYPTION || each.purpose() == Purpose.SEAL) {
                watched.put(Certificates.digest(each.certificate()), each);
            }
        }
        return watched;
    }

    /** Whether a document may be encrypted for this certificate of a node. */
    public boolean trusts(NodeId node, X509Certificate certificate, Directory directory) {
        return !unproved(directory).getOrDefault(node, Set.of()).contains(Certificates.digest(certificate));
    }

    /** The nodes with an encryption key that waits for a person; it need not be listed any more. */
    public Set<NodeId> waiting(Directory directory) {
        return unproved(directory).keySet();
    }

    /** Read again for each edition: its keys were noted in the transaction that put it into force. */
    private synchronized Map<NodeId, Set<Digest>> unproved(Directory directory) {
        UnprovedKeys known = unproved;
        if (known == null || known.serial() != directory.serial()) {
            Map<NodeId, Set<Digest>> read = new HashMap<>();
            ledger.read(tx -> tx.query(
                            "select node, certificate, serial, state from key_change"
                                    + " where state = 'UNPROVED' and purpose = 'ENCRYPTION'",
                            KeyChanges::change))
                    .forEach(each -> read.computeIfAbsent(each.node(), node -> new HashSet<>())
                            .add(each.certificate()));
            known = new UnprovedKeys(directory.serial(), read);
            unproved = known;
        }
        return known.certificates();
    }

    /** The newest keys of nodes that wait for a person. */
    public List<UnprovedKey> unproved(Tx tx, Directory directory) {
        List<UnprovedKey> keys = new ArrayList<>();
        tx.query(
                        "select node, certificate, serial, at from key_change"
                                + " where state = 'UNPROVED' and purpose = 'ENCRYPTION' order by at, node",
                        row -> Map.entry(
                                new KeyChange(
                                        new NodeId(row.text("node")),
                                        row.digest("certificate"),
                                        row.number("serial"),
                                        KeyState.UNPROVED),
                                row.instant("at")))
                .forEach(each -> directory
                        .newest(each.getKey().node(), Purpose.ENCRYPTION)
                        .filter(newest ->
                                Certificates.digest(newest).equals(each.getKey().certificate()))
                        .ifPresent(certificate -> keys.add(new UnprovedKey(
                                each.getKey().node(), certificate, each.getKey().serial(), each.getValue()))));
        return keys;
    }

    /**
     * Confirms the newest keys that a node has in this edition, which are those that a person compared, with a further
     * change in the same transaction. What waits for them goes on.
     *
     * @param with runs in the transaction
     * @throws Refused KEY_NOT_WAITING when none of its keys waits
     */
    public void confirm(NodeId node, Directory directory, Consumer<Tx> with) {
        Set<Digest> certificates = Stream.of(Purpose.SEAL, Purpose.ENCRYPTION)
                .flatMap(purpose -> directory.newest(node, purpose).stream())
                .map(Certificates::digest)
                .collect(Collectors.toSet());
        ledger.commit("keys.confirm", tx -> {
            int confirmed = 0;
            for (Digest certificate : certificates) {
                confirmed += tx.update(
                        "update key_change set state = 'CONFIRMED', told = (purpose <> 'ENCRYPTION')"
                                + " where node = ? and certificate = ? and state = 'UNPROVED'",
                        node.value(),
                        certificate);
            }
            if (confirmed == 0) {
                throw new Refused(Fault.KEY_NOT_WAITING, node.value());
            }
            timeline.end(tx, Fault.KEY_UNPROVED, node.value());
            with.accept(tx);
            return confirmed;
        });
        forget();
    }

    private synchronized void forget() {
        unproved = null;
        untold = null;
    }

    /** Says in the timeline of this document, once for each change, that a recipient's key is another than before. */
    public void tell(Tx tx, Envelope envelope, Directory directory) {
        List<KeyChange> changes = untold;
        if (changes == null) {
            changes = tx.query(
                    "select node, certificate, serial, state from key_change where told = false", KeyChanges::change);
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
                            event(change.state()),
                            recipient.get().agency(),
                            change.state() == KeyState.UNPROVED ? Fault.KEY_UNPROVED.code() : null,
                            change.serial() + " " + change.certificate().hex());
                }
                untold = null; // read again: whether this transaction commits is not known yet
            }
        }
    }

    private static String event(KeyState state) {
        return switch (state) {
            case KNOWN, PROVED -> "KEY_RENEWED";
            case UNPROVED -> "KEY_CHANGED";
            case CONFIRMED -> "KEY_CONFIRMED";
        };
    }

    private static KeyChange change(Columns row) {
        return new KeyChange(
                new NodeId(row.text("node")),
                row.digest("certificate"),
                row.number("serial"),
                KeyState.valueOf(row.text("state")));
    }

    private Digest inUse(NodeId node, Directory directory) {
        return Certificates.digest(directory.encryptionCertificate(node, clock.instant()));
    }
}
