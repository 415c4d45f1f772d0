package vn.antin.directory;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.Opened;
import vn.antin.seal.SealReader;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

/** One edition of the province's directory with its lookups: agencies, their nodes, and certificates. */
public final class Directory {

    /**
     * How long a positive check of a signer is cached: path validation costs more than a signature, and few signers
     * recur often.
     */
    private static final Duration CACHED_FOR = Duration.ofMinutes(1);

    private final Edition edition;
    private final Map<AgencyCode, Agency> agencies = new HashMap<>();
    private final Map<NodeId, NodeEntry> nodes = new HashMap<>();
    private final Map<Digest, NodeId> connections = new HashMap<>();
    private final Map<Digest, Stopped> stops = new HashMap<>();
    private final Map<DirectorySigner, ValidPeriod> validPeriods = new ConcurrentHashMap<>();
    private final NodeId hub;

    public Directory(Edition edition) {
        this.edition = edition;
        edition.nodes().forEach(this::index);
        edition.agencies().forEach(this::index);
        edition.agencies().forEach(this::checkReferences);
        edition.stopped().forEach(stop -> stops.put(stop.certificate(), stop));
        List<NodeId> hubs = edition.nodes().stream()
                .filter(NodeEntry::hub)
                .map(NodeEntry::id)
                .toList();
        if (hubs.size() != 1) {
            throw new Refused(Fault.DIRECTORY_FORM, "hubs " + hubs);
        }
        this.hub = hubs.get(0);
    }

    /** Opens an edition whose signer is trusted at that time, by its own revocation lists. */
    public static Directory open(byte[] sealed, Trust trust, Instant at) {
        return open(sealed, trust, at, List.of());
    }

    /**
     * Opens an edition whose signer is trusted at that time.
     *
     * @param known revocation lists beside its own: what one of them revokes is revoked
     */
    public static Directory open(byte[] sealed, Trust trust, Instant at, Collection<X509CRL> known) {
        Opened opened = SealReader.open(sealed, DirectoryText.NAME);
        Directory directory = new Directory(DirectoryText.read(opened.content()));
        trust.link(directory.edition.authorities().stream()
                .filter(each -> !each.isOwn())
                .map(ListedAuthority::certificate)
                .toList());
        directory.checkNames(trust);
        Set<X509CRL> lists = new LinkedHashSet<>(directory.crls());
        lists.addAll(known);
        trust.check(opened.signer(), Purpose.DIRECTORY, at, lists);
        return directory;
    }

    /**
     * Refuses a certificate of the province's authority that is listed for another node than the one it names: who signs
     * directories alone gives no agency a key that the authority certified for somebody else.
     */
    private void checkNames(Trust trust) {
        Set<X500Principal> authorities = trust.anchors().stream()
                .map(X509Certificate::getSubjectX500Principal)
                .collect(Collectors.toSet());
        for (NodeEntry node : edition.nodes()) {
            X500Principal name = new X500Principal("CN=" + node.id());
            for (NodeCertificate each : node.certificates()) {
                X509Certificate certificate = each.certificate();
                if (authorities.contains(certificate.getIssuerX500Principal())
                        && !certificate.getSubjectX500Principal().equals(name)) {
                    throw new Refused(Fault.DIRECTORY_FORM, node.id() + ": " + name(certificate));
                }
            }
        }
    }

    /**
     * Pins the authorities that it lists, as far as a pinned one has certified their keys; each may be certified by the
     * one before it. Returns whether that changes anything.
     */
    public boolean pinAuthorities(Trust trust, Instant at) {
        boolean changed = false;
        for (ListedAuthority each : edition.authorities()) {
            changed |= each.isOwn() && trust.adopt(each.certificate(), at, crls());
        }
        return changed;
    }

    /** Opens an edition from any signer, for a reader without a trust file. */
    public static Directory unpinned(byte[] sealed) {
        return new Directory(
                DirectoryText.read(SealReader.open(sealed, DirectoryText.NAME).content()));
    }

    /** The certificate of an edition's signer, without a check of trust. */
    public static X509Certificate signer(byte[] sealed) {
        return SealReader.open(sealed, DirectoryText.NAME).signer();
    }

    public byte[] seal(Sealer sealer) {
        return sealer.seal(DirectoryText.write(edition), DirectoryText.ID);
    }

    /** The edition after this one, to be completed; see {@link Edition}. */
    public Edition next(Instant issued, Instant expires) {
        return edition.next(issued, expires);
    }

    public Edition edition() {
        return edition;
    }

    public long serial() {
        return edition.serial();
    }

    public String province() {
        return edition.province();
    }

    public Instant issued() {
        return edition.issued();
    }

    public Instant expires() {
        return edition.expires();
    }

