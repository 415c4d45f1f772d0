package vn.antin.node.broker;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** The identity of this end of a connection, and the trust in the other end. */
public final class TlsMaterial {

    private final SSLContext context;

    /**
     * For the hub, which looks up client certificates in the directory.
     *
     * @param keys the connection certificate and its private key
     * @param pin decrypts the private key
     * @param anchors the pinned authorities; the trust store of the Java platform is not used
     */
    public TlsMaterial(KeyStore keys, char[] pin, Set<X509Certificate> anchors) {
        this(managers -> managers, keys, pin, anchors);
    }

    /**
     * For a node, which trusts its hub and no other server.
     *
     * @param hub whether a certificate is the hub's; asked at every handshake
     */
    public TlsMaterial(KeyStore keys, char[] pin, Set<X509Certificate> anchors, Predicate<X509Certificate> hub) {
        this(managers -> HubTrustManager.over(managers, hub), keys, pin, anchors);
    }

    private TlsMaterial(
            UnaryOperator<TrustManager[]> narrowed, KeyStore keys, char[] pin, Set<X509Certificate> anchors) {
        if (anchors.isEmpty()) {
            throw new IllegalArgumentException("no authority is pinned");
        }
        try {
            KeyManagerFactory own = KeyManagerFactory.getInstance("SunX509");
            own.init(keys, pin);
            TrustManagerFactory others = TrustManagerFactory.getInstance("PKIX");
            others.init(store(anchors));
            context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), narrowed.apply(others.getTrustManagers()), null);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the connection keys cannot be used: " + e.getMessage(), e);
        }
    }

    /** The context for sockets and HTTP clients. */
    public SSLContext context() {
        return context;
    }

    private static KeyStore store(Set<X509Certificate> anchors) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (X509Certificate anchor : anchors) {
            store.setCertificateEntry("anchor-" + number++, anchor);
        }
        return store;
    }

    @Override
    public String toString() {
        return "pinned TLS";
    }
}
