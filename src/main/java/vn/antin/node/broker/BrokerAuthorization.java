package vn.antin.node.broker;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnection;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;
import org.apache.activemq.artemis.utils.CertificateUtil;
import org.apache.activemq.artemis.utils.CompositeAddress;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.NodeId;

/**
 * Authorises clients of the broker: a client is the node of its certificate, may send up, and may consume its own
 * queues; the hub itself, inside this process, may do everything. Both security caches of the broker must be off,
 * because they are keyed by the name a client gives itself.
 */
final class BrokerAuthorization implements ActiveMQSecurityManager5 {

    /** Cannot be the id of a node, because of the dot. */
    static final String HUB = "hub.itself";

    private final QueueNames names;
    private final AllowedPeers peers;
    private final String user = UUID.randomUUID().toString();
    private final String password = UUID.randomUUID().toString();

    BrokerAuthorization(QueueNames names, AllowedPeers peers) {
        this.names = names;
        this.peers = peers;
    }

    String user() {
        return user;
    }

    String password() {
        return password;
    }

    @Override
    public @Nullable Subject authenticate(
            @Nullable String givenUser,
            @Nullable String givenPassword,
            @Nullable RemotingConnection connection,
            @Nullable String domain) {
        if (connection == null) {
            return null;
        }
        if (inside(connection)) {
            return same(user, givenUser) && same(password, givenPassword) ? subject(HUB) : null;
        }
        X509Certificate[] chain = CertificateUtil.getCertsFromConnection(connection);
        if (chain == null || chain.length == 0) {
            return null;
        }
        return peers.nodeOf(chain[0])
                .map(NodeId::value)
                .filter(node -> givenUser == null || givenUser.equals(node))
                .map(BrokerAuthorization::subject)
                .orElse(null);
    }

    @Override
    public boolean authorize(Subject subject, Set<Role> roles, CheckType step, String address) {
        String who = getUserFromSubject(subject);
        if (HUB.equals(who)) {
            return true;
        }
        return switch (step) {
            case SEND -> names.sentTo().contains(address);
            case CONSUME -> names.consumedBy(new NodeId(who)).contains(queueOf(address));
            default -> false;
        };
    }

    /** The broker asks for {@code address::queue}; here both have the same name, and any other pair is refused. */
    private static String queueOf(String address) {
        String[] names = address.split(CompositeAddress.SEPARATOR, -1);
        return names.length == 2 && names[0].equals(names[1]) ? names[0] : address;
    }

    /** Whether the connection is the hub's own, in this process. */
    static boolean inside(RemotingConnection connection) {
        return connection.getTransportConnection() instanceof InVMConnection;
    }

    /** Whether the connection of a node would not be accepted now. */
    boolean refuses(RemotingConnection connection) {
        if (inside(connection)) {
            return false;
        }
        X509Certificate[] chain = CertificateUtil.getCertsFromConnection(connection);
        return chain == null || chain.length == 0 || peers.nodeOf(chain[0]).isEmpty();
    }

    /** Whether this connection was authenticated as that node. */
    static boolean belongs(RemotingConnection connection, NodeId node) {
        Subject subject = connection.getSubject();
        return subject != null && subject.getPrincipals().contains(new UserPrincipal(node.value()));
    }

    /** The node that a connection was authenticated as; empty for the hub itself. */
    static Optional<NodeId> nodeOf(RemotingConnection connection) {
        Subject subject = connection.getSubject();
        return subject == null
                ? Optional.empty()
                : subject.getPrincipals(UserPrincipal.class).stream()
                        .map(UserPrincipal::getName)
                        .filter(name -> !name.equals(HUB))
                        .findFirst()
                        .map(NodeId::new);
    }

    private static Subject subject(String who) {
        return new Subject(true, Set.of(new UserPrincipal(who)), Set.of(), Set.of());
    }

    private static boolean same(String expected, @Nullable String given) {
        return given != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean validateUser(String givenUser, String givenPassword) {
        return false;
    }

    @Override
    public boolean validateUserAndRole(String givenUser, String givenPassword, Set<Role> roles, CheckType step) {
        return false;
    }
}
