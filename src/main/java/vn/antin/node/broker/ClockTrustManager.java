package vn.antin.node.broker;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import vn.antin.seal.pki.EachCertificate;
import vn.antin.seal.pki.Purpose;

/**
 * Checks the path and name of the other end under the pinned authorities as the platform does, at the time of a clock: by
 * default the platform asks the machine's, and TLS would disagree with seals and directory.
 */
final class ClockTrustManager extends X509ExtendedTrustManager {

    private final Supplier<Set<X509Certificate>> anchors;
    private final Clock clock;

    /** @param anchors the pinned authorities, at least one; asked at every handshake */
    ClockTrustManager(Supplier<Set<X509Certificate>> anchors, Clock clock) {
        if (anchors.get().isEmpty()) {
            throw new IllegalArgumentException("no authority is pinned");
        }
        this.anchors = anchors;
        this.clock = clock;
    }

    /** The platform's manager for this moment. Revocation is the directory's matter. */
    private X509ExtendedTrustManager now() throws CertificateException {
        try {
            Set<TrustAnchor> pinned = anchors.get().stream()
                    .map(anchor -> new TrustAnchor(anchor, null))
                    .collect(Collectors.toUnmodifiableSet());
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(pinned, new X509CertSelector());
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(clock.instant()));
            parameters.addCertPathChecker(new ProvinceOnly());
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(new CertPathTrustManagerParameters(parameters));
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager path) {
                    return path;
                }
            }
            throw new IllegalStateException("every Java platform checks X.509 paths");
        } catch (InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("anchors are there", e);
        } catch (GeneralSecurityException e) {
            throw new CertificateException(e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        now().checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        now().checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        now().checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        now().checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        now().checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        now().checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return anchors.get().toArray(X509Certificate[]::new);
    }

    /** An authority that was admitted for seals opens no connection. */
    private static final class ProvinceOnly extends EachCertificate {

        @Override
        protected void check(X509Certificate certificate) throws CertPathValidatorException {
            if (Purpose.isAdmission(certificate)) {
                throw new CertPathValidatorException("an authority for seals alone");
            }
        }
    }
}
