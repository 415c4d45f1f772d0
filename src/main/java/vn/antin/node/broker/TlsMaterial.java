package vn.antin.node.broker;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import vn.antin.seal.pki.KeyEntry;

/** The identity of this end of a connection, and the trust in the other end. */
public final class TlsMaterial {

    private final SSLContext context;

    /**
     * With keys that never change, by the machine's clock.
     *
     * @param keys the connection certificate and its private key
     * @param pin decrypts the private key
     * @param anchors the pinned authorities; the trust store of the Java platform is not used
     */
    public TlsMaterial(KeyStore keys, char[] pin, Set<X509Certificate> anchors) {
        this(new ClockTrustManager(() -> anchors, Clock.systemUTC()), managers(keys, pin));
    }

    /**
     * With a key that is renewed.
     *
     * @param key the connection key in use; asked at every handshake
     * @param other trusts the other end
     */
    TlsMaterial(Supplier<KeyEntry> key, X509ExtendedTrustManager other) {
        this(other, new KeyManager[] {new RenewedKeyManager(key)});
    }

    private TlsMaterial(X509ExtendedTrustManager other, KeyManager[] own) {
        try {
            context = SSLContext.getInstance("TLS");
            context.init(own, new TrustManager[] {other}, null);
        } catch (GeneralSecurityException e) {
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

    @Override
    public String toString() {
        return "pinned TLS";
    }
}
