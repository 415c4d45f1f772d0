package vn.antin.directory;

import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * A certificate of an authority of the province: its own, or the one by which the authority before it certified its key.
 *
 * @param from when it begins to certify
 */
public record ListedAuthority(Instant from, X509Certificate certificate) {

    /** Whether the authority itself issued it. */
    public boolean isOwn() {
        return certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
    }
}