    /** Whether the edition has expired; the caller decides on a grace period. */
    public boolean expiredAt(Instant at) {
        return !at.isBefore(edition.expires());
    }

    public Optional<Agency> agency(AgencyCode codeOrAlias) {
        return Optional.ofNullable(agencies.get(codeOrAlias));
    }

    /**
     * The agency that gets the documents to this code at that time: the agency itself, or, where it is closed and passes
     * them on, its successor, and so on.
     */
    public Optional<Agency> successor(AgencyCode codeOrAlias, Instant at) {
        Optional<Agency> agency = agency(codeOrAlias);
        Set<AgencyCode> seen = new HashSet<>();
        while (agency.isPresent()
                && agency.get().passesOnAt(at)
                && seen.add(agency.get().code())) {
            agency = Optional.ofNullable(agency.get().successor()).flatMap(this::agency);
        }
        return agency;
    }

    public List<Agency> agencies() {
        return edition.agencies();
    }

    /** These codes, and the other codes of the same agencies. */
    public Set<AgencyCode> codes(Set<AgencyCode> some) {
        Set<AgencyCode> all = new HashSet<>(some);
        some.forEach(code -> agency(code).ifPresent(agency -> {
            all.add(agency.code());
            all.addAll(agency.aliases());
        }));
        return all;
    }

    public Optional<NodeEntry> node(NodeId id) {
        return Optional.ofNullable(nodes.get(id));
    }

    public NodeId hub() {
        return hub;
    }

    /** Whether the agency, by its code or an alias, has this node, or left it so lately that documents are under way. */
    public boolean hosts(NodeId node, AgencyCode agency) {
        return agency(agency)
                .filter(each -> each.hostedAt(node, edition.issued()))
                .isPresent();
    }

    public Optional<NodeId> nodeByConnection(X509Certificate certificate) {
        return Optional.ofNullable(connections.get(digest(certificate)));
    }

    /**
     * Whether this connection certificate is the hub's: listed in its entry, the next one included, and neither stopped
     * nor revoked. A path to the authority would not suffice, for every node's certificate has one.
     */
    public boolean isHub(X509Certificate connection, Instant at) {
        return names(hub, connection, Purpose.CONNECTION)
                && !stoppedAt(connection, at)
                && crls().stream().noneMatch(crl -> crl.isRevoked(connection));
    }

    /** Where nodes reach the hub at that time, the preferred place first; none while it is where they joined. */
    public List<HubEndpoint> hubEndpoints(Instant at) {
        return node(hub).stream()
                .flatMap(entry -> entry.endpoints().stream())
                .filter(each -> each.servesAt(at))
                .toList();
    }

    public List<X509CRL> crls() {
        return edition.crls();
    }

    /** The newest certificate in use that is not stopped; the caller checks its path. */
    public X509Certificate encryptionCertificate(NodeId id, Instant at) {
        return encryptionCertificates(id, at).get(0);
    }

    /**
     * The certificates in use that are not stopped, the newest first; the caller checks their paths.
     *
     * @throws Refused CERTIFICATE_USAGE when there is none
     */
    public List<X509Certificate> encryptionCertificates(NodeId id, Instant at) {
        List<X509Certificate> inUse =
                node(id).orElseThrow(() -> new Refused(Fault.NODE_UNKNOWN, id.value())).certificates().stream()
                        .filter(each -> each.purpose() == Purpose.ENCRYPTION
                                && !each.from().isAfter(at))
                        .filter(each -> !stoppedAt(each.certificate(), at))
                        .sorted(Comparator.comparing(NodeCertificate::from).reversed())
                        .map(NodeCertificate::certificate)
                        .toList();
        if (inUse.isEmpty()) {
            throw new Refused(Fault.CERTIFICATE_USAGE, id.value(), Purpose.ENCRYPTION.name());
        }
        return inUse;
    }

    /** Whether the certificate is listed for this node and purpose. */
    public boolean names(NodeId id, X509Certificate certificate, Purpose purpose) {
        return node(id).stream()
                .flatMap(node -> node.certificates().stream())
                .anyMatch(
                        each -> each.purpose() == purpose && each.certificate().equals(certificate));
    }

    /** Whether the certificate was on the stop list by that time. */
    public boolean stoppedAt(X509Certificate certificate, Instant at) {
        return stop(certificate).filter(stop -> !at.isBefore(stop.since())).isPresent();
    }

    /** How a node is barred: stopped for a while, or revoked for good. */
    public enum BarKind {
        STOPPED,
        REVOKED
    }

