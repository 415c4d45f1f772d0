package vn.antin.console.login;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import vn.antin.node.broker.Tls;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Purpose;

/** A certificate authority for servers on this machine. */
public final class Certified {

    private static final Duration YEAR = Duration.ofDays(365);

    private final Authority authority = Authority.create("Tỉnh CA", Clock.systemUTC(), YEAR, KeyAlgorithm.EC_P256);

    X509Certificate certificate() {
        return authority.certificate();
    }

    String pem() throws GeneralSecurityException {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate().getEncoded()) + "\n-----END CERTIFICATE-----\n";
    }

    /** A context for a server of that name. */
    public SSLContext server(String name) throws GeneralSecurityException, IOException {
        KeyPair keys = KeyPairs.generate(KeyAlgorithm.RSA_2048);
        X509Certificate own = authority.issue(keys.getPublic(), "may chu", Purpose.CONNECTION, List.of(name), YEAR);
        char[] password = "in memory".toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", keys.getPrivate(), password, new Certificate[] {own, certificate()});
        KeyManagerFactory managers = KeyManagerFactory.getInstance("SunX509");
        managers.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    public SSLContext client() {
        return Tls.client(Set.of(certificate()));
    }
}
