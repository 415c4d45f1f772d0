package vn.antin.node.join;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.directory.EditionDifference;
import vn.antin.directory.KeyRenewal;
import vn.antin.directory.NodeCertificate;
import vn.antin.directory.NodeEntry;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.node.config.KeyFiles;
import vn.antin.node.join.AuthorityBundle.SignedBundle;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Certificates;
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

    private static final String KEYS = "authority.p12";
    private static final String PIN = "pin";
    private static final String TRUST = "province.trust";
    private static final String EDITION = "directory.xml";
    private static final String LIST = "revoked.crl";
    private static final String SIGNED = "signed";

    /** An older bundle is not signed: the clock of one of the machines is wrong, or somebody kept it back. */
    private static final Duration OLDEST = Duration.ofDays(30);

    /** The hub's clock may be ahead by this much. */
    private static final Duration AHEAD = Duration.ofHours(1);

    private final Path folder;
    private final Authority authority;
    private final Trust trust;
    private final Clock clock;

    private AuthorityFolder(Path folder, Authority authority, Trust trust, Clock clock) {
        this.folder = folder;
        this.authority = authority;
        this.trust = trust;
        this.clock = clock;
    }

    /** What a bundle asks, judged. */
    public record JudgedBundle(
            Instant made,
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
        Authority authority =
                new Authority(KeyFiles.open(folder.resolve(KEYS), pin).of(Purpose.AUTHORITY), clock);
        return new AuthorityFolder(folder, authority, Trust.read(folder.resolve(TRUST)), clock);
    }

    /** Where {@link #make} wrote the PIN. */
    public static Path pin(Path folder) {
        return folder.resolve(PIN);
    }

    /**
     * Opens a bundle and judges each request of it.
     *
     * @throws Refused BUNDLE_FORM or what is wrong with its seal, BUNDLE_FOREIGN for one of another province, BUNDLE_OLDER
     *     for one of an edition before the last that was seen here, BUNDLE_TIME when the clocks do not agree
     */
    public JudgedBundle judge(byte[] file) {
        AuthorityBundle.SealedBundle sealed = AuthorityBundle.open(file);
        AuthorityBundle bundle = sealed.bundle();
        Directory directory = directory(bundle.directory());
        if (!directory.names(directory.hub(), sealed.signer(), Purpose.SEAL)) {
            throw new Refused(Fault.BUNDLE_FOREIGN, Certificates.name(sealed.signer()));
        }
        directory.checkSigner(directory.hub(), sealed.signer(), Purpose.SEAL, directory.issued(), trust);
        Instant now = clock.instant();
        if (bundle.made().isAfter(now.plus(AHEAD)) || bundle.made().isBefore(now.minus(OLDEST))) {
            throw new Refused(Fault.BUNDLE_TIME, bundle.made().toString(), now.toString());
        }
        Directory before = last(directory, bundle.directory());
        return new JudgedBundle(
                bundle.made(),
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
            case HUB -> {
                if (!hub) {
                    throw notSigned(request, "subject");
                }
            }
            case SIGNER -> {
                if (directory.node(new NodeId(request.subject())).isPresent()) {
                    throw notSigned(request, "subject");
                }
            }
            case REVOCATION -> {
                if (request.revoked().isEmpty()
                        || !request.revokedCertificates().stream().allMatch(authority::issued)) {
                    throw notSigned(request, "certificate");
                }
            }
        }
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
     * Signs these requests of a bundle, and the revocation list that it wants. A request that was signed here before has
     * the same answer again. Durable when it returns.
     *
     * @param chosen requests of the bundle; those that are refused are left out
     */
    public SignedBundle sign(JudgedBundle bundle, List<JudgedRequest> chosen) {
        try {
            PrivateFile.write(folder.resolve(EDITION), bundle.sealed());
            Map<String, Map<Purpose, byte[]>> certificates = new HashMap<>();
            Map<BigInteger, Instant> revoked = new HashMap<>();
            for (JudgedRequest each : chosen) {
                if (each.refused() != null) {
                    continue;
                }
                for (AuthorityRequest.RevokedCertificate one : each.request().revoked()) {
                    BigInteger serial = Certificates.parse(one.certificate()).getSerialNumber();
                    revoked.merge(serial, one.since(), AuthorityFolder::earlier);
                }
                if (each.request().revoked().isEmpty()) {
                    certificates.put(each.id().hex(), signed(each));
                }
            }
            byte[] list = bundle.wantsList() || !revoked.isEmpty() ? list(bundle.directory(), revoked) : new byte[0];
            return new SignedBundle(Certificates.digest(authority.certificate()).hex(), certificates, list);
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private Map<Purpose, byte[]> signed(JudgedRequest asked) throws IOException {
        Path file = Files.createDirectories(folder.resolve(SIGNED))
                .resolve(asked.id().hex() + ".json");
        if (Files.isRegularFile(file)) {
            return Objects.requireNonNull(SignedBundle.read(Files.readAllBytes(file))
                    .certificates()
                    .get(asked.id().hex()));
        }
        Map<Purpose, byte[]> encoded = new EnumMap<>(Purpose.class);
        asked.request()
                .issue(authority, ApartAuthority.DIRECTORY_LIFE)
                .forEach((purpose, certificate) -> encoded.put(purpose, Certificates.encoded(certificate)));
        SignedBundle one = new SignedBundle(
                Certificates.digest(authority.certificate()).hex(),
                Map.of(asked.id().hex(), encoded),
                new byte[0]);
        PrivateFile.write(file, one.write());
        return encoded;
    }

    /** All that was ever revoked, and these, under the next number. */
    private byte[] list(Directory directory, Map<BigInteger, Instant> more) throws IOException {
        List<X509CRL> known = new ArrayList<>(directory.crls());
        read(LIST).ifPresent(kept -> known.add(parse(kept)));
        Map<BigInteger, Instant> revoked = AuthorityRing.revoked(known, authority);
        more.forEach((serial, since) -> revoked.merge(serial, since, AuthorityFolder::earlier));
        long number = known.stream()
                .filter(authority::issued)
                .mapToLong(each -> Authority.number(each).longValue())
                .max()
                .orElse(0);
        X509CRL list = authority.crl(revoked, number + 1, ApartAuthority.REVOCATION_LIST);
        try {
            byte[] der = list.getEncoded();
            PrivateFile.write(folder.resolve(LIST), der);
            return der;
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
