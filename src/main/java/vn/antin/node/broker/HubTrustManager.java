package vn.antin.node.broker;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.Predicate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import vn.antin.seal.pki.Certificates;

/**
 * Trusts a server when its path is valid and its certificate is the hub's. The path alone is not enough: the authority
 * above the hub certifies every node. The name in the certificate is not asked: the certificate itself is known, nobody
 * else has its key, and the hub may be reached by another address than when it was certified (decision 56).
 */
final class HubTrustManager extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager path;
    private final Predicate<X509Certificate> hub;

    /** @param hub whether a certificate is the hub's; asked at every handshake */
    HubTrustManager(X509ExtendedTrustManager path, Predicate<X509Certificate> hub) {
        this.path = path;
        this.hub = hub;
    }

    private void checkHub(X509Certificate[] chain) throws CertificateException {
        if (!hub.test(chain[0])) {
            throw new CertificateException("not the hub's certificate: "
                    + chain[0].getSubjectX500Principal().getName() + ", SHA-256 "
                    + Certificates.digest(chain[0]).hex());
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        path.checkServerTrusted(chain, authType);
        checkHub(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        path.checkServerTrusted(chain, authType);
        checkHub(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        path.checkServerTrusted(chain, authType);
        checkHub(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noServer();
    }

    private static CertificateException noServer() {
        return new CertificateException("a node takes no connections of its hub");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return path.getAcceptedIssuers();
    }
}
