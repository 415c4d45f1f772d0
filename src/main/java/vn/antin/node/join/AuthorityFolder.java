package vn.antin.node.join;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import vn.antin.directory.Directory;
import vn.antin.directory.ListedAuthority;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.node.config.KeyFiles;
import vn.antin.node.join.AuthorityBundle.SignedBundle;
import vn.antin.node.join.AuthorityRequest.AuthorityRequestKind;
import vn.antin.node.join.BundleJudge.JudgedBundle;
import vn.antin.node.join.BundleJudge.JudgedRequest;
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
 * of the directory that it was shown. What it signs has been judged by {@link BundleJudge}.
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
     * @throws Refused as {@link BundleJudge#judge}
     */
    public JudgedBundle judge(byte[] file) {
        return new BundleJudge(authorities, trust, clock).judge(file, read(EDITION));
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
