package vn.antin.node.join;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import org.jspecify.annotations.Nullable;
import vn.antin.directory.AdmittedAuthorities;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.directory.EditionDifference;
import vn.antin.directory.KeyRenewal;
import vn.antin.directory.ListedAuthority;
import vn.antin.directory.NodeCertificate;
import vn.antin.directory.NodeEntry;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.node.config.KeyFiles;
import vn.antin.node.join.AuthorityBundle.SignedBundle;
import vn.antin.node.join.AuthorityRequest.AuthorityRequestKind;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Pkcs12Keys;
import vn.antin.seal.pki.PrivateFile;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

/**
 * The authority of a province on a machine without network: a folder with its key, what it signed, and the last edition
 * of the directory that it was shown. It judges each request by itself. A hub alone gets no certificate for a key: a person
 * must have compared it, or the node's own seal must vouch for it.
 */
public final class AuthorityFolder {

    /** The key of the first authority; that of each next one has the request's id in its name. */
    private static final String KEYS = "authority.p12";

    private static final String NEXT_KEYS = "authority-";
    private static final String PIN = "pin";
    private static final String TRUST = "province.trust";
    private static final String EDITION = "directory.xml";
    private static final String LIST = "revoked-";
    private static final String SIGNED = "signed";

    /** Of a digest in hex, in the name of a file. */
    private static final int NAMED = 16;

    /** An older bundle is not signed: the clock of one of the machines is wrong, or somebody kept it back. */
    private static final Duration OLDEST = Duration.ofDays(30);

    /** The hub's clock may be ahead by this much. */
    private static final Duration AHEAD = Duration.ofHours(1);

    private final Path folder;
    private final Path pin;

    /** The authority of the province and those that followed it, by the digest of the certificate in hex. */
    private final Map<String, Authority> authorities;

    private final Trust trust;
    private final Clock clock;

    private AuthorityFolder(Path folder, Path pin, Map<String, Authority> authorities, Trust trust, Clock clock) {
        this.folder = folder;
        this.pin = pin;
        this.authorities = authorities;
        this.trust = trust;
        this.clock = clock;
    }

    /**
     * What a bundle asks, judged.
     *
     * @param authority that certifies now: SHA-256 of its certificate, in hex
     */
    public record JudgedBundle(
            Instant made,
            String authority,
            Directory directory,
            EditionDifference difference,
            List<JudgedRequest> requests,
            boolean wantsList,
            byte[] sealed) {

        public JudgedBundle {
            requests = List.copyOf(requests);
        }
    }

    /**
     * A request.
     *
     * @param agencies names of the agencies that a node joins for, by code
     * @param refused why it is not signed; null for one that may be
     */
    public record JudgedRequest(
            AuthorityRequest request,
            Digest id,
            String words,
            List<String> agencies,
            @Nullable Refused refused) {}

    /** Makes the folder: the key with a PIN of its own, and the trust file of the province. */
    static void make(Path folder, Authority authority, Trust trust, String pin) throws IOException {
        PrivateFile.write(folder.resolve(PIN), (pin + "\n").getBytes(US_ASCII));
        Pkcs12Keys.write(folder.resolve(KEYS), pin.toCharArray(), Map.of(Purpose.AUTHORITY, authority.entry()));
        Files.writeString(folder.resolve(TRUST), trust.write());
    }

