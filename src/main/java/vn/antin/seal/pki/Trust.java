package vn.antin.seal.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The certificates pinned by this installation, out of band: authorities, directory keys, time-stamp authorities. Every
 * other certificate needs a path to one of the authorities. An authority that a pinned one has certified can be pinned
 * later. Thread-safe.
 */
public final class Trust {

    /** More authorities than any province has in a century. */
    private static final int MAX_LINKS = 64;

    private volatile Map<TrustText.TrustRole, Set<X509Certificate>> pinned;
    private final Set<X509Certificate> links = ConcurrentHashMap.newKeySet();
    private final ValidatedPaths validated = new ValidatedPaths();

    public Trust(
            Collection<X509Certificate> anchors,
            Collection<X509Certificate> directory,
            Collection<X509Certificate> timeStamp) {
        pinned = roles(anchors, directory, timeStamp);
    }

    private static Map<TrustText.TrustRole, Set<X509Certificate>> roles(
            Collection<X509Certificate> anchors,
            Collection<X509Certificate> directory,
            Collection<X509Certificate> timeStamp) {
        Map<TrustText.TrustRole, Set<X509Certificate>> roles = new EnumMap<>(TrustText.TrustRole.class);
        roles.put(TrustText.TrustRole.ANCHOR, Set.copyOf(anchors));
        roles.put(TrustText.TrustRole.DIRECTORY, Set.copyOf(directory));
        roles.put(TrustText.TrustRole.TIME_STAMP, Set.copyOf(timeStamp));
        return roles;
    }

    /**
     * Knows certificates by which one authority certified the key of the next: with them a path to a pinned authority is
     * found. They are believed in nothing by themselves. Those that lead to no pinned authority are left out.
     */
    public void link(Collection<X509Certificate> certificates) {
        List<X509Certificate> left = new ArrayList<>(certificates);
        left.removeIf(links::contains);
        left.removeIf(anchors()::contains);
        // The certificates of nodes are issued by an authority, too: enough of them would leave no room for one.
        left.removeIf(each -> each.getBasicConstraints() < 0);
        boolean found = true;
        while (found && links.size() < MAX_LINKS) {
            List<X509Certificate> above = new ArrayList<>(anchors());
            above.addAll(links);
            List<X509Certificate> more = left.stream()
                    .filter(each -> CertificatePath.issuer(each, above).isPresent())
                    .toList();
            found = links.addAll(more);
            left.removeAll(more);
        }
    }

    /**
     * Pins an authority whose key a pinned authority has certified, by a certificate that was linked and is good now.
     * Returns whether that changes anything.
     */
    public synchronized boolean adopt(X509Certificate authority, Instant at, Collection<X509CRL> crls) {
        if (anchors().contains(authority) || !CertificatePath.issued(authority, authority)) {
            return false;
        }
        // Who has the key of an authority at the hub could make one that only says that it is apart.
        boolean apart = CertificateText.isApart(authority);
        Optional<X509Certificate> link = links.stream()
                .filter(each -> !apart || isVouchedApart(each))
                .filter(each -> each.getSubjectX500Principal().equals(authority.getSubjectX500Principal())
                        && each.getPublicKey().equals(authority.getPublicKey()))
                .findFirst();
        if (link.isEmpty()) {
            return false;
        }
        try {
            Purpose.AUTHORITY.check(authority);
            CertificatePath.checkPinned(authority, at);
            check(link.get(), Purpose.AUTHORITY, at, crls);
        } catch (Refused notGood) {
            return false; // such as one that was lost, and whose certificate has ended since
        }
        Set<X509Certificate> more = new HashSet<>(anchors());
        more.add(authority);
        pinned = roles(more, directory(), timeStamp());
        return true;
    }

    /**
     * The certificate above this one that its holder shows with it: by which an older authority certified the issuer, so
     * that a reader who knows only the older one finds a path; otherwise the issuer itself.
     *
     * @throws Refused CERTIFICATE_FOREIGN when no pinned authority issued it
     */
    public X509Certificate shownAbove(X509Certificate certificate) {
        return CertificatePath.issuer(certificate, links)
                .or(() -> CertificatePath.issuer(certificate, anchors()))
                .orElseThrow(() -> new Refused(Fault.CERTIFICATE_FOREIGN, Certificates.name(certificate)));
    }

