package vn.antin.node;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Directory;
import vn.antin.directory.Edition;
import vn.antin.directory.NodeCertificate;
import vn.antin.directory.NodeEntry;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Fault;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Refused;
import vn.antin.ledger.Directories;
import vn.antin.seal.Authority;
import vn.antin.seal.KeyPairs;
import vn.antin.seal.Purpose;
import vn.antin.seal.Sealer;

/** The hub's register: certifies a node that joins, and issues the next edition of the directory. One at a time. */
public final class Registry {

    static final Duration EDITION = Duration.ofDays(7);
    static final Duration REVOCATION_LIST = Duration.ofDays(30);
    static final Duration CERTIFICATE = Duration.ofDays(730);

    private static final Duration FRESH = Duration.ofDays(1);
    private static final Logger log = LoggerFactory.getLogger(Registry.class);

    private final Directories directories;
    private final Authority authority;
    private final Sealer directorySealer;
    private final Clock clock;

    public Registry(Directories directories, Authority authority, Sealer directorySealer, Clock clock) {
        this.directories = directories;
        this.authority = authority;
        this.directorySealer = directorySealer;
        this.clock = clock;
    }

    /**
     * Takes a node into the directory, with certificates for the keys it made. The same keys again get the same answer.
     *
     * @param requests per purpose a PKCS#10 request
     * @throws Refused JOIN_REFUSED when the node has joined with other keys
     */
    synchronized Map<Purpose, X509Certificate> join(
            NodeId node, List<AgencyCode> agencies, Map<Purpose, byte[]> requests, List<String> names) {
        Directory current = directories.current();
        Optional<NodeEntry> before = current.node(node);
        if (before.isPresent()) {
            return again(before.get(), requests);
        }
        Map<Purpose, X509Certificate> certificates = new EnumMap<>(Purpose.class);
        NodeEntry entry = new NodeEntry(node, false, List.of());
        Instant now = clock.instant();
        for (Purpose purpose : List.of(Purpose.SEAL, Purpose.ENCRYPTION, Purpose.CONNECTION)) {
            byte[] request = request(requests, purpose);
            X509Certificate certificate = authority.issue(
                    request, node.value(), purpose, purpose == Purpose.CONNECTION ? names : List.of(), CERTIFICATE);
            certificates.put(purpose, certificate);
            entry = entry.with(new NodeCertificate(purpose, now, certificate));
        }
        Edition edition = current.next(now, now.plus(EDITION)).withNode(entry);
        for (AgencyCode agency : agencies) {
            edition = edition.hosting(agency, node);
        }
        directories.take(new Directory(edition).seal(directorySealer));
        log.info("{} joined for {}", node, agencies);
        return certificates;
    }

    private static Map<Purpose, X509Certificate> again(NodeEntry entry, Map<Purpose, byte[]> requests) {
        Map<Purpose, X509Certificate> certificates = new EnumMap<>(Purpose.class);
        for (Purpose purpose : List.of(Purpose.SEAL, Purpose.ENCRYPTION, Purpose.CONNECTION)) {
            PublicKey key = KeyPairs.checkRequest(request(requests, purpose));
            X509Certificate known = entry.certificates().stream()
                    .filter(one -> one.purpose() == purpose)
                    .map(NodeCertificate::certificate)
                    .filter(one -> one.getPublicKey().equals(key))
                    .findFirst()
                    .orElseThrow(
                            () -> new Refused(Fault.JOIN_REFUSED, entry.id().value()));
            certificates.put(purpose, known);
        }
        return certificates;
    }

    private static byte[] request(Map<Purpose, byte[]> requests, Purpose purpose) {
        byte[] request = requests.get(purpose);
        if (request == null) {
            throw new Refused(Fault.REQUEST_FORM, "requests." + purpose);
        }
        return request;
    }

    /** Issues the next edition, with a new revocation list, when the one in force is a day old. */
    public synchronized void refresh() {
        Directory current = directories.current();
        Instant now = clock.instant();
        if (current.issued().plus(FRESH).isAfter(now)) {
            return;
        }
        Edition edition = current.next(now, now.plus(EDITION))
                .withCrl(authority.crl(revoked(current), current.serial() + 1, REVOCATION_LIST));
        directories.take(new Directory(edition).seal(directorySealer));
        log.info("directory {} issued", edition.serial());
    }

    private static Map<java.math.BigInteger, Instant> revoked(Directory current) {
        Map<java.math.BigInteger, Instant> revoked = new java.util.HashMap<>();
        current.crls().forEach(crl -> {
            var entries = crl.getRevokedCertificates();
            if (entries != null) {
                entries.forEach(entry -> revoked.put(
                        entry.getSerialNumber(), entry.getRevocationDate().toInstant()));
            }
        });
        return revoked;
    }
}
