package vn.antin.node.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Directory;
import vn.antin.door.OwnAddress;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.node.config.Config;
import vn.antin.node.config.KeyFiles;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

/** Builds TLS contexts from the connection key of this node and the pinned authorities. */
public final class Tls {

    private static final char[] IN_MEMORY = "in memory only".toCharArray();

    private Tls() {}

    /** The TLS material of a configuration, by the machine's clock; a node trusts the hub of its first directory. */
    public static TlsMaterial material(Config config) {
        KeyEntry connection = KeyFiles.open(config).of(Purpose.CONNECTION);
        Trust trust = Trust.read(config.trust());
        Clock clock = Clock.systemUTC();
        if (config.role() == Config.Role.HUB) {
            return hub(() -> connection, trust::anchors, clock);
        }
        byte[] sealed = KeyFiles.read(config.data().resolveSibling("directory.xml"));
        Directory directory =
                Directory.open(sealed, trust, Directory.unpinned(sealed).issued());
        return node(
                () -> connection,
                trust::anchors,
                certificate -> directory.isHub(certificate, directory.issued()),
                clock);
    }

    /** For the hub: accepts clients with a certificate under the pinned authorities. */
    public static TlsMaterial hub(Supplier<KeyEntry> connection, Supplier<Set<X509Certificate>> anchors, Clock clock) {
        return new TlsMaterial(connection, new ClockTrustManager(anchors, clock));
    }

    /**
     * For a node: connects to its hub and to no other server under the pinned authorities.
     *
     * @param hub whether a certificate is the hub's
     */
    public static TlsMaterial node(
            Supplier<KeyEntry> connection,
            Supplier<Set<X509Certificate>> anchors,
            Predicate<X509Certificate> hub,
            Clock clock) {
        return new TlsMaterial(connection, new HubTrustManager(new ClockTrustManager(anchors, clock), hub));
    }

    /**
     * For a node whose directory may be too old to know its hub: connects to any server under the pinned authorities, by
     * whatever name. Only what is sealed may be taken from it.
     */
    public static SSLContext unknownHub(
            Supplier<KeyEntry> connection, Supplier<Set<X509Certificate>> anchors, Clock clock) {
        return node(connection, anchors, any -> true, clock).context();
    }

    /** For a node without a certificate: connects to the server with this certificate. */
    public static SSLContext joining(Set<X509Certificate> anchors, Digest hub, Clock clock) {
        return context(new HubTrustManager(
                new ClockTrustManager(() -> anchors, clock),
                certificate -> Certificates.digest(certificate).equals(hub)));
    }

    /** For a server that asks its clients for no certificate. */
    public static SSLContext server(Supplier<KeyEntry> door) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new RenewedKeyManager(door)}, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new Refused(Fault.KEYS_UNREADABLE, e, "door");
        }
    }

    /** For a client that trusts the pinned authorities only, by the machine's clock. */
    public static SSLContext client(Set<X509Certificate> anchors) {
        return client(anchors, Clock.systemUTC());
    }

    /** For a client that trusts the pinned authorities only. */
    public static SSLContext client(Set<X509Certificate> anchors, Clock clock) {
        return context(new ClockTrustManager(() -> anchors, clock));
    }

    /** For a client with the trust store of the Java runtime. */
    public static SSLContext known() {
        return context(null);
    }

    /** For a client that trusts the certificates of a PEM file only; without one, those of the Java runtime. */
    public static SSLContext only(@Nullable Path authorities) {
        return authorities == null ? known() : client(pem(authorities));
    }

    /** For a client that trusts those of the Java runtime and of a PEM file. */
    public static SSLContext known(Path authorities) {
        try {
            Set<X509Certificate> anchors = pem(authorities);
            TrustManagerFactory runtime = TrustManagerFactory.getInstance("PKIX");
            runtime.init((KeyStore) null);
            for (TrustManager manager : runtime.getTrustManagers()) {
                if (manager instanceof X509TrustManager known) {
                    anchors.addAll(Arrays.asList(known.getAcceptedIssuers()));
                }
            }
            return client(anchors);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime believes somebody", e);
        }
    }

    private static Set<X509Certificate> pem(Path authorities) {
        try (InputStream pem = Files.newInputStream(authorities)) {
            Set<X509Certificate> anchors = new HashSet<>();
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                anchors.add((X509Certificate) one);
            }
            if (anchors.isEmpty()) {
                throw new Refused(Fault.CONFIGURATION, authorities.toString(), "no certificates in PEM");
            }
            return anchors;
        } catch (NoSuchFileException e) {
            throw new Refused(Fault.FILE_MISSING, e, authorities.toString());
        } catch (GeneralSecurityException | IOException e) {
            throw new Refused(Fault.CONFIGURATION, e, authorities.toString(), "no certificates in PEM");
        }
    }

    private static SSLContext context(@Nullable TrustManager other) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, other == null ? null : new TrustManager[] {other}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new Refused(Fault.KEYS_UNREADABLE, e, "connection");
        }
    }

    /** The platform's manager of one key. */
    static X509ExtendedKeyManager keys(KeyEntry own) throws GeneralSecurityException, IOException {
        // The factory named PKIX decrypts the key with its password at every handshake.
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(store(own), IN_MEMORY);
        return (X509ExtendedKeyManager) keys.getKeyManagers()[0];
    }

    private static KeyStore store(KeyEntry entry) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("connection", entry.key(), IN_MEMORY, entry.chain().toArray(new Certificate[0]));
        return store;
    }

    /** The names of a door: the one it was told to listen on, and those in its certificate. */
    public static List<String> hosts(KeyEntry key, String listen) {
        List<String> hosts = new ArrayList<>(List.of(listen));
        hosts.addAll(OwnAddress.names(key.certificate()));
        return hosts;
    }
}