    public static Trust read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new Refused(Fault.FILE_MISSING, e, file.toString());
        } catch (IOException e) {
            throw new Refused(Fault.CONFIGURATION, e, file.toString(), "not a text in UTF-8");
        }
    }

    /**
     * Reads certificates in PEM, each after a line {@code role: anchor}, {@code role: directory} or {@code role:
     * time-stamp}. Lines that begin with # are comments; anything else is refused.
     */
    public static Trust parse(String text) {
        Map<TrustText.TrustRole, List<X509Certificate>> found = TrustText.parse(text);
        return new Trust(
                found.getOrDefault(TrustText.TrustRole.ANCHOR, List.of()),
                found.getOrDefault(TrustText.TrustRole.DIRECTORY, List.of()),
                found.getOrDefault(TrustText.TrustRole.TIME_STAMP, List.of()));
    }

    /** The text that {@link #parse} reads. */
    public String write() {
        return TrustText.write(pinned);
    }

    public Set<X509Certificate> anchors() {
        return pinned(TrustText.TrustRole.ANCHOR);
    }

    public Set<X509Certificate> directory() {
        return pinned(TrustText.TrustRole.DIRECTORY);
    }

    public Set<X509Certificate> timeStamp() {
        return pinned(TrustText.TrustRole.TIME_STAMP);
    }

    /**
     * Whether a pinned authority issued this certificate whose key is kept apart from the hub, and which therefore judged
     * the key by itself.
     */
    public boolean isVouchedApart(X509Certificate certificate) {
        return anchors().stream()
                .anyMatch(anchor -> CertificateText.isApart(anchor) && CertificatePath.issued(anchor, certificate));
    }

    /** Whether nothing is pinned: then no check can be decided. */
    public boolean empty() {
        return pinned.values().stream().allMatch(Set::isEmpty);
    }

    /** Refuses a certificate that was not valid for this purpose at that time, each reason by its own fault. */
    public void check(X509Certificate certificate, Purpose purpose, Instant at, Collection<X509CRL> crls) {
        check(List.of(certificate), purpose, at, crls);
    }

    /** The same for a certificate with the authorities between it and the anchor, in that order. */
    public void check(List<X509Certificate> chain, Purpose purpose, Instant at, Collection<X509CRL> crls) {
        var question = new ValidatedPaths.PathQuestion(chain, purpose, crls);
        if (!validated.contains(question, at)) {
            validate(chain, purpose, at, crls);
            List<X509Certificate> above = new ArrayList<>(anchors());
            above.addAll(links);
            validated.add(question, at, above, crls);
        }
    }

    /**
     * Refuses a chain by which nothing signed earlier is proved at this time any more: a certificate of it, the anchor
     * included, has ended or is known to be revoked. Unlike {@link #check} it needs no list of that time: an archive
     * has none.
     */
    public void checkLasting(List<X509Certificate> chain, Purpose purpose, Instant at, Collection<X509CRL> crls) {
        if (validated.contains(new ValidatedPaths.PathQuestion(chain, purpose, crls), at)) {
            return;
        }
        X509Certificate certificate = chain.get(0);
        if (isPinned(certificate, purpose)) {
            CertificatePath.checkPinned(certificate, at);
            anchors().forEach(anchor -> Revocation.checkKnown(certificate, anchor, at, crls));
        } else {
            path(chain, purpose).checkLasting(at, crls);
        }
    }

    /** When the first certificate of a chain ends, the anchor included; its own end if it is pinned. */
    public Instant end(List<X509Certificate> chain, Purpose purpose) {
        return isPinned(chain.get(0), purpose)
                ? chain.get(0).getNotAfter().toInstant()
                : CertificatePath.of(chain, anchors(), links).end();
    }

    private void validate(List<X509Certificate> chain, Purpose purpose, Instant at, Collection<X509CRL> crls) {
        X509Certificate certificate = chain.get(0);
        purpose.check(certificate);
        if (isPinned(certificate, purpose)) {
            CertificatePath.checkPinned(certificate, at);
            anchors().forEach(anchor -> Revocation.checkPinned(certificate, anchor, at, crls));
        } else if (purpose == Purpose.DIRECTORY && !Purpose.isDirectorySigner(certificate)) {
            // With a path alone, any agency's seal would do for a directory.
            throw new Refused(Fault.CERTIFICATE_FOREIGN, Certificates.name(certificate));
        } else {
            path(chain, purpose).check(at, crls);
        }
    }

    /** An admitted authority counts for seals alone: it must not name directories, time-stamps or further authorities. */
    private CertificatePath path(List<X509Certificate> chain, Purpose purpose) {
        CertificatePath path = CertificatePath.of(chain, anchors(), links);
        if (purpose != Purpose.SEAL && path.isAdmitted()) {
            throw new Refused(Fault.CERTIFICATE_FOREIGN, Certificates.name(chain.get(0)));
        }
        return path;
    }

    /**
     * Whether the path of this certificate leads through an authority that the province has admitted.
     *
     * @throws Refused CERTIFICATE_FOREIGN when it has none
     */
    public boolean isAdmitted(X509Certificate certificate) {
        return CertificatePath.of(List.of(certificate), anchors(), links).isAdmitted();
    }

    private boolean isPinned(X509Certificate certificate, Purpose purpose) {
        return switch (purpose) {
            case DIRECTORY -> directory().contains(certificate);
            case TIME_STAMP -> timeStamp().contains(certificate);
            case AUTHORITY -> anchors().contains(certificate);
            case SEAL, ENCRYPTION, CONNECTION, DOOR -> false;
        };
    }

    private Set<X509Certificate> pinned(TrustText.TrustRole role) {
        return pinned.getOrDefault(role, Set.of());
    }
}
