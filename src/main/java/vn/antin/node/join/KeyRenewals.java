package vn.antin.node.join;

import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Directory;
import vn.antin.directory.Edition;
import vn.antin.directory.KeyRenewal;
import vn.antin.directory.NodeCertificate;
import vn.antin.directory.NodeEntry;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.people.AuditLog;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.KeyWords;
import vn.antin.seal.pki.Purpose;

/**
 * The renewal of keys in the directory: those of nodes, and of the hub. The requests of nodes that come soon after an
 * edition are listed together (decision 48). The registry calls it, one call at a time.
 */
final class KeyRenewals {

    /** A renewed certificate that ends no later than this after the one before it helps nobody. */
    static final Duration LEAST_GAIN = Duration.ofDays(30);

    /** An expired certificate leaves the directory after this: the edition that a receipt names has it for good. */
    private static final Duration EXPIRED_KEPT = Duration.ofDays(90);

    /** Between two editions with renewed certificates of nodes, at most. */
    private static final Duration LONGEST_GATHERING = Duration.ofMinutes(10);

    /**
     * For each node, between two such editions: every node fetches it. Also between the changes of two nodes that one
     * edition lists: each connects anew with its new keys.
     */
    private static final Duration MOST_APART = Duration.ofSeconds(5);

    /** Of a sealed statement in bytes: it carries the path of its signer's certificate. */
    private static final int LARGEST_STATEMENT = 64 << 10;

    /** Of a PKCS#10 request in bytes; with a key of 4096 bits it has about 1,700. */
    private static final int LARGEST_REQUEST = 8 << 10;

    private static final String PROGRAM = "antin";
    private static final Logger log = LoggerFactory.getLogger(KeyRenewals.class);

    private final DirectoryEditions directories;
    private final ProvinceSigners signers;
    private final Duration overlap;
    private final Duration apart;
    private final Clock clock;
    private final AuditLog audit;

    /** The requests of nodes for the next edition, at most one of each node; a node repeats its own. */
    private final Map<NodeId, List<byte[]>> gathered = new LinkedHashMap<>();

    private Instant renewalsListed = Instant.MIN;

