package vn.antin.node.join;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.KeyRenewal;
import vn.antin.door.OwnAddress;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.json.Json;
import vn.antin.node.config.Config;
import vn.antin.node.config.KeyFiles;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.KeyWords;
import vn.antin.seal.pki.Purpose;

/**
 * What the province's authority is asked for: certificates for the keys of one owner, or a revocation.
 *
 * @param subject the name that the certificates get; of a revocation the node; of an admission the other authority
 * @param agencies codes that a node joins for; empty for other kinds
 * @param names names and addresses in the hub's connection certificate; of an admission the names that the other authority
 *     may certify, none for all; empty for other kinds
 * @param requests a PKCS#10 request for each purpose, of which only the key counts
 * @param statement the sealed {@link KeyRenewal} of a node that renews its keys; of an admission the certificate of the other
 *     authority in DER; empty for other kinds
 * @param revoked the certificates that a revocation names
 */
@SuppressWarnings("ArrayRecordComponent") // known by its id, never compared
public record AuthorityRequest(
        AuthorityRequestKind kind,
        String subject,
        List<String> agencies,
        List<String> names,
        Map<Purpose, byte[]> requests,
        byte[] statement,
        List<RevokedCertificate> revoked) {

    /** What is asked. */
    public enum AuthorityRequestKind {
        /** Certificates for a node that joins. */
        JOIN,
        /** Certificates for the next keys of a node. */
        RENEWAL,
        /** Certificates for the next keys of the hub. */
        HUB,
        /** The certificate of a signer of the province: of directories, or of time-stamps. */
        SIGNER,
        /** The authority that comes next, with the certificates of its signers, whose keys the hub has made. */
        AUTHORITY,
        /** The certificate by which another authority is admitted for seals. */
        ADMISSION,
        /** Entries in the revocation list. */
        REVOCATION
    }

    /**
     * A certificate to be revoked.
     *
     * @param certificate in DER
     * @param since the last moment at which its key was certainly good
     */
    public record RevokedCertificate(byte[] certificate, Instant since) {}

    /** The names of a node's door: its agencies' software is on the same machine. */
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost");

    /** A certificate may end this much later than the hub expects: clocks differ. */
    private static final Duration TOLERANCE = Duration.ofDays(2);

    public AuthorityRequest {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(statement, "statement");
        agencies = List.copyOf(agencies);
        names = List.copyOf(names);
        requests = Map.copyOf(requests);
        revoked = List.copyOf(revoked);
    }

    private static AuthorityRequest of(
            AuthorityRequestKind kind, String subject, List<String> names, Map<Purpose, byte[]> requests) {
        return new AuthorityRequest(kind, subject, List.of(), names, requests, new byte[0], List.of());
    }

    static AuthorityRequest join(NodeId node, List<AgencyCode> agencies, Map<Purpose, byte[]> requests) {
        return new AuthorityRequest(
                AuthorityRequestKind.JOIN,
                node.value(),
                agencies.stream().map(AgencyCode::value).toList(),
                List.of(),
                requests,
                new byte[0],
                List.of());
    }

    static AuthorityRequest renewal(NodeId node, Map<Purpose, byte[]> requests, byte[] statement) {
        return new AuthorityRequest(
                AuthorityRequestKind.RENEWAL, node.value(), List.of(), List.of(), requests, statement, List.of());
    }

    /** @param names of the connection certificate */
    static AuthorityRequest hub(NodeId hub, Map<Purpose, byte[]> requests, List<String> names) {
        return of(AuthorityRequestKind.HUB, hub.value(), names, requests);
    }

    static AuthorityRequest signer(String name, Purpose purpose, byte[] request) {
        return of(AuthorityRequestKind.SIGNER, name, List.of(), Map.of(purpose, request));
    }

    /** @param requests of the signers of directories and of time-stamps under the next authority */
    static AuthorityRequest authority(NodeId hub, Map<Purpose, byte[]> requests) {
        return of(AuthorityRequestKind.AUTHORITY, hub.value(), List.of(), requests);
    }

    /** @param names that the other authority may certify; null for all */
    static AuthorityRequest admission(X509Certificate other, @Nullable X500Principal names) {
        return new AuthorityRequest(
                AuthorityRequestKind.ADMISSION,
                Certificates.name(other),
                List.of(),
                names == null ? List.of() : List.of(names.getName()),
                Map.of(),
                Certificates.encoded(other),
                List.of());
    }

    static AuthorityRequest revocation(String node, Map<X509Certificate, Instant> certificates) {
        return new AuthorityRequest(
                AuthorityRequestKind.REVOCATION,
                node,
                List.of(),
                List.of(),
                Map.of(),
                new byte[0],
                certificates.entrySet().stream()
                        .map(each -> new RevokedCertificate(Certificates.encoded(each.getKey()), each.getValue()))
                        .toList());
    }

    static AuthorityRequest read(byte[] json) {
        try {
            return Json.MAPPER.readValue(json, AuthorityRequest.class);
        } catch (IOException e) {
            throw new Refused(Fault.BUNDLE_FORM, e, "AuthorityRequest");
        }
    }

    byte[] json() {
        try {
            return Json.MAPPER.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("writing JSON", e);
        }
    }

    /**
     * Its name: the same keys asked for again have the same one.
     *
     * @throws Refused what is wrong with a key
     */
    Digest id() {
        StringBuilder text = new StringBuilder()
                .append(kind)
                .append('\n')
                .append(subject)
                .append('\n')
                .append(String.join(" ", agencies))
                .append('\n')
                .append(String.join(" ", names))
                .append('\n');
        keys().forEach((purpose, key) -> text.append(purpose)
                .append(' ')
                .append(KeyRenewal.digest(key).hex())
                .append('\n'));
        if (kind == AuthorityRequestKind.ADMISSION) {
            text.append(Digest.sha256(statement).hex()).append('\n');
        }
        revoked.forEach(each -> text.append(Digest.sha256(each.certificate()).hex())
                .append(' ')
                .append(each.since())
                .append('\n'));
        return Digest.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The keys, each proved to be its sender's.
     *
     * @throws Refused what is wrong with a key
     */
    Map<Purpose, PublicKey> keys() {
        Map<Purpose, PublicKey> keys = new EnumMap<>(Purpose.class);
        requests.forEach((purpose, request) -> keys.put(purpose, KeyPairs.checkRequest(request)));
        return keys;
    }

    /** The fingerprint of its keys in words; empty for a revocation. */
    String words() {
        if (kind == AuthorityRequestKind.ADMISSION) {
            return KeyWords.of(List.of(admitted().getPublicKey()));
        }
        return requests.isEmpty() ? "" : KeyWords.of(keys().values());
    }

    /** The certificate of the authority that is to be admitted. */
    X509Certificate admitted() {
        return Certificates.parse(statement);
    }

    private @Nullable X500Principal admittedNames() {
        return names.isEmpty() ? null : new X500Principal(names.get(0));
    }

    /** The certificates that a revocation names. */
    List<X509Certificate> revokedCertificates() {
        return revoked.stream()
                .map(each -> Certificates.parse(each.certificate()))
                .toList();
    }

    /**
     * The purposes that a request of this kind has, all of them.
     *
     * @throws Refused REQUEST_NOT_SIGNED for others
     */
    void checkPurposes() {
        Set<Purpose> asked = requests.keySet();
        boolean right = switch (kind) {
            case JOIN, RENEWAL -> asked.equals(Set.copyOf(KeyFiles.purposes(Config.Role.NODE)));
            case HUB -> asked.equals(Set.copyOf(KeyFiles.purposes(Config.Role.HUB)));
            case SIGNER -> asked.equals(Set.of(Purpose.DIRECTORY)) || asked.equals(Set.of(Purpose.TIME_STAMP));
            case AUTHORITY -> asked.equals(Set.of(Purpose.DIRECTORY, Purpose.TIME_STAMP));
            case ADMISSION, REVOCATION -> asked.isEmpty();
        };
        if (!right) {
            throw new Refused(Fault.REQUEST_NOT_SIGNED, subject, asked.toString());
        }
    }

    /** Certifies each key. The authority decides what a certificate says. */
    Map<Purpose, X509Certificate> issue(Authority authority, Duration directoryLife) {
        if (kind == AuthorityRequestKind.ADMISSION) {
            return Map.of(Purpose.AUTHORITY, authority.admit(admitted(), admittedNames()));
        }
        Map<Purpose, X509Certificate> certificates = new EnumMap<>(Purpose.class);
        keys().forEach((purpose, key) -> certificates.put(
                purpose,
                authority.issue(key, commonName(purpose), purpose, names(purpose), life(purpose, directoryLife))));
        return certificates;
    }

    /**
     * Checks that these certificates are what was asked for; who issued them is the caller's question.
     *
     * @throws Refused SIGNED_WRONG
     */
    void checkAnswer(Map<Purpose, X509Certificate> certificates, Instant now, Duration directoryLife) {
        if (kind == AuthorityRequestKind.ADMISSION) {
            checkAdmission(certificates);
            return;
        }
        Map<Purpose, PublicKey> keys = keys();
        if (!certificates.keySet().equals(keys.keySet())) {
            throw wrong(certificates.keySet().toString());
        }
        certificates.forEach((purpose, certificate) -> {
            purpose.check(certificate);
            Instant last = now.plus(life(purpose, directoryLife)).plus(TOLERANCE);
            boolean asked = certificate.getPublicKey().equals(keys.get(purpose))
                    && certificate.getSubjectX500Principal().equals(new X500Principal("CN=" + commonName(purpose)))
                    && Set.copyOf(OwnAddress.names(certificate)).equals(Set.copyOf(names(purpose)))
                    && !certificate.getNotAfter().toInstant().isAfter(last);
            if (!asked) {
                throw wrong(purpose.name());
            }
        });
    }

    private void checkAdmission(Map<Purpose, X509Certificate> certificates) {
        X509Certificate admission = certificates.get(Purpose.AUTHORITY);
        X509Certificate other = admitted();
        boolean asked = admission != null
                && certificates.size() == 1
                && Purpose.isAdmission(admission)
                && admission.getPublicKey().equals(other.getPublicKey())
                && admission.getSubjectX500Principal().equals(other.getSubjectX500Principal())
                && Objects.equals(Authority.admittedNames(admission), admittedNames());
        if (!asked) {
            throw wrong(Purpose.AUTHORITY.name());
        }
    }

    private Refused wrong(String what) {
        return new Refused(Fault.SIGNED_WRONG, subject, what);
    }

    private List<String> names(Purpose purpose) {
        if (purpose == Purpose.DOOR) {
            return LOOPBACK;
        }
        return kind == AuthorityRequestKind.HUB && purpose == Purpose.CONNECTION ? names : List.of();
    }

    /** The next authority has two signers, so its request has the name of their hub. */
    private String commonName(Purpose purpose) {
        return kind == AuthorityRequestKind.AUTHORITY ? signerName(subject, purpose) : subject;
    }

    /** The name of a signer of the province. */
    static String signerName(String hub, Purpose purpose) {
        return hub + "-" + purpose.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Duration life(Purpose purpose, Duration directoryLife) {
        return switch (purpose) {
            case DIRECTORY -> directoryLife;
            case TIME_STAMP -> HomeSetup.STAMP_LIFE;
            case AUTHORITY, SEAL, ENCRYPTION, CONNECTION, DOOR -> Registry.CERTIFICATE;
        };
    }
}
