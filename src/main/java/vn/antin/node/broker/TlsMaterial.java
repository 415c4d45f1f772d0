package vn.antin.node.broker;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Who this side of a connection is, and the only authorities it believes about the other side. */
public final class TlsMaterial {

    private final SSLContext context;

    /**
     * @param keys the connection certificate and its private key
     * @param pin opens the private key
     * @param anchors the pinned authorities; what the Java platform trusts counts for nothing
     */
    public TlsMaterial(KeyStore keys, char[] pin, Set<X509Certificate> anchors) {
        if (anchors.isEmpty()) {
            throw new IllegalArgumentException("no authority is pinned");
        }
        try {
            KeyManagerFactory own = KeyManagerFactory.getInstance("SunX509");
            own.init(keys, pin);
            TrustManagerFactory others = TrustManagerFactory.getInstance("PKIX");
            others.init(store(anchors));
            context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), others.getTrustManagers(), null);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the connection keys cannot be used: " + e.getMessage(), e);
        }
    }

    SSLContext context() {
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
