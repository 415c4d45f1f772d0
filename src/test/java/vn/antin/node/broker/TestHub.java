package vn.antin.node.broker;

import static vn.antin.SlowMachine.PATIENCE;

import jakarta.jms.ConnectionFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLServerSocket;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import vn.antin.envelope.NodeId;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Purpose;

/** A hub's broker on loopback, with nodes that hold real certificates. */
final class TestHub implements AutoCloseable, AllowedPeers {

    static final NodeId ALPHA = new NodeId("alpha");
    static final NodeId BETA = new NodeId("beta");
    static final QueueNames NAMES = QueueNames.standard();

    private static final char[] PIN = "a pin for tests".toCharArray();
    private static final Duration LIFE = Duration.ofDays(1);

    private final Authority authority = authority();
    private final Map<X509Certificate, NodeId> certificates = new ConcurrentHashMap<>();
    private final Set<NodeId> nodes = ConcurrentHashMap.newKeySet();
    private final Map<NodeId, TlsMaterial> materials = new ConcurrentHashMap<>();
    private final TlsMaterial own;
    private final Path folder;
    private final Clock clock;
    private HubBroker broker;

    TestHub(Path folder) throws Exception {
        this(folder, BrokerSettings.of("127.0.0.1", 0));
    }

    TestHub(Path folder, BrokerSettings settings) throws Exception {
        this(folder, settings, Clock.systemUTC());
    }

    TestHub(Path folder, BrokerSettings settings, Clock clock) throws Exception {
        this.folder = folder;
        this.clock = clock;
        own = material(authority, authority, "hub", List.of("127.0.0.1", "localhost"));
        join(ALPHA);
        join(BETA);
        broker = new HubBroker(folder, settings, own, this, clock);
        broker.start();
    }

    static Authority authority() {
        return Authority.create("Province of tests", Clock.systemUTC(), LIFE, KeyAlgorithm.EC_P256);
    }

    /** Adds a node to the directory. */
    void join(NodeId node) throws Exception {
        materials.put(node, material(authority, authority, node.value(), List.of()));
        nodes.add(node);
    }

    /** Revokes the node's certificate. */
    void stop(NodeId node) {
        certificates.values().removeIf(node::equals);
    }

    /** Stops the broker and starts it again on the same disk. */
    void restart(BrokerSettings settings) {
        broker.close();
        broker = new HubBroker(folder, settings, own, this, clock);
        broker.start();
    }

    HubBroker broker() {
        return broker;
    }

    ConnectionFactory inside() {
        return broker.connections();
    }

    TlsMaterial material(NodeId node) {
        return java.util.Objects.requireNonNull(materials.get(node));
    }

    /** A certificate of the right authority that is not in the directory. */
    TlsMaterial stranger() throws Exception {
        return material(authority, authority, "stranger", List.of(), false);
    }

    /** A certificate in the name of a node from another authority of the same name. */
    TlsMaterial forged(NodeId node) throws Exception {
        return material(authority(), authority, node.value(), List.of(), false);
    }

    /** A client that trusts the hub and shows no certificate. */
    TlsMaterial anonymous() throws Exception {
        KeyStore empty = KeyStore.getInstance("PKCS12");
        empty.load(null, null);
        return new TlsMaterial(empty, PIN, Set.of(authority.certificate()));
    }

    /** A client of this node that trusts only another authority. */
    TlsMaterial distrusting() throws Exception {
        return material(authority, authority(), "alpha", List.of(), false);
    }

    /** A line that no pause of the machine breaks. */
    HubConnections line(NodeId node) {
        return new HubConnections(patient(), material(node), Clock.systemUTC());
    }

    /** A line with the settings of the product. */
    HubConnections line(NodeId node, int port) {
        return new HubConnections(LineSettings.of("127.0.0.1", port), material(node), Clock.systemUTC());
    }

    private LineSettings patient() {
        LineSettings usual = LineSettings.of("127.0.0.1", broker.port());
        return new LineSettings(
                usual.host(), usual.port(), PATIENCE, PATIENCE, PATIENCE, usual.window(), usual.largestMessage());
    }

    /** The client library itself, without the settings of {@link HubConnections}. */
    ActiveMQConnectionFactory client(TlsMaterial material) {
        return HubConnections.client(patient(), material);
    }

    /** A port with the hub's certificate that is no broker. */
    SSLServerSocket door() throws IOException {
        return (SSLServerSocket)
                own.context().getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    long waiting(String queue) {
        return broker.health().queues().stream()
                .filter(health -> health.name().equals(queue))
                .mapToLong(BrokerHealth.QueueHealth::messages)
                .sum();
    }

    long waitingAnywhere() {
        return broker.health().queues().stream()
                .mapToLong(BrokerHealth.QueueHealth::messages)
                .sum();
    }

    private TlsMaterial material(Authority issuer, Authority trusted, String name, List<String> hosts)
            throws Exception {
        return material(issuer, trusted, name, hosts, true);
    }

    private TlsMaterial material(Authority issuer, Authority trusted, String name, List<String> hosts, boolean known)
            throws Exception {
        KeyPair keys = KeyPairs.generate(KeyAlgorithm.EC_P256);
        X509Certificate certificate = issuer.issue(keys.getPublic(), name, Purpose.CONNECTION, hosts, LIFE);
        if (known) {
            certificates.put(certificate, new NodeId(name));
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("connection", keys.getPrivate(), PIN, new Certificate[] {certificate});
        return new TlsMaterial(store, PIN, Set.of(trusted.certificate()));
    }

    @Override
    public Optional<NodeId> nodeOf(X509Certificate connectionCertificate) {
        return Optional.ofNullable(certificates.get(connectionCertificate));
    }

    @Override
    public Set<NodeId> nodes() {
        return new HashSet<>(nodes);
    }

    @Override
    public void close() {
        broker.close();
    }
}
