package vn.antin.seal.pki;

import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A check of each certificate of a path by itself, added to the platform's own. */
public abstract class EachCertificate extends PKIXCertPathChecker {

    /** Refuses a certificate. */
    protected abstract void check(X509Certificate certificate) throws CertPathValidatorException;

    @Override
    public final void init(boolean forward) {
        // no state between certificates
    }

    @Override
    public final boolean isForwardCheckingSupported() {
        return true;
    }

    @Override
    public final @Nullable Set<String> getSupportedExtensions() {
        return null;
    }

    @Override
    public final void check(Certificate certificate, Collection<String> unresolved) throws CertPathValidatorException {
        check((X509Certificate) certificate);
    }
}
