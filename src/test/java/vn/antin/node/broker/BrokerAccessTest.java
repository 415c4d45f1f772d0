package vn.antin.node.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.antin.node.broker.Hub.ALPHA;
import static vn.antin.node.broker.Hub.BETA;
import static vn.antin.node.broker.Hub.NAMES;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Session;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.core.client.impl.ClientSessionFactoryInternal;
import org.apache.activemq.artemis.core.protocol.core.Channel;
import org.apache.activemq.artemis.core.protocol.core.CoreRemotingConnection;
import org.apache.activemq.artemis.core.protocol.core.impl.PacketImpl;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.ReattachSessionMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.ReattachSessionResponseMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a node or a stranger tries at the broker beyond its right is refused, and leaves nothing behind. */
class BrokerAccessTest {

    private static final byte[] LETTER = "letter".getBytes(UTF_8);

    @TempDir
    static Path folder;

    private static Hub hub;
    private static ActiveMQConnectionFactory alpha;

    @BeforeAll
    static void start() throws Exception {
        hub = new Hub(folder);
        alpha = hub.client(hub.material(ALPHA));
    }

    @AfterAll
    static void stop() {
        alpha.close();
        hub.close();
    }

    @AfterEach
    void nothing_is_left_behind() {
        assertThat(hub.waitingAnywhere()).isZero();
        assertThat(hub.broker()
                        .server()
                        .getPostOffice()
                        .getAllBindings()
                        .filter(b -> b.toString().contains("mine")))
                .isEmpty();
    }

    static Stream<String> closed_to_senders() {
        return Stream.of(
                NAMES.down(ALPHA),
                NAMES.downUrgent(ALPHA),
                NAMES.down(BETA),
                NAMES.downUrgent(BETA),
                NAMES.dead(),
                NAMES.expired(),
                NAMES.up() + "::" + NAMES.down(BETA),
                "activemq.management",
                "activemq.notifications",
                "$sys.mqtt",
                "mine");
    }

    @ParameterizedTest
    @MethodSource("closed_to_senders")
    void a_node_sends_up_and_nowhere_else(String queue) {
        refused(() -> Jms.send(alpha, queue, LETTER));
    }

    static Stream<String> closed_to_consumers() {
        return Stream.of(
                NAMES.up(),
                NAMES.upUrgent(),
                NAMES.down(BETA),
                NAMES.downUrgent(BETA),
                NAMES.dead(),
                NAMES.expired(),
                NAMES.down(ALPHA) + "::" + NAMES.down(BETA),
                NAMES.down(BETA) + "::" + NAMES.down(BETA),
                "activemq.management",
                "mine");
    }

    @ParameterizedTest
    @MethodSource("closed_to_consumers")
    void a_node_consumes_its_own_and_nothing_else(String queue) {
        refused(() -> Jms.take(alpha, queue, 1));
    }