    /** @param overlap how long a renewed certificate is in the directory before it is used */
    KeyRenewals(DirectoryEditions directories, ProvinceSigners signers, Duration overlap, Clock clock) {
        this.directories = directories;
        this.signers = signers;
        this.overlap = overlap;
        this.apart = least(MOST_APART, overlap.dividedBy(20));
        this.clock = clock;
        this.audit = new AuditLog(clock);
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /**
     * Certifies the new keys of a node and lists them in the next edition, to be used after the overlap. Keys that were
     * certified before and not used yet are replaced. The same keys again get the same certificates. A request that comes
     * soon after an edition with renewed certificates is kept in memory for the next one; the node asks again.
     *
     * @param connected the node as the broker authenticated it
     * @param request its sealed {@link KeyRenewal}, then a PKCS#10 request for each purpose, of which only the key counts
     * @return certificates in DER, in the order of the requests; empty while the request is kept
     * @throws Refused RENEWAL_FORM, RENEWAL_REFUSED for a statement that is not this node's or of other keys,
     *     KEY_REPEATED for a key that is in the directory, AUTHORITY_ENDS when the authority ends too early for a gain,
     *     or what is wrong with the seal or a key
     */
    Optional<List<byte[]>> renew(NodeId connected, List<byte[]> request) {
        List<byte[]> kept = gathered.get(connected);
        Directory current = directories.current();
        Instant now = clock.instant();
        boolean soon = !now.isBefore(renewalsListed) && now.isBefore(renewalsListed.plus(gathering(current.edition())));
        if (soon && kept != null && Arrays.deepEquals(kept.toArray(), request.toArray())) {
            return Optional.empty();
        }
        Map<Digest, String> known = known(current.edition());
        CheckedRenewal checked = checked(connected, request, current, known, now);
        boolean listed = checked.listed().size() == Registry.LISTED.size();
        if (!listed && soon) {
            gathered.put(connected, List.copyOf(request));
            return Optional.empty();
        }
        gathered.remove(connected);
        Map<Purpose, X509Certificate> certificates = certified(checked);
        if (!listed) {
            list(checked, certificates, current, known, now);
        }
        // The door's certificate is in no directory.
        return Optional.of(Registry.PURPOSES.stream()
                .map(purpose -> Certificates.encoded(Objects.requireNonNull(certificates.get(purpose))))
                .toList());
    }

    private Duration gathering(Edition edition) {
        Duration most = least(LONGEST_GATHERING, overlap.dividedBy(10));
        return least(most, apart.multipliedBy(edition.nodes().size()));
    }

    /**
     * A node's request for new certificates that was found good.
     *
     * @param listed the certificates of these keys that the directory has already
     */
    private record CheckedRenewal(
            NodeEntry entry,
            List<byte[]> request,
            Map<Purpose, PublicKey> keys,
            Map<Purpose, X509Certificate> listed) {}

    private CheckedRenewal checked(
            NodeId connected, List<byte[]> request, Directory current, Map<Digest, String> known, Instant now) {
        NodeEntry entry = current.node(connected)
                .filter(node -> !node.hub())
                .orElseThrow(() -> new Refused(Fault.NODE_UNKNOWN, connected.value()));
        Map<Purpose, PublicKey> keys = stated(connected, request, current, now);
        Map<Purpose, X509Certificate> listed = listed(entry, keys);
        if (listed.size() < Registry.LISTED.size()) {
            checkNew(keys, known);
            checkGain(entry);
        }
        return new CheckedRenewal(entry, request, keys, listed);
    }

    private Map<Purpose, X509Certificate> certified(CheckedRenewal checked) {
        NodeId node = checked.entry().id();
        List<byte[]> request = checked.request();
        Map<Purpose, X509Certificate> certificates =
                new EnumMap<>(signers.certify(AuthorityRequest.renewal(node, requested(request), request.get(0)))
                        .orElseThrow(() -> new Refused(
                                Fault.AUTHORITY_AWAITED,
                                node.value(),
                                KeyWords.of(checked.keys().values()))));
        certificates.putAll(checked.listed());
        return certificates;
    }

    /** Lists the certificates for this request, and for those that were kept, in one edition. */
    private void list(
            CheckedRenewal first,
            Map<Purpose, X509Certificate> certificates,
            Directory current,
            Map<Digest, String> known,
            Instant now) {
        Map<NodeId, Map<Purpose, X509Certificate>> listed = new LinkedHashMap<>();
        Instant from = now.plus(overlap);
        listed.put(first.entry().id(), forDirectory(certificates));
        Edition edition = current.next(now, now.plus(Registry.EDITION))
                .withNode(renewed(
                        first.entry(),
                        forDirectory(certificates),
                        first.request().get(0),
                        from));
        remember(first, known);
        for (Map.Entry<NodeId, List<byte[]>> kept : gathered.entrySet()) {
            try {
                CheckedRenewal next = checked(kept.getKey(), kept.getValue(), current, known, now);
                Map<Purpose, X509Certificate> more = forDirectory(certified(next));
                Instant later = from.plus(apart.multipliedBy(listed.size()));
                edition = edition.withNode(
                        renewed(next.entry(), more, next.request().get(0), later));
                listed.put(kept.getKey(), more);
                remember(next, known);
            } catch (Refused refused) {
                log.info("{} hears at its next request: {}", kept.getKey(), refused.getMessage());
            }
        }
        directories.take(
                new Directory(edition).seal(signers.directory()),
                tx -> listed.forEach((node, each) -> {
                    audit.add(tx, node.value(), "CERTIFY_KEYS", node.value(), "", serials(each));
                }));
        gathered.clear();
        renewalsListed = now;
        log.info("new keys of {} are listed, used from {} on", listed.keySet(), from);
    }

    private static Map<Purpose, X509Certificate> forDirectory(Map<Purpose, X509Certificate> certificates) {
        Map<Purpose, X509Certificate> listed = new EnumMap<>(certificates);
        listed.keySet().retainAll(Registry.LISTED);
        return listed;
    }

    /** The requests behind the sealed statement, by purpose. */
    private static Map<Purpose, byte[]> requested(List<byte[]> request) {
        Map<Purpose, byte[]> all = new EnumMap<>(Purpose.class);
        for (int i = 0; i < Registry.PURPOSES.size(); i++) {
            all.put(Registry.PURPOSES.get(i), request.get(i + 1));
        }
        return all;
    }

    /** The keys that the node states under its seal and proves to hold. */
    private Map<Purpose, PublicKey> stated(NodeId connected, List<byte[]> request, Directory current, Instant now) {
        if (request.size() != 1 + Registry.PURPOSES.size()) {
            throw new Refused(Fault.RENEWAL_FORM, "requests " + request.size());
        }
        if (request.get(0).length > LARGEST_STATEMENT) {
            throw new Refused(Fault.RENEWAL_FORM, "bytes " + request.get(0).length);
        }
        KeyRenewal.SealedRenewal sealed = KeyRenewal.open(request.get(0));
        KeyRenewal renewal = sealed.renewal();
        if (!renewal.node().equals(connected)) {
            throw new Refused(
                    Fault.RENEWAL_REFUSED, connected.value(), renewal.node().value());
        }
        current.checkSigner(connected, sealed.signer(), Purpose.SEAL, now, directories.trust());
        Map<Purpose, PublicKey> keys = new EnumMap<>(Purpose.class);
        for (int i = 0; i < Registry.PURPOSES.size(); i++) {
            byte[] one = request.get(i + 1);
            if (one.length > LARGEST_REQUEST) {
                throw new Refused(Fault.RENEWAL_FORM, "bytes " + one.length);
            }
            PublicKey key = KeyPairs.checkRequest(one);
            if (!Objects.equals(KeyRenewal.digest(key), renewal.keys().get(Registry.PURPOSES.get(i)))) {
                throw new Refused(
                        Fault.RENEWAL_REFUSED,
                        connected.value(),
                        Registry.PURPOSES.get(i).name());
            }
            keys.put(Registry.PURPOSES.get(i), key);
        }
        return keys;
    }

    private static Map<Purpose, X509Certificate> listed(NodeEntry entry, Map<Purpose, PublicKey> keys) {
        Map<Purpose, X509Certificate> listed = new EnumMap<>(Purpose.class);
        entry.certificates().stream()
                .filter(each -> each.certificate().getPublicKey().equals(keys.get(each.purpose())))
                .forEach(each -> listed.put(each.purpose(), each.certificate()));
        return listed;
    }

    /** A key serves one node for one purpose, and once. */
    private static void checkNew(Map<Purpose, PublicKey> keys, Map<Digest, String> known) {
        Set<Digest> fresh = new HashSet<>();
        keys.forEach((purpose, key) -> {
            Digest digest = KeyRenewal.digest(key);
            if (!fresh.add(digest)) {
                throw new Refused(Fault.KEY_REPEATED, purpose.name());
            }
            String place = known.get(digest);
            if (place != null) {
                throw new Refused(Fault.KEY_REPEATED, place);
            }
        });
    }

    /** Every key of the edition, with its node and purpose. */
    private static Map<Digest, String> known(Edition edition) {
        Map<Digest, String> known = new HashMap<>();
        for (NodeEntry node : edition.nodes()) {
            for (NodeCertificate each : node.certificates()) {
                known.put(KeyRenewal.digest(each.certificate().getPublicKey()), node.id() + " " + each.purpose());
            }
        }
        return known;
    }

    private static void remember(CheckedRenewal listed, Map<Digest, String> known) {
        listed.keys()
                .forEach((purpose, key) ->
                        known.put(KeyRenewal.digest(key), listed.entry().id() + " " + purpose));
    }

    private void checkGain(NodeEntry entry) {
        Instant last = signers.authority().certificate().getNotAfter().toInstant();
        boolean gains = entry.certificates().stream()
                .map(each -> each.certificate().getNotAfter().toInstant())
                .allMatch(end -> last.isAfter(end.plus(LEAST_GAIN)));
        if (!gains) {
            throw new Refused(Fault.AUTHORITY_ENDS, entry.id().value(), last.toString());
        }
    }

    /** Certifies new keys of the hub itself; empty while an authority on another machine has not signed. */
    Optional<Map<Purpose, KeyEntry>> certifyHub(Map<Purpose, KeyPair> pairs, List<String> names) {
        NodeId hub = directories.current().hub();
        checkGain(directories.current().node(hub).orElseThrow());
        Map<Purpose, byte[]> requests = new EnumMap<>(Purpose.class);
        pairs.forEach((purpose, pair) -> requests.put(purpose, KeyPairs.request(pair, hub.value())));
        return signers.certify(AuthorityRequest.hub(hub, requests, names)).map(certificates -> {
            Map<Purpose, KeyEntry> entries = new EnumMap<>(Purpose.class);
            certificates.forEach((purpose, certificate) -> entries.put(
                    purpose,
                    KeyEntry.of(
                            Objects.requireNonNull(pairs.get(purpose)).getPrivate(),
                            certificate,
                            directories.trust().shownAbove(certificate))));
            return entries;
        });
    }

    /** Lists new certificates of the hub, to be used after the overlap. */
    void listHub(Map<Purpose, X509Certificate> certificates) {
        Directory current = directories.current();
        Instant now = clock.instant();
        NodeEntry hub = current.node(current.hub()).orElseThrow();
        Instant from = now.plus(overlap);
        Edition edition =
                current.next(now, now.plus(Registry.EDITION)).withNode(renewed(hub, certificates, new byte[0], from));
        directories.take(new Directory(edition).seal(signers.directory()), tx -> {
            audit.add(tx, PROGRAM, "CERTIFY_KEYS", hub.id().value(), "", serials(certificates));
        });
        log.info("new keys of {} are listed, used from {} on", hub.id(), from);
    }

    /** The entry with these certificates, and without those that were never used. */
    private NodeEntry renewed(
            NodeEntry entry, Map<Purpose, X509Certificate> certificates, byte[] renewal, Instant from) {
        Instant now = clock.instant();
        NodeEntry next = new NodeEntry(
                entry.id(),
                entry.hub(),
                entry.certificates().stream()
                        .filter(each -> !each.from().isAfter(now) || !hasUsed(entry, each.purpose(), now))
                        .filter(each -> each.certificate()
                                .getNotAfter()
                                .toInstant()
                                .plus(EXPIRED_KEPT)
                                .isAfter(now))
                        .toList(),
                renewal,
                entry.endpoints());
        for (Map.Entry<Purpose, X509Certificate> each : certificates.entrySet()) {
            next = next.with(new NodeCertificate(each.getKey(), from.truncatedTo(ChronoUnit.SECONDS), each.getValue()));
        }
        return next;
    }

    /** Not so when the clock has gone back: then nothing is taken out. */
    private static boolean hasUsed(NodeEntry entry, Purpose purpose, Instant now) {
        return entry.certificates().stream()
                .anyMatch(each -> each.purpose() == purpose && !each.from().isAfter(now));
    }

    private static String serials(Map<Purpose, X509Certificate> certificates) {
        return certificates.entrySet().stream()
                .map(each ->
                        each.getKey() + " " + each.getValue().getSerialNumber().toString(16))
                .collect(Collectors.joining(", "));
    }
}