    /**
     * Opens the folder.
     *
     * @throws Refused FILE_MISSING or KEYS_UNREADABLE, also for a wrong PIN
     */
    public static AuthorityFolder open(Path folder, Path pin, Clock clock) {
        Map<String, Authority> authorities = new LinkedHashMap<>();
        put(authorities, key(folder.resolve(KEYS), pin, clock));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, NEXT_KEYS + "*.p12")) {
            files.forEach(file -> put(authorities, key(file, pin, clock)));
        } catch (IOException e) {
            throw new Refused(Fault.KEYS_UNREADABLE, e, folder.toString());
        }
        Trust pinned = Trust.read(folder.resolve(TRUST));
        Set<X509Certificate> anchors = new HashSet<>(pinned.anchors());
        authorities.values().forEach(each -> anchors.add(each.certificate()));
        Trust trust = new Trust(anchors, pinned.directory(), pinned.timeStamp());
        return new AuthorityFolder(folder, pin, authorities, trust, clock);
    }

    private static Authority key(Path file, Path pin, Clock clock) {
        return new Authority(KeyFiles.open(file, pin).of(Purpose.AUTHORITY), clock);
    }

    private static void put(Map<String, Authority> authorities, Authority authority) {
        authorities.put(Certificates.digest(authority.certificate()).hex(), authority);
    }

    /** Where {@link #make} wrote the PIN. */
    public static Path pin(Path folder) {
        return folder.resolve(PIN);
    }

    /**
     * Opens a bundle and judges each request of it.
     *
     * @throws Refused BUNDLE_FORM or what is wrong with its seal, BUNDLE_FOREIGN for one of another province or for an
     *     authority whose key is not here, BUNDLE_OLDER for one of an edition before the last that was seen here, BUNDLE_TIME
     *     when the clocks do not agree
     */
    public JudgedBundle judge(byte[] file) {
        AuthorityBundle.SealedBundle sealed = AuthorityBundle.open(file);
        AuthorityBundle bundle = sealed.bundle();
        Directory directory = directory(bundle.directory());
        if (!directory.names(directory.hub(), sealed.signer(), Purpose.SEAL)) {
            throw new Refused(Fault.BUNDLE_FOREIGN, Certificates.name(sealed.signer()));
        }
        directory.checkSigner(directory.hub(), sealed.signer(), Purpose.SEAL, directory.issued(), trust);
        if (!authorities.containsKey(bundle.authority())) {
            throw new Refused(Fault.BUNDLE_FOREIGN, bundle.authority());
        }
        Instant now = clock.instant();
        if (bundle.made().isAfter(now.plus(AHEAD)) || bundle.made().isBefore(now.minus(OLDEST))) {
            throw new Refused(Fault.BUNDLE_TIME, bundle.made().toString(), now.toString());
        }
        Directory before = last(directory, bundle.directory());
        return new JudgedBundle(
                bundle.made(),
                bundle.authority(),
                directory,
                EditionDifference.of(before.edition(), directory.edition(), now),
                judged(bundle.requests(), directory),
                bundle.wantsList(),
                bundle.directory());
    }

    /** The edition in the bundle, believed as on the day it was issued: its revocation list may have ended since. */
    private Directory directory(byte[] sealed) {
        try {
            return Directory.open(sealed, trust, Directory.unpinned(sealed).issued());
        } catch (Refused foreign) {
            if (foreign.fault() == Fault.CERTIFICATE_FOREIGN) {
                throw new Refused(Fault.BUNDLE_FOREIGN, foreign, String.join(", ", foreign.values()));
            }
            throw foreign;
        }
    }

    /** The last edition that was seen here; the one of the bundle at the first time. */
    private Directory last(Directory directory, byte[] sealed) {
        Optional<byte[]> kept = read(EDITION);
        if (kept.isEmpty()) {
            return directory;
        }
        Directory before = directory(kept.get());
        boolean other = before.serial() == directory.serial() && !Arrays.equals(kept.get(), sealed);
        if (before.serial() > directory.serial() || other) {
            throw new Refused(Fault.BUNDLE_OLDER, Long.toString(directory.serial()), Long.toString(before.serial()));
        }
        return before;
    }

    private List<JudgedRequest> judged(List<AuthorityRequest> requests, Directory directory) {
        List<JudgedRequest> judged = new ArrayList<>();
        for (AuthorityRequest request : requests) {
            Digest id = Digest.sha256(request.json());
            String words = "";
            Refused refused = null;
            try {
                request.checkPurposes();
                id = request.id();
                words = request.words();
                check(request, directory);
            } catch (Refused e) {
                refused = e;
            }
            List<String> agencies = request.agencies().stream()
                    .map(code -> code
                            + directory
                                    .agency(new AgencyCode(code))
                                    .map(Agency::name)
                                    .map(name -> " " + name)
                                    .orElse(""))
                    .toList();
            judged.add(new JudgedRequest(request, id, words, agencies, refused));
        }
        return judged;
    }

    /** What the authority knows by itself; the words of the keys are for people. */
    private void check(AuthorityRequest request, Directory directory) {
        boolean hub = request.subject().equals(directory.hub().value());
        switch (request.kind()) {
            case JOIN -> {
                if (hub || known(request, directory)) {
                    throw notSigned(request, "subject");
                }
            }
            case RENEWAL -> checkStatement(request, directory);
            case HUB, AUTHORITY -> {
                if (!hub) {
                    throw notSigned(request, "subject");
                }
            }
            case ADMISSION -> checkAdmission(request);
            case SIGNER -> {
                if (directory.node(new NodeId(request.subject())).isPresent()) {
                    throw notSigned(request, "subject");
                }
            }
            case REVOCATION -> {
                if (request.revoked().isEmpty()
                        || !request.revokedCertificates().stream().allMatch(this::issuedHere)) {
                    throw notSigned(request, "certificate");
                }
            }
        }
    }

    /** Another authority with a key and a name of its own, good now. */
    private void checkAdmission(AuthorityRequest request) {
        X509Certificate other = AdmittedAuthorities.candidate(request.statement(), clock.instant());
        boolean own = authorities.values().stream()
                .map(Authority::certificate)
                .anyMatch(each -> each.getPublicKey().equals(other.getPublicKey())
                        || each.getSubjectX500Principal().equals(other.getSubjectX500Principal()));
        if (own || !request.subject().equals(Certificates.name(other))) {
            throw notSigned(request, "certificate");
        }
    }

    private boolean issuedHere(X509Certificate certificate) {
        return authorities.values().stream().anyMatch(each -> each.issued(certificate));
    }

    /** Whether the directory has one of the keys, or a node of this name whose keys are in use. */
    private static boolean known(AuthorityRequest request, Directory directory) {
        Map<Purpose, PublicKey> keys = request.keys();
        boolean listed = directory.edition().nodes().stream()
                .flatMap(each -> each.certificates().stream())
                .anyMatch(each -> keys.containsValue(each.certificate().getPublicKey()));
        NodeId node = new NodeId(request.subject());
        return listed
                || (directory.node(node).isPresent() && directory.bar(node).isEmpty());
    }

    /** The node's own seal, by a certificate in force, vouches for its next keys. */
    private void checkStatement(AuthorityRequest request, Directory directory) {
        KeyRenewal.SealedRenewal sealed = KeyRenewal.open(request.statement());
        NodeId node = new NodeId(request.subject());
        NodeEntry entry =
                directory.node(node).filter(each -> !each.hub()).orElseThrow(() -> notSigned(request, "node"));
        directory.checkSigner(node, sealed.signer(), Purpose.SEAL, directory.issued(), trust);
        if (!sealed.renewal().node().equals(node)) {
            throw notSigned(request, "node");
        }
        Map<Purpose, Digest> digests = new EnumMap<>(Purpose.class);
        request.keys().forEach((purpose, key) -> digests.put(purpose, KeyRenewal.digest(key)));
        if (!digests.equals(sealed.renewal().keys())
                || Set.copyOf(digests.values()).size() < digests.size()) {
            throw notSigned(request, "keys");
        }
        for (NodeCertificate each : entry.certificates()) {
            if (digests.containsValue(KeyRenewal.digest(each.certificate().getPublicKey()))) {
                throw notSigned(request, "keys");
            }
        }
    }

    private static Refused notSigned(AuthorityRequest request, String why) {
        return new Refused(Fault.REQUEST_NOT_SIGNED, request.subject(), why);
    }

    /**
     * Signs these requests of a bundle, and the revocation lists that it wants. A request that was signed here before has
     * the same answer again. Durable when it returns.
     *
     * @param chosen requests of the bundle; those that are refused are left out
     */
    public SignedBundle sign(JudgedBundle bundle, List<JudgedRequest> chosen) {
        try {
            PrivateFile.write(folder.resolve(EDITION), bundle.sealed());
            Map<String, Map<Purpose, byte[]>> certificates = new HashMap<>();
            Map<X509Certificate, Instant> revoked = new HashMap<>();
            Set<X509Certificate> made = new HashSet<>();
            byte[] cross = new byte[0];
            for (JudgedRequest each : chosen) {
                if (each.refused() != null) {
                    continue;
                }
                for (AuthorityRequest.RevokedCertificate one : each.request().revoked()) {
                    revoked.merge(Certificates.parse(one.certificate()), one.since(), AuthorityFolder::earlier);
                }
                if (each.request().revoked().isEmpty()) {
                    SignedBundle one = signed(bundle, each);
                    certificates.putAll(one.certificates());
                    if (each.request().kind() == AuthorityRequestKind.AUTHORITY) {
                        made.add(Objects.requireNonNull(one.of(each.id()).get(Purpose.AUTHORITY)));
                        cross = one.cross();
                    }
                }
            }
            return new SignedBundle(bundle.authority(), certificates, cross, lists(bundle, revoked, made));
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private SignedBundle signed(JudgedBundle bundle, JudgedRequest asked) throws IOException {
        Path file = Files.createDirectories(folder.resolve(SIGNED))
                .resolve(asked.id().hex() + ".json");
        if (Files.isRegularFile(file)) {
            return SignedBundle.read(Files.readAllBytes(file));
        }
        Authority by = Objects.requireNonNull(authorities.get(bundle.authority()));
        SignedBundle one = asked.request().kind() == AuthorityRequestKind.AUTHORITY
                ? next(bundle, asked, by)
                : SignedBundle.of(
                        bundle.authority(), asked.id(), asked.request().issue(by, ApartAuthority.DIRECTORY_LIFE));
        PrivateFile.write(file, one.write());
        return one;
    }

    /** The authority that comes next, and the certificate by which this one vouches for it. */
    private SignedBundle next(JudgedBundle bundle, JudgedRequest asked, Authority by) throws IOException {
        Path keys = folder.resolve(NEXT_KEYS + asked.id().hex().substring(0, NAMED) + ".p12");
        if (!Files.isRegularFile(keys)) {
            Authority made = Authority.create(
                    nextName(bundle.directory()),
                    clock,
                    HomeSetup.AUTHORITY_LIFE,
                    KeyPairs.generate(KeyAlgorithm.like(by.certificate().getPublicKey())),
                    true);
            Pkcs12Keys.write(keys, KeyFiles.pin(pin), Map.of(Purpose.AUTHORITY, made.entry()));
        }
        Authority next = key(keys, pin, clock);
        put(authorities, next);
        Map<Purpose, X509Certificate> certificates = new EnumMap<>(Purpose.class);
        certificates.putAll(asked.request().issue(next, ApartAuthority.DIRECTORY_LIFE));
        certificates.put(Purpose.AUTHORITY, next.certificate());
        return new SignedBundle(
                bundle.authority(),
                SignedBundle.of(bundle.authority(), asked.id(), certificates).certificates(),
                Certificates.encoded(by.certify(next.certificate())),
                List.of());
    }

    /** A name that no authority of the province has had: revocation lists are found by it. */
    private String nextName(Directory directory) {
        Set<X509Certificate> known = new HashSet<>(trust.anchors());
        authorities.values().forEach(each -> known.add(each.certificate()));
        directory.edition().authorities().stream()
                .filter(ListedAuthority::isOwn)
                .forEach(each -> known.add(each.certificate()));
        return HomeSetup.authorityName(directory.province(), known.size() + 1);
    }

    /** The lists that name these certificates, that are wanted, or of authorities that were made. */
    private List<byte[]> lists(JudgedBundle bundle, Map<X509Certificate, Instant> revoked, Set<X509Certificate> made)
            throws IOException {
        List<byte[]> lists = new ArrayList<>();
        for (Authority each : authorities.values()) {
            Map<BigInteger, Instant> own = new HashMap<>();
            revoked.forEach((certificate, since) -> {
                if (each.issued(certificate)) {
                    own.put(certificate.getSerialNumber(), since);
                }
            });
            boolean lives = each.certificate().getNotAfter().toInstant().isAfter(clock.instant());
            if (lives && (bundle.wantsList() || !own.isEmpty() || made.contains(each.certificate()))) {
                lists.add(list(each, bundle.directory(), own));
            }
        }
        return lists;
    }

    /** All that this authority ever revoked, and these, under the next number. */
    private byte[] list(Authority by, Directory directory, Map<BigInteger, Instant> more) throws IOException {
        String file = LIST + Certificates.digest(by.certificate()).hex().substring(0, NAMED) + ".crl";
        List<X509CRL> known = new ArrayList<>(directory.crls());
        read(file).ifPresent(kept -> known.add(parse(kept)));
        Map<BigInteger, Instant> revoked = AuthorityRing.revoked(known, by);
        more.forEach((serial, since) -> revoked.merge(serial, since, AuthorityFolder::earlier));
        long number = known.stream()
                .filter(by::issued)
                .mapToLong(each -> Authority.number(each).longValue())
                .max()
                .orElse(0);
        byte[] der = encoded(by.crl(revoked, number + 1, ApartAuthority.REVOCATION_LIST));
        PrivateFile.write(folder.resolve(file), der);
        return der;
    }

    static byte[] encoded(X509CRL list) {
        try {
            return list.getEncoded();
        } catch (CRLException e) {
            throw new IllegalStateException("a list that was just made", e);
        }
    }

    /** Reads a revocation list. */
    static X509CRL parse(byte[] der) {
        try {
            return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
        } catch (CRLException | CertificateException e) {
            throw new Refused(Fault.BUNDLE_FORM, e, "CRL");
        }
    }

    private Optional<byte[]> read(String name) {
        try {
            Path file = folder.resolve(name);
            return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