    @Test
    void a_node_does_not_get_in_by_another_nodes_name_even_after_that_node_was_there() throws Exception {
        ActiveMQConnectionFactory beta = hub.client(hub.material(BETA));
        try (Connection asBeta = beta.createConnection(BETA.value(), "x");
                Session session = asBeta.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            session.createConsumer(session.createQueue(NAMES.down(BETA))).close();
        }
        beta.close();

        assertThatThrownBy(() -> alpha.createConnection(BETA.value(), "x").close())
                .isInstanceOf(JMSSecurityException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ACTIVEMQ.CLUSTER.ADMIN.USER", "admin", "hub.itself"})
    void no_known_user_opens_the_door(String user) {
        for (String password : new String[] {"CHANGE ME!!", "admin", "", user}) {
            assertThatThrownBy(() -> alpha.createConnection(user, password).close())
                    .isInstanceOf(JMSException.class);
        }
    }

    @Test
    void a_node_browses_nothing() {
        for (String queue : new String[] {NAMES.down(BETA), NAMES.down(ALPHA), NAMES.up()}) {
            refused(() -> Jms.with(
                    alpha,
                    session -> session.createBrowser(session.createQueue(queue))
                            .getEnumeration()
                            .hasMoreElements()));
        }
    }

    @Test
    void a_node_makes_and_deletes_nothing() throws Exception {
        try (ClientSessionFactory connection = alpha.getServerLocator().createSessionFactory();
                ClientSession session = connection.createSession()) {
            SimpleString mine = SimpleString.of("mine");
            refused(() -> session.createAddress(mine, RoutingType.ANYCAST, false));
            refused(() -> session.createQueue(QueueConfiguration.of(mine).setRoutingType(RoutingType.ANYCAST)));
            refused(() -> session.createQueue(
                    QueueConfiguration.of(mine).setAddress(NAMES.down(BETA)).setRoutingType(RoutingType.ANYCAST)));
            refused(() -> session.createQueue(QueueConfiguration.of(mine)
                    .setAddress(NAMES.up())
                    .setDurable(false)
                    .setTemporary(true)
                    .setRoutingType(RoutingType.MULTICAST)));
            refused(() -> session.deleteQueue(SimpleString.of(NAMES.down(ALPHA))));
            refused(() -> session.deleteQueue(SimpleString.of(NAMES.down(BETA))));
        }
        refused(() -> Jms.with(alpha, Session::createTemporaryQueue));
        assertThatCode(() -> Jms.take(alpha, NAMES.down(ALPHA), 1)).doesNotThrowAnyException();
    }

    @Test
    void a_session_is_not_taken_over_by_naming_it() throws Exception {
        ActiveMQConnectionFactory stranger = hub.client(hub.stranger());
        try (ClientSessionFactory victim = alpha.getServerLocator().createSessionFactory();
                ClientSession session = victim.createSession();
                ClientSessionFactory attacker = stranger.getServerLocator().createSessionFactory()) {
            String name = ((org.apache.activemq.artemis.core.client.impl.ClientSessionInternal) session).getName();
            CoreRemotingConnection connection =
                    (CoreRemotingConnection) ((ClientSessionFactoryInternal) attacker).getConnection();
            Channel first = connection.getChannel(1, -1);

            ReattachSessionResponseMessage answer = (ReattachSessionResponseMessage)
                    first.sendBlocking(new ReattachSessionMessage(name, -1), PacketImpl.REATTACH_SESSION_RESP);

            assertThat(answer.isReattached()).isFalse();
            assertThatThrownBy(attacker::createSession).isInstanceOf(ActiveMQException.class);
        }
        stranger.close();
    }

    @Test
    void nobody_comes_in_without_a_certificate_the_hub_knows() throws Exception {
        for (TlsMaterial wrong : new TlsMaterial[] {hub.stranger(), hub.forged(ALPHA), hub.anonymous()}) {
            LineSettings settings = LineSettings.of("127.0.0.1", hub.broker().port());
            try (HubLine line = new HubLine(settings, wrong, Clock.systemUTC())) {
                assertThatThrownBy(() -> Jms.send(line.ordinary(), NAMES.up(), LETTER))
                        .isInstanceOf(JMSException.class);
                assertThat(line.state().up()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000002" + "01" + "00", // OpenWire
                "414d515000010000", // AMQP
                "434f4e4e4543540a6c6f67696e3a616c7068610a0a00", // STOMP CONNECT
                "101000044d5154540402003c000474657374" // MQTT CONNECT
            })
    void no_other_protocol_is_spoken(String greeting) throws Exception {
        byte[] bytes = Arrays.copyOf(HexFormat.of().parseHex(greeting), 64);
        try (SSLSocket socket = (SSLSocket) hub.material(ALPHA)
                .context()
                .getSocketFactory()
                .createSocket("127.0.0.1", hub.broker().port())) {
            assertThat(answer(socket, bytes)).isLessThan(0);
        }
        try (Socket plain = new Socket("127.0.0.1", hub.broker().port())) {
            assertThat(answer(plain, bytes)).isNotPositive();
        }
    }

    @Test
    void an_application_header_a_large_or_an_object_message_is_not_taken() throws Exception {
        refused(() -> Jms.send(alpha, NAMES.up(), LETTER, Map.of("CamelBeanMethodName", "exit")));
        refused(() -> Jms.with(alpha, session -> {
            session.createProducer(session.createQueue(NAMES.up())).send(session.createObjectMessage("canary"));
            return session;
        }));
        assertThatThrownBy(() -> Jms.send(alpha, NAMES.up(), new byte[3 << 20])).isInstanceOf(JMSException.class);
        assertThat(folder.resolve("large")).isEmptyDirectory();
    }

    /** What comes back: a byte, -1 for a closed connection, 0 for an alert that the bytes are no TLS. */
    private static int answer(Socket socket, byte[] greeting) throws IOException {
        socket.setSoTimeout(20_000);
        try {
            socket.getOutputStream().write(greeting);
            socket.getOutputStream().flush();
            int first = socket.getInputStream().read();
            return first == 0x15 ? 0 : first;
        } catch (java.net.SocketException | javax.net.ssl.SSLException e) {
            return -1;
        }
    }

    private static void refused(ThrowingCallable attempt) {
        assertThatThrownBy(attempt).satisfies(e -> {
            Throwable cause = e instanceof JMSException && e.getCause() != null ? e.getCause() : e;
            assertThat(e instanceof JMSException || e instanceof ActiveMQException)
                    .isTrue();
            if (cause instanceof ActiveMQException artemis) {
                assertThat(artemis.getType())
                        .as(artemis.getMessage())
                        .isIn(
                                ActiveMQExceptionType.SECURITY_EXCEPTION,
                                ActiveMQExceptionType.QUEUE_DOES_NOT_EXIST,
                                ActiveMQExceptionType.ADDRESS_DOES_NOT_EXIST);
            }
        });
    }
}