    /**
     * Whether and how the directory bars a node: its newest seal certificate is stopped. From this edition on the
     * hub takes no connection of it, even if the stop counts from a moment later. Its connection tells which, because
     * the seal may be under an authority that is not the province's to revoke.
     */
    public Optional<BarKind> bar(NodeId id) {
        return newest(id, Purpose.SEAL)
                .filter(certificate -> stop(certificate).isPresent())
                .map(certificate -> isRevoked(certificate)
                                || newest(id, Purpose.CONNECTION)
                                        .filter(this::isRevoked)
                                        .isPresent()
                        ? BarKind.REVOKED
                        : BarKind.STOPPED);
    }

    private boolean isRevoked(X509Certificate certificate) {
        return crls().stream().anyMatch(crl -> crl.isRevoked(certificate));
    }

    /** The stop of a node that is barred; empty for any other. */
    public Optional<Stopped> stop(NodeId id) {
        return newest(id, Purpose.SEAL).flatMap(this::stop);
    }

    /** Whether documents to this node go back to their senders: its newest encryption certificate is stopped. */
    public boolean returns(NodeId id) {
        return newest(id, Purpose.ENCRYPTION).flatMap(this::stop).isPresent();
    }

    /** The stop that this edition lists for a certificate. */
    public Optional<Stopped> stop(X509Certificate certificate) {
        return stops.isEmpty() ? Optional.empty() : Optional.ofNullable(stops.get(digest(certificate)));
    }

    /** Whether a certificate is stopped or revoked, from whatever time on. */
    public boolean isWithdrawn(X509Certificate certificate) {
        return stop(certificate).isPresent() || crls().stream().anyMatch(crl -> crl.isRevoked(certificate));
    }

    /** The certificate of a node that is listed last for a purpose, in use or soon. */
    public Optional<X509Certificate> newest(NodeId id, Purpose purpose) {
        return node(id).stream()
                .flatMap(node -> node.certificates().stream())
                .filter(each -> each.purpose() == purpose)
                .max(Comparator.comparing(NodeCertificate::from))
                .map(NodeCertificate::certificate);
    }

    /** Refuses a signer that is not listed for that node, was stopped, or had no valid certificate at that time. */
    public void checkSigner(NodeId issuer, X509Certificate signer, Purpose purpose, Instant at, Trust trust) {
        DirectorySigner key = new DirectorySigner(issuer, signer, purpose, trust);
        ValidPeriod known = validPeriods.get(key);
        if (known != null && known.contains(at)) {
            return;
        }
        check(key, at);
        Instant later = at.plus(CACHED_FOR);
        try {
            check(key, later);
            validPeriods.put(key, new ValidPeriod(at, later));
        } catch (Refused soon) {
            validPeriods.remove(key); // it expires within that time: do not cache
        }
    }

    private void check(DirectorySigner who, Instant at) {
        if (!names(who.issuer(), who.certificate(), who.purpose())) {
            throw new Refused(
                    Fault.SIGNER_NOT_NAMED,
                    name(who.certificate()),
                    who.issuer().value());
        }
        if (stoppedAt(who.certificate(), at)) {
            throw new Refused(Fault.CERTIFICATE_REVOKED, name(who.certificate()), at.toString());
        }
        who.trust().check(who.certificate(), who.purpose(), at, crls());
    }

    /** The cache key; only listed signers are cached, so the cache is bounded. */
    private record DirectorySigner(NodeId issuer, X509Certificate certificate, Purpose purpose, Trust trust) {}

    /** The time between two successful checks: a signer valid at both is valid in between. */
    private record ValidPeriod(Instant from, Instant to) {

        boolean contains(Instant moment) {
            return !moment.isBefore(from) && !moment.isAfter(to);
        }
    }

    private void index(NodeEntry node) {
        putOnce(nodes, node.id(), node);
        node.certificates().stream()
                .filter(each -> each.purpose() == Purpose.CONNECTION)
                .forEach(each -> putOnce(connections, digest(each.certificate()), node.id()));
    }

    private void index(Agency agency) {
        putOnce(agencies, agency.code(), agency);
        agency.aliases().forEach(alias -> putOnce(agencies, alias, agency));
    }

    private void checkReferences(Agency agency) {
        boolean hosted = agency.node() == null || nodes.containsKey(agency.node());
        boolean placed = agency.parent() == null || agencies.containsKey(agency.parent());
        boolean followed = agency.successor() == null || agencies.containsKey(agency.successor());
        if (!hosted || !placed || !followed) {
            throw new Refused(Fault.DIRECTORY_FORM, "Agency " + agency.code());
        }
    }

    private static <K, V> void putOnce(Map<K, V> map, K key, V value) {
        if (map.putIfAbsent(key, value) != null) {
            throw new Refused(Fault.DIRECTORY_FORM, key + " twice");
        }
    }

    static Digest digest(X509Certificate certificate) {
        try {
            return Digest.sha256(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a parsed certificate has an encoding", e);
        }
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
