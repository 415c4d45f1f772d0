package vn.antin.directory;

import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.AllowedAlgorithms;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Revocation;

/**
 * Authorities outside the province whose certificates for seals are accepted. An edition lists, for each, the certificate by
 * which the province's authority admitted its key, and its revocation list.
 */
public final class AdmittedAuthorities {

    private AdmittedAuthorities() {}

    /** The certificates of an edition by which authorities were admitted. */
    public static List<X509Certificate> of(Edition edition) {
        return edition.authorities().stream()
                .map(ListedAuthority::certificate)
                .filter(Purpose::isAdmission)
                .toList();
    }

    /** Those that were not dismissed. */
    public static List<X509Certificate> inForce(Edition edition) {
        return of(edition).stream()
                .filter(each -> edition.crls().stream().noneMatch(crl -> crl.isRevoked(each)))
                .toList();
    }

    /** The list in force of an admitted authority. */
    public static Optional<X509CRL> list(Edition edition, X500Principal authority) {
        return edition.crls().stream()
                .filter(crl -> crl.getIssuerX500Principal().equals(authority))
                .findFirst();
    }

    /** Whether an admitted authority has this name. */
    static boolean isOne(Edition edition, X500Principal name) {
        return of(edition).stream()
                .anyMatch(each -> each.getSubjectX500Principal().equals(name));
    }

    /**
     * The certificate of an authority that is to be admitted.
     *
     * @throws Refused AUTHORITY_UNSUITABLE, or what is wrong with its usage or key
     */
    public static X509Certificate candidate(byte[] der, Instant at) {
        X509Certificate certificate = Certificates.parse(der);
        Purpose.AUTHORITY.check(certificate);
        AllowedAlgorithms.check(certificate);
        if (!certificate.getNotAfter().toInstant().isAfter(at)
                || certificate.getNotBefore().toInstant().isAfter(at)) {
            throw new Refused(
                    Fault.AUTHORITY_UNSUITABLE,
                    Certificates.name(certificate),
                    certificate.getNotAfter().toInstant().toString());
        }
        return certificate;
    }

    /**
     * The edition with a newer list of an admitted authority.
     *
     * @throws Refused LIST_UNSUITABLE for one that is not newer, has ended, or is of nobody who was admitted
     */
    static Edition withList(Edition current, X509CRL list, Instant at) {
        X500Principal name = list.getIssuerX500Principal();
        X509Certificate issuer = of(current).stream()
                .filter(each -> each.getSubjectX500Principal().equals(name))
                .reduce((first, second) -> second)
                .orElseThrow(() -> new Refused(Fault.LIST_UNSUITABLE, name.getName(), "issuer"));
        Revocation.checkList(list, issuer, at);
        Optional<X509CRL> before = list(current, name);
        if (before.filter(known -> !list.getThisUpdate()
                        .toInstant()
                        .isAfter(known.getThisUpdate().toInstant()))
                .isPresent()) {
            throw new Refused(
                    Fault.LIST_UNSUITABLE,
                    name.getName(),
                    list.getThisUpdate().toInstant().toString());
        }
        return current.withCrl(list);
    }

    static String base64(byte[] crl) {
        try {
            return Base64.getEncoder().encodeToString(Revocation.read(crl).getEncoded());
        } catch (CRLException e) {
            throw new IllegalStateException("a list that was read", e);
        }
    }

    static byte[] bytes(String base64, String field) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new Refused(Fault.FIELD_INVALID, e, field, "base64");
        }
    }

    /**
     * A name as it is written, such as {@code O=UBND tỉnh,C=VN}; null for a blank one, which limits nothing.
     *
     * @throws Refused FIELD_INVALID
     */
    public static @Nullable X500Principal name(@Nullable String text) {
        try {
            return text == null || text.isBlank() ? null : new X500Principal(text);
        } catch (IllegalArgumentException e) {
            throw new Refused(Fault.FIELD_INVALID, e, "subtree", text);
        }
    }
}
