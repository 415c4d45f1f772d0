package vn.antin.node.join;

import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.directory.DirectoryAct;
import vn.antin.directory.Edition;
import vn.antin.directory.EditionDifference;
import vn.antin.directory.ListedAuthority;
import vn.antin.directory.NodeCertificate;
import vn.antin.directory.NodeEntry;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.JoinedNodes;
import vn.antin.ledger.RestoreRecovery;
import vn.antin.ledger.UsedJoinFiles;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.people.AuditLog;
import vn.antin.node.config.Config;
import vn.antin.node.config.KeyFiles;
import vn.antin.relay.HubHandshake;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Purpose;

/** The hub's register: certifies a node that joins, and signs the next edition of the directory. One at a time. */
public final class Registry implements HubHandshake.KeyCertifier {

    public static final Duration EDITION = Duration.ofDays(7);
    static final Duration REVOCATION_LIST = Duration.ofDays(30);
    static final Duration CERTIFICATE = Duration.ofDays(730);

    /** How long a join file for a return is good. */
    private static final Duration RETURN = Duration.ofDays(30);

    private static final Duration FRESH = Duration.ofDays(1);

    static final List<Purpose> LISTED = List.of(Purpose.SEAL, Purpose.ENCRYPTION, Purpose.CONNECTION);

    /** What a node has certificates for. */
    static final List<Purpose> PURPOSES = KeyFiles.purposes(Config.Role.NODE);

    private static final Logger log = LoggerFactory.getLogger(Registry.class);

    private final DirectoryEditions directories;
    private final UsedJoinFiles joined;
    private final ProvinceSigners signers;
    private final Clock clock;
    private final AuditLog audit;
    private final KeyRenewals renewals;

    /** @param overlap how long a renewed certificate is in the directory before it is used */
    public Registry(
            DirectoryEditions directories,
            UsedJoinFiles joined,
            ProvinceSigners signers,
            Duration overlap,
            Clock clock) {
        this.directories = directories;
        this.joined = joined;
        this.signers = signers;
        this.clock = clock;
        this.audit = new AuditLog(clock);
        this.renewals = new KeyRenewals(directories, signers, overlap, clock);
    }

    /**
     * What an act would change of the edition in force.
     *
     * @throws Refused when it does not fit that edition, or changes nothing
     */
    public EditionDifference difference(DirectoryAct act) {
        return difference(act, directories.current(), clock.instant());
    }

    private EditionDifference difference(DirectoryAct act, Directory current, Instant now) {
        if (act instanceof DirectoryAct.ResumeNode resume && signers.isRevoking(resume.node())) {
            throw new Refused(Fault.NODE_STATE, act.subject());
        }
        EditionDifference difference =
                EditionDifference.of(current.edition(), applied(act, current.edition(), now), now);
        if (difference.changes().isEmpty() && !act.countsUnchanged()) {
            throw new Refused(Fault.ACT_CHANGES_NOTHING, act.subject());
        }
        return difference;
    }

    /** Signs an act without having shown its changes before; returns the serial of the new edition. */
    public long act(DirectoryAct act, AuditLog.Actor by, String reason) {
        return act(act, difference(act).code(), by, reason, tx -> {});
    }

    /**
     * Signs an act: one next edition, with its audit row and a further change in the same transaction. The nodes are
     * told of it.
     *
     * @param shown the code of the changes that were shown, see {@link EditionDifference#code}
     * @param with runs in the transaction, before the audit row
     * @return the serial of the new edition
     * @throws Refused when the act no longer fits the edition in force, or would change something else
     */
    public synchronized long act(DirectoryAct act, String shown, AuditLog.Actor by, String reason, Consumer<Tx> with) {
        Directory current = directories.current();
        Instant now = clock.instant();
        EditionDifference difference = difference(act, current, now);
        difference.requireShown(shown);
        if (act instanceof DirectoryAct.TakeProvince take) {
            signers.adopt(take.other().certificate(now));
        }
        Edition edition = applied(act, current.next(now, now.plus(EDITION)), now);
        Map<X509Certificate, Instant> revoked = act.revokes(current.edition(), now);
        byte[] sealed = new Directory(edition).seal(signers.directory());
        Consumer<Tx> change = tx -> {
            with.accept(tx);
            if (!revoked.isEmpty()) {
                signers.revoke(tx, act.subject(), revoked);
            }
            if (act instanceof DirectoryAct.RejoinNode rejoin) {
                joined.allowReturn(tx, rejoin.node(), now.plus(RETURN).truncatedTo(ChronoUnit.SECONDS));
            }
            audit.add(tx, by, act.kind(), act.subject(), reason, told(edition.serial(), difference));
        };
        if (act instanceof DirectoryAct.TakeProvince take) {
            directories.takeAnew(sealed, tx -> {
                change.accept(tx);
                JoinedNodes.note(tx, take.other().nodes(), edition.serial(), now);
            });
        } else {
            directories.take(sealed, change);
        }
        log.info("directory {} issued: {} {}", edition.serial(), act.kind(), act.subject());
        return edition.serial();
    }

