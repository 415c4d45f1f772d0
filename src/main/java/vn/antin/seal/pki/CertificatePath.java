package vn.antin.seal.pki;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** A certificate, the authorities above it and the pinned anchor at its end, validated by PKIX (RFC 5280). */
public final class CertificatePath {

    private static final int MAX_LENGTH = 16;

    private final List<X509Certificate> chain;
    private final X509Certificate anchor;

    private CertificatePath(List<X509Certificate> chain, X509Certificate anchor) {
        this.chain = chain;
        this.anchor = anchor;
    }

    /**
     * The anchor is found by the key that signed the last certificate: names are not unique.
     *
     * @param links further certificates of authorities, by which a path is completed
     */
    static CertificatePath of(
            List<X509Certificate> chain, Set<X509Certificate> anchors, Collection<X509Certificate> links) {
        List<X509Certificate> below = new ArrayList<>(
                chain.stream().takeWhile(link -> !anchors.contains(link)).toList());
        if (below.isEmpty()) {
            throw new Refused(Fault.CERTIFICATE_USAGE, Certificates.name(chain.get(0)), "anchor");
        }
        while (below.size() <= MAX_LENGTH) {
            X509Certificate last = below.get(below.size() - 1);
            Optional<X509Certificate> anchor = issuer(last, anchors);
            if (anchor.isPresent()) {
                return new CertificatePath(List.copyOf(below), anchor.get());
            }
            below.add(issuer(last, links)
                    .filter(link -> !below.contains(link))
                    .orElseThrow(() -> new Refused(Fault.CERTIFICATE_FOREIGN, Certificates.name(last))));
        }
        throw new Refused(Fault.CERTIFICATE_FOREIGN, Certificates.name(chain.get(0)));
    }

    static Optional<X509Certificate> issuer(X509Certificate certificate, Collection<X509Certificate> among) {
        return among.stream().filter(each -> issued(each, certificate)).findFirst();
    }

    public static boolean issued(X509Certificate issuer, X509Certificate certificate) {
        if (!issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    void check(Instant at, Collection<X509CRL> crls) {
        checkPinned(anchor, at);
        Purpose.AUTHORITY.check(anchor);
        chain.forEach(certificate -> checkTime(certificate, at));
        validate(at);
        for (int i = 0; i < chain.size(); i++) {
            X509Certificate issuer = i + 1 < chain.size() ? chain.get(i + 1) : anchor;
            Revocation.check(chain.get(i), issuer, at, crls);
        }
    }

    /** Whether a path that was valid once still proves what was signed then; see {@link Trust#checkLasting}. */
    void checkLasting(Instant at, Collection<X509CRL> crls) {
        checkTime(anchor, at);
        chain.forEach(certificate -> checkTime(certificate, at));
        for (int i = 0; i < chain.size(); i++) {
            Revocation.checkKnown(chain.get(i), i + 1 < chain.size() ? chain.get(i + 1) : anchor, at, crls);
        }
    }

    /** Whether it leads through an authority that is not the province's own. */
    boolean isAdmitted() {
        return chain.stream().anyMatch(Purpose::isAdmission);
    }

    /** When the first of its certificates ends. */
    Instant end() {
        Instant end = anchor.getNotAfter().toInstant();
        for (X509Certificate certificate : chain) {
            Instant own = certificate.getNotAfter().toInstant();
            end = own.isBefore(end) ? own : end;
        }
        return end;
    }

    /** The checks of a pinned certificate: its key and its validity. */
    static void checkPinned(X509Certificate certificate, Instant at) {
        AllowedAlgorithms.check(certificate);
        checkTime(certificate, at);
    }

    private static void checkTime(X509Certificate certificate, Instant at) {
        try {
            certificate.checkValidity(Date.from(at));
        } catch (CertificateExpiredException e) {
            throw new Refused(Fault.CERTIFICATE_EXPIRED, e, Certificates.name(certificate), at.toString());
        } catch (CertificateNotYetValidException e) {
            throw new Refused(Fault.CERTIFICATE_NOT_YET_VALID, e, Certificates.name(certificate), at.toString());
        }
    }

    /** The platform's validation; it fetches nothing, because its revocation checking is off. */
    private void validate(Instant at) {
        try {
            var parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
            parameters.setDate(Date.from(at));
            parameters.setRevocationEnabled(false);
            parameters.addCertPathChecker(new OurAlgorithms());
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
        } catch (CertPathValidatorException e) {
            boolean algorithm = e.getReason() == BasicReason.ALGORITHM_CONSTRAINED;
            Fault fault = algorithm ? Fault.CERTIFICATE_ALGORITHM : Fault.CERTIFICATE_FOREIGN;
            throw new Refused(fault, e, Certificates.name(chain.get(0)));
        } catch (GeneralSecurityException e) {
            throw new Refused(Fault.CERTIFICATE_FOREIGN, e, Certificates.name(chain.get(0)));
        }
    }

    /** Checks our allowed algorithms on every certificate of the path. */
    private static final class OurAlgorithms extends EachCertificate {

        @Override
        protected void check(X509Certificate certificate) throws CertPathValidatorException {
            try {
                AllowedAlgorithms.check(certificate);
            } catch (Refused e) {
                throw new CertPathValidatorException(e.getMessage(), e, null, -1, BasicReason.ALGORITHM_CONSTRAINED);
            }
        }
    }
}
