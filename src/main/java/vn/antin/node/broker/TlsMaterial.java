package vn.antin.node.broker;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import vn.antin.seal.pki.KeyEntry;

/** The identity of this end of a connection, and the trust in the other end. */
public final class TlsMaterial {

    private final SSLContext context;

    /**
     * With keys that never change.
     *
     * @param keys the connection certificate and its private key
     * @param pin decrypts the private key
     * @param anchors the pinned authorities; the trust store of the Java platform is not used
     */
    public TlsMaterial(KeyStore keys, char[] pin, Set<X509Certificate> anchors) {
        this(managers -> managers, managers(keys, pin), anchors);
    }

    /**
     * For the hub, which looks up client certificates in the directory.
     *
     * @param key the connection key in use; asked at every handshake
     */
    TlsMaterial(Supplier<KeyEntry> key, Set<X509Certificate> anchors) {
        this(managers -> managers, new KeyManager[] {new RenewedKeyManager(key)}, anchors);
    }

    /**
     * For a node, which trusts its hub and no other server.
     *
     * @param key the connection key in use; asked at every handshake
     * @param hub whether a certificate is the hub's; asked at every handshake
     */
    TlsMaterial(Supplier<KeyEntry> key, Set<X509Certificate> anchors, Predicate<X509Certificate> hub) {
        this(managers -> HubTrustManager.over(managers, hub), new KeyManager[] {new RenewedKeyManager(key)}, anchors);
    }

    private TlsMaterial(UnaryOperator<TrustManager[]> narrowed, KeyManager[] own, Set<X509Certificate> anchors) {
        if (anchors.isEmpty()) {
            throw new IllegalArgumentException("no authority is pinned");
        }
        try {
            TrustManagerFactory others = TrustManagerFactory.getInstance("PKIX");
            others.init(store(anchors));
            context = SSLContext.getInstance("TLS");
            context.init(own, narrowed.apply(others.getTrustManagers()), null);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the connection keys cannot be used: " + e.getMessage(), e);
        }
    }

    private static KeyManager[] managers(KeyStore keys, char[] pin) {
        try {
            KeyManagerFactory own = KeyManagerFactory.getInstance("SunX509");
            own.init(keys, pin);
            return own.getKeyManagers();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the connection keys cannot be used: " + e.getMessage(), e);
        }
    }

    /** Resumes no earlier session: it would go on under the certificate with which it began. */
    public void forgetSessions() {
        SSLSessionContext sessions = context.getClientSessionContext();
        Collections.list(sessions.getIds()).stream()
                .map(sessions::getSession)
                .filter(Objects::nonNull)
                .forEach(SSLSession::invalidate);
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