    /** The edition with an act, and with the revocation list that it needs. */
    private Edition applied(DirectoryAct act, Edition current, Instant now) {
        Edition edition = act.apply(current, now);
        if (act instanceof DirectoryAct.AdmitAuthority admit) {
            return admitted(admit, edition, now);
        }
        if (act instanceof DirectoryAct.ProvinceAct merge) {
            return vouched(merge, edition, now);
        }
        Map<X509Certificate, Instant> more = act.revokes(current, now);
        if (more.isEmpty()) {
            return edition;
        }
        return withLists(edition, more);
    }

    /** The edition with the certificate by which the province's authority admits another. */
    private Edition admitted(DirectoryAct.AdmitAuthority admit, Edition edition, Instant now) {
        X509Certificate other = admit.authority(now);
        boolean own = Stream.concat(
                        directories.trust().anchors().stream(),
                        edition.authorities().stream()
                                .map(ListedAuthority::certificate)
                                .filter(each -> !Purpose.isAdmission(each)))
                .anyMatch(each -> each.getSubjectX500Principal().equals(other.getSubjectX500Principal())
                        || each.getPublicKey().equals(other.getPublicKey()));
        if (own) {
            throw new Refused(Fault.AUTHORITY_UNSUITABLE, admit.subject(), "own");
        }
        X509Certificate admission = signers.admit(other, admit.names());
        return edition.withAuthority(List.of(new ListedAuthority(now, admission)));
    }

    /** The edition with the authority of another province, and the certificate by which the own one vouches for it. */
    private Edition vouched(DirectoryAct.ProvinceAct merge, Edition edition, Instant now) {
        X509Certificate other = merge.other().certificate(now);
        if (merge instanceof DirectoryAct.TakeProvince && !signers.canAdopt(other)) {
            throw new Refused(Fault.PROVINCE_KEY_MISSING, merge.subject(), Certificates.name(other));
        }
        boolean known = edition.authorities().stream()
                .anyMatch(each -> each.certificate().equals(other));
        Edition vouched = known
                ? edition
                : edition.withAuthority(
                        List.of(new ListedAuthority(now, other), new ListedAuthority(now, signers.vouch(other))));
        return merge instanceof DirectoryAct.TakeProvince
                ? withLists(vouched, merge.other().revoked(now))
                : vouched;
    }

    /** The edition with the new revocation lists, which name these certificates, too. */
    private Edition withLists(Edition edition, Map<X509Certificate, Instant> more) {
        Edition listed = edition;
        for (X509CRL list : signers.lists(edition, more)) {
            listed = listed.withCrl(list);
        }
        return listed;
    }

    /** The changes in the program's own words, for the audit log. */
    private static String told(long serial, EditionDifference difference) {
        return serial + ": "
                + difference.changes().stream()
                        .map(change -> String.join(" ", change.kind().name(), change.subject(), change.after())
                                .strip())
                        .collect(Collectors.joining("; "));
    }

    /**
     * A join file that a node showed.
     *
     * @param digest SHA-256 of its token
     */
    record ShownFile(Digest digest, Instant expires) {}

