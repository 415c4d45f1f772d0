package vn.antin.seal.pki;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * Checks whether a certificate was revoked at a time, by the available lists. Without a usable list the answer is
 * unknown, never good.
 */
public final class Revocation {

    /** More bytes than this would weigh on every edition of the directory. */
    private static final int LARGEST = 256 << 10;

    /** How long a list is used after its successor was due: lines between agencies fail for days. */
    static final Duration GRACE = Duration.ofDays(7);

    private Revocation() {}

    static void check(X509Certificate certificate, X509Certificate issuer, Instant at, Collection<X509CRL> crls) {
        if (usable(certificate, issuer, at, crls).isEmpty()) {
            throw new Refused(Fault.REVOCATION_UNKNOWN, Certificates.name(certificate), at.toString());
        }
        checkPinned(certificate, issuer, at, crls);
    }

    /**
     * Reads the list of an admitted authority in DER.
     *
     * @throws Refused LIST_UNSUITABLE for one that a reader could not use
     */
    public static X509CRL read(byte[] der) {
        try {
            X509CRL list = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
            String name = list.getIssuerX500Principal().getName();
            if (der.length > LARGEST) {
                throw new Refused(Fault.LIST_UNSUITABLE, name, der.length + " > " + LARGEST);
            }
            if (!isWhole(list) || list.getNextUpdate() == null) {
                throw new Refused(Fault.LIST_UNSUITABLE, name, "delta, partition or nextUpdate");
            }
            return list;
        } catch (GeneralSecurityException e) {
            throw new Refused(Fault.LIST_UNSUITABLE, e, "?", String.valueOf(e.getMessage()));
        }
    }

    /**
     * Refuses a list that this authority did not sign, or that has ended.
     *
     * @throws Refused LIST_UNSUITABLE
     */
    public static void checkList(X509CRL list, X509Certificate issuer, Instant at) {
        String name = list.getIssuerX500Principal().getName();
        if (!list.getIssuerX500Principal().equals(issuer.getSubjectX500Principal()) || !signed(list, issuer)) {
            throw new Refused(Fault.LIST_UNSUITABLE, name, "seal");
        }
        if (!list.getNextUpdate().toInstant().isAfter(at)) {
            throw new Refused(
                    Fault.LIST_UNSUITABLE,
                    name,
                    list.getNextUpdate().toInstant().toString());
        }
    }

    /** A pinned certificate needs no list: removing it from the trust file revokes it. */
    static void checkPinned(X509Certificate certificate, X509Certificate issuer, Instant at, Collection<X509CRL> crls) {
        checkNotOn(usable(certificate, issuer, at, crls), certificate, at);
    }

    /** Refuses a certificate that any list, however old or new, says was revoked by that time. */
    static void checkKnown(X509Certificate certificate, X509Certificate issuer, Instant at, Collection<X509CRL> crls) {
        List<X509CRL> naming = crls.stream()
                .filter(crl -> crl.getIssuerX500Principal().equals(certificate.getIssuerX500Principal()))
                .filter(crl -> crl.getRevokedCertificate(certificate.getSerialNumber()) != null)
                .filter(crl -> signed(crl, issuer))
                .toList();
        checkNotOn(naming, certificate, at);
    }

    private static void checkNotOn(List<X509CRL> lists, X509Certificate certificate, Instant at) {
        for (X509CRL crl : lists) {
            X509CRLEntry entry = crl.getRevokedCertificate(certificate.getSerialNumber());
            if (entry != null && !entry.getRevocationDate().toInstant().isAfter(at)) {
                throw new Refused(
                        Fault.CERTIFICATE_REVOKED,
                        Certificates.name(certificate),
                        entry.getRevocationDate().toInstant().toString());
            }
        }
    }

    private static List<X509CRL> usable(
            X509Certificate certificate, X509Certificate issuer, Instant at, Collection<X509CRL> crls) {
        return crls.stream()
                .filter(crl -> covers(crl, certificate, at) && signed(crl, issuer))
                .toList();
    }

    private static boolean covers(X509CRL crl, X509Certificate certificate, Instant at) {
        return crl.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())
                && crl.getNextUpdate() != null
                && !crl.getNextUpdate().toInstant().plus(GRACE).isBefore(at)
                // a later list may have dropped expired certificates
                && !crl.getThisUpdate()
                        .toInstant()
                        .isAfter(certificate.getNotAfter().toInstant())
                && isWhole(crl);
    }

    /** False for a delta, a partition or another critical extension: the certificate may be on another list. */
    private static boolean isWhole(X509CRL crl) {
        return crl.getCriticalExtensionOIDs() == null
                || crl.getCriticalExtensionOIDs().isEmpty();
    }

    private static boolean signed(X509CRL crl, X509Certificate issuer) {
        try {
            AllowedAlgorithms.checkSignature(crl.getSigAlgOID(), crl.getSigAlgParams());
            boolean may = Purpose.Usage.of(issuer).has(Purpose.Usage.CRL_SIGN);
            crl.verify(issuer.getPublicKey());
            return may;
        } catch (GeneralSecurityException | Refused e) {
            return false;
        }
    }
}
