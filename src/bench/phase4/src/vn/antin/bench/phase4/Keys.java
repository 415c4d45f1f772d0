package vn.antin.bench.phase4;

import com.helger.phase4.crypto.AS4CryptoFactoryInMemoryKeyStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;

/** Creates the RSA keys of both sides with the JDK's keytool; each side trusts only the other's certificate. */
final class Keys {

    static final String SENDER = "sender";
    static final String RECEIVER = "receiver";

    private static final List<String> ALL = List.of(SENDER, RECEIVER);
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
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (String each : ALL) {
            trusted.setCertificateEntry(each, open(folder, each).getCertificate(each));
        }
        return new AS4CryptoFactoryInMemoryKeyStore(open(folder, who), who, PASSWORD.toCharArray(), trusted);
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