    /**
     * Takes a node into the directory, with certificates for the keys it made. A join file works once: the same keys
     * again, after an answer that was lost, get the same certificates.
     *
     * @param file by which the node joins; a node that is there already joins again only by the file for its return
     * @param requests per purpose a PKCS#10 request, of which only the key counts
     * @param seal the node's certificate of an admitted authority in DER; empty to certify its seal here
     * @throws Refused JOIN_FILE_USED when other keys joined by this file, JOIN_REFUSED when there is such a node
     *     already, AGENCY_HOSTED when another node hosts one of the agencies, AUTHORITY_AWAITED while an authority on
     *     another machine has not signed, or what is wrong with the certificate
     */
    synchronized Map<Purpose, X509Certificate> join(
            NodeId node, List<AgencyCode> agencies, ShownFile file, Map<Purpose, byte[]> requests, byte[] seal) {
        Map<Purpose, PublicKey> keys = keys(requests);
        Optional<Map<Purpose, X509Certificate>> before = joined.by(file.digest());
        if (before.isPresent()) {
            return again(node, keys, before.get());
        }
        Directory current = directories.current();
        checkMayJoin(node, agencies, file, current);
        requireNew(node, keys, current);
        Optional<X509Certificate> given = seal.length == 0
                ? Optional.empty()
                : Optional.of(admittedSeal(node, Objects.requireNonNull(keys.get(Purpose.SEAL)), seal, current));
        AuthorityRequest asked = AuthorityRequest.join(node, agencies, requested(requests));
        Map<Purpose, X509Certificate> certificates = new EnumMap<>(signers.certify(asked)
                .orElseThrow(() -> new Refused(Fault.AUTHORITY_AWAITED, node.value(), asked.words())));
        given.ifPresent(certificate -> certificates.put(Purpose.SEAL, certificate));
        Instant now = clock.instant();
        // The revoked certificates of a node that returns stay listed: receipts are judged by them.
        NodeEntry entry = current.node(node).orElseGet(() -> new NodeEntry(node, false, List.of()));
        for (Purpose purpose : LISTED) {
            entry = entry.with(new NodeCertificate(purpose, now, Objects.requireNonNull(certificates.get(purpose))));
        }
        Edition edition = current.next(now, now.plus(EDITION)).withNode(entry);
        for (AgencyCode agency : agencies) {
            edition = edition.hosting(agency, node);
        }
        directories.take(new Directory(edition).seal(signers.directory()), tx -> {
            joined.add(tx, file.digest(), node, certificates, now);
            joined.endReturn(tx, node);
            RestoreRecovery.another(tx, node);
        });
        log.info("{} joined for {}", node, agencies);
        return certificates;
    }

    /** The requests for the purposes of a node, without others. */
    private static Map<Purpose, byte[]> requested(Map<Purpose, byte[]> requests) {
        Map<Purpose, byte[]> all = new EnumMap<>(Purpose.class);
        PURPOSES.forEach(purpose -> all.put(purpose, request(requests, purpose)));
        return all;
    }

    /**
     * A node's certificate for its seal by an admitted authority. Its names are that authority's; whose it is the
     * directory says.
     */
    private X509Certificate admittedSeal(NodeId node, PublicKey key, byte[] der, Directory current) {
        Instant now = clock.instant();
        X509Certificate certificate = Certificates.parse(der);
        if (!certificate.getPublicKey().equals(key)) {
            throw new Refused(Fault.SEAL_CERTIFICATE_UNSUITABLE, node.value(), "key");
        }
        directories.trust().check(certificate, Purpose.SEAL, now, current.crls());
        if (!directories.trust().isAdmitted(certificate)) {
            throw new Refused(Fault.SEAL_CERTIFICATE_UNSUITABLE, node.value(), Certificates.name(certificate));
        }
        Instant end = certificate.getNotAfter().toInstant();
        if (end.isBefore(now.plus(KeyRenewals.LEAST_GAIN))) {
            throw new Refused(Fault.SEAL_CERTIFICATE_UNSUITABLE, node.value(), end.toString());
        }
        return certificate;
    }

    /** The keys of requests, one for each purpose. */
    static Map<Purpose, PublicKey> keys(Map<Purpose, byte[]> requests) {
        Map<Purpose, PublicKey> keys = new EnumMap<>(Purpose.class);
        PURPOSES.forEach(purpose -> keys.put(purpose, KeyPairs.checkRequest(request(requests, purpose))));
        return keys;
    }

    private static Map<Purpose, X509Certificate> again(
            NodeId node, Map<Purpose, PublicKey> keys, Map<Purpose, X509Certificate> before) {
        boolean same = before.entrySet().stream()
                .allMatch(each -> each.getValue().getPublicKey().equals(keys.get(each.getKey())));
        if (!same) {
            throw new Refused(Fault.JOIN_FILE_USED, node.value());
        }
        return before;
    }

    /** A key that was lost, or that another node has, is not certified again. */
    private static void requireNew(NodeId node, Map<Purpose, PublicKey> keys, Directory current) {
        boolean known = current.edition().nodes().stream()
                .flatMap(each -> each.certificates().stream())
                .anyMatch(each -> keys.containsValue(each.certificate().getPublicKey()));
        if (known) {
            throw new Refused(Fault.JOIN_REFUSED, node.value());
        }
    }

