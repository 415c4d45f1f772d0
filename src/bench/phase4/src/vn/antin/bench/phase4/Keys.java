package vn.antin.bench.phase4;

import com.helger.phase4.crypto.AS4CryptoFactoryInMemoryKeyStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Creates the RSA keys of all sides with the JDK's keytool; each side trusts only these certificates. */
final class Keys {

    static final String SENDER = "sender";
    static final String HUB = "hub";
    static final String RECEIVER = "receiver";

    private static final List<String> ALL = List.of(SENDER, HUB, RECEIVER);
    private static final String PASSWORD = "measure";

    private Keys() {}

    static void make(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        for (String who : ALL) {
            Process tool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            who,
                            "-dname",
                            "CN=" + who,
                            "-keyalg",
                            "RSA",
                            "-keysize",
                            "2048",
                            "-validity",
                            "30",
                            "-ext",
                            "san=ip:127.0.0.1",
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            PASSWORD,
                            "-keystore",
                            file(folder, who).toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (tool.waitFor() != 0) {
                throw new IOException("keytool made no keys in " + folder);
            }
        }
    }

    static AS4CryptoFactoryInMemoryKeyStore of(Path folder, String who) throws IOException, GeneralSecurityException {
        return new AS4CryptoFactoryInMemoryKeyStore(open(folder, who), who, PASSWORD.toCharArray(), trusted(folder));
    }

    /** TLS with the same keys, which both sides show and check. */
    static SSLContext tls(Path folder, String who) throws IOException, GeneralSecurityException {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(open(folder, who), PASSWORD.toCharArray());
        TrustManagerFactory others = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        others.init(trusted(folder));
        SSLContext tls = SSLContext.getInstance("TLSv1.3");
        tls.init(own.getKeyManagers(), others.getTrustManagers(), null);
        return tls;
    }

    static X509Certificate certificate(Path folder, String who) throws IOException, GeneralSecurityException {
        return (X509Certificate) open(folder, who).getCertificate(who);
    }

    private static KeyStore trusted(Path folder) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (String each : ALL) {
            trusted.setCertificateEntry(each, certificate(folder, each));
        }
        return trusted;
    }

    private static KeyStore open(Path folder, String who) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file(folder, who))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static Path file(Path folder, String who) {
        return folder.resolve(who + ".p12");
    }
}
