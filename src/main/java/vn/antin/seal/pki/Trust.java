package vn.antin.seal.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The certificates pinned by this installation, out of band: authorities, directory keys, time-stamp authorities. Every
 * other certificate needs a path to one of the authorities.
 */
public final class Trust {

    private final Map<TrustText.TrustRole, Set<X509Certificate>> pinned = new EnumMap<>(TrustText.TrustRole.class);
    private final ValidatedPaths validated = new ValidatedPaths();

    public Trust(
            Collection<X509Certificate> anchors,
            Collection<X509Certificate> directory,
            Collection<X509Certificate> timeStamp) {
        pinned.put(TrustText.TrustRole.ANCHOR, Set.copyOf(anchors));
        pinned.put(TrustText.TrustRole.DIRECTORY, Set.copyOf(directory));
        pinned.put(TrustText.TrustRole.TIME_STAMP, Set.copyOf(timeStamp));
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
            validated.add(question, at, anchors(), crls);
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
            CertificatePath.of(chain, anchors()).checkLasting(at, crls);
        }
    }

    /** When the first certificate of a chain ends, the anchor included; its own end if it is pinned. */
    public Instant end(List<X509Certificate> chain, Purpose purpose) {
        return isPinned(chain.get(0), purpose)
                ? chain.get(0).getNotAfter().toInstant()
                : CertificatePath.of(chain, anchors()).end();
    }

    private void validate(List<X509Certificate> chain, Purpose purpose, Instant at, Collection<X509CRL> crls) {
        X509Certificate certificate = chain.get(0);
        purpose.check(certificate);
        if (isPinned(certificate, purpose)) {
            CertificatePath.checkPinned(certificate, at);
            anchors().forEach(anchor -> Revocation.checkPinned(certificate, anchor, at, crls));
        } else if (purpose == Purpose.DIRECTORY) {
            // A directory key must be pinned: with a path alone, any agency's seal would do for a directory.
            throw new Refused(Fault.CERTIFICATE_FOREIGN, Certificates.name(certificate));
        } else {
            CertificatePath.of(chain, anchors()).check(at, crls);
        }
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