    /** A node that is there already returns with its agencies by the file for its return, and by no other. */
    private void checkMayJoin(NodeId node, List<AgencyCode> agencies, ShownFile file, Directory current) {
        if (!file.expires().equals(joined.returns().get(node))) {
            checkFree(node, agencies, current);
            return;
        }
        for (AgencyCode agency : agencies) {
            NodeId host = current.agency(agency).map(Agency::node).orElse(null);
            if (!node.equals(host)) {
                throw new Refused(Fault.AGENCY_HOSTED, agency.value(), String.valueOf(host));
            }
        }
    }

    /** A join file gives a place to a new node; it takes nothing from one that is there. */
    static void checkFree(NodeId node, List<AgencyCode> agencies, Directory current) {
        if (current.node(node).isPresent()) {
            throw new Refused(Fault.JOIN_REFUSED, node.value());
        }
        for (AgencyCode agency : agencies) {
            Optional<Agency> known = current.agency(agency);
            if (known.filter(each -> each.validUntil() != null).isPresent()) {
                throw new Refused(Fault.AGENCY_CLOSED, known.get().withSuccessor());
            }
            NodeId host = known.map(Agency::node).orElse(null);
            if (host != null) {
                throw new Refused(Fault.AGENCY_HOSTED, agency.value(), host.value());
            }
        }
    }

    @Override
    public synchronized Optional<List<byte[]>> renew(NodeId connected, List<byte[]> request) {
        return renewals.renew(connected, request);
    }

    /** Certifies new keys of the hub itself; empty while an authority on another machine has not signed. */
    synchronized Optional<Map<Purpose, KeyEntry>> certifyHub(Map<Purpose, KeyPair> pairs, List<String> names) {
        return renewals.certifyHub(pairs, names);
    }

    /** Lists new certificates of the hub, to be used after the overlap. */
    synchronized void listHub(Map<Purpose, X509Certificate> certificates) {
        renewals.listHub(certificates);
    }

    /** Has a signer of the province certified; empty while an authority on another machine has not signed. */
    Optional<X509Certificate> certifySigner(String name, Purpose purpose, KeyPair pair) {
        return signers.certify(AuthorityRequest.signer(name, purpose, KeyPairs.request(pair, name)))
                .map(certificates -> Objects.requireNonNull(certificates.get(purpose)));
    }

    /** Has the authority that comes next made on another machine; empty while it is not. */
    Optional<ProvinceSigners.NextAuthority> certifyAuthority(Map<Purpose, KeyPair> pairs) {
        NodeId hub = directories.current().hub();
        Map<Purpose, byte[]> requests = new EnumMap<>(Purpose.class);
        pairs.forEach((purpose, pair) ->
                requests.put(purpose, KeyPairs.request(pair, AuthorityRequest.signerName(hub.value(), purpose))));
        return signers.next(AuthorityRequest.authority(hub, requests));
    }

    private static byte[] request(Map<Purpose, byte[]> requests, Purpose purpose) {
        byte[] request = requests.get(purpose);
        if (request == null) {
            throw new Refused(Fault.REQUEST_FORM, "requests." + purpose);
        }
        return request;
    }

    /** Tells what waits for too long for an authority on another machine. */
    void tellWaiting() {
        Directory current = directories.current();
        signers.look(current.hub().value(), current.edition());
    }

    /** Issues the next edition, with a new revocation list, when the one in force is a day old. */
    public synchronized void refresh() {
        Directory current = directories.current();
        Instant now = clock.instant();
        boolean old = !current.issued().plus(REVOCATION_LIST).isAfter(now);
        if (current.issued().plus(FRESH).isAfter(now) || (directories.expectsNewer() && !old)) {
            return; // a restored hub would issue a serial that exists
        }
        issue(edition -> edition, tx -> {});
    }

    /** Issues the next edition with a change, and with new revocation lists; returns its serial. */
    synchronized long issue(UnaryOperator<Edition> change, Consumer<Tx> with) {
        Instant now = clock.instant();
        Edition next = directories.current().next(now, now.plus(EDITION));
        Edition edition = withLists(change.apply(next), Map.of());
        directories.take(new Directory(edition).seal(signers.directory()), with);
        log.info("directory {} issued", edition.serial());
        return edition.serial();
    }
}
