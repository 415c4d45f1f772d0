package vn.antin.node.join;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.AdmittedAuthorities;
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
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

/**
 * Judges the bundle of a hub by what the authority knows by itself: its keys, its trust and the last edition of the
 * directory that it was shown. A hub alone gets no certificate for a key: a person must have compared it, or the node's own
 * seal must vouch for it.
 */
public final class BundleJudge {

    /** An older bundle is not signed: the clock of one of the machines is wrong, or somebody kept it back. */
    private static final Duration OLDEST = Duration.ofDays(30);

    /** The hub's clock may be ahead by this much. */
    private static final Duration AHEAD = Duration.ofHours(1);

    /** The authority of the province and those that followed it, by the digest of the certificate in hex. */
    private final Map<String, Authority> authorities;

    private final Trust trust;
    private final Clock clock;

    BundleJudge(Map<String, Authority> authorities, Trust trust, Clock clock) {
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

    /**
     * Opens a bundle and judges each request of it.
     *
     * @param seen the last edition that was seen here
     * @throws Refused BUNDLE_FORM or what is wrong with its seal, BUNDLE_FOREIGN for one of another province or for an
     *     authority whose key is not here, BUNDLE_OLDER for one of an edition before the last that was seen here, BUNDLE_TIME
     *     when the clocks do not agree
     */
    JudgedBundle judge(byte[] file, Optional<byte[]> seen) {
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
        Directory before = last(seen, directory, bundle.directory());
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
    private Directory last(Optional<byte[]> seen, Directory directory, byte[] sealed) {
        if (seen.isEmpty()) {
            return directory;
        }
        Directory before = directory(seen.get());
        boolean other = before.serial() == directory.serial() && !Arrays.equals(seen.get(), sealed);
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
        // Only the first name counts, and an empty one means all: the person would read something else.
        boolean unclear = request.names().stream().anyMatch(each -> AdmittedAuthorities.name(each) == null);
        if (unclear || request.names().size() > 1) {
            throw notSigned(request, "names");
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
}
