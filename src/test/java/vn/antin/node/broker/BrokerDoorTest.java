package vn.antin.node.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.antin.SlowMachine.PATIENCE;
import static vn.antin.node.broker.TestHub.ALPHA;
import static vn.antin.node.broker.TestHub.NAMES;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.core.client.impl.ClientSessionFactoryInternal;
import org.apache.activemq.artemis.core.client.impl.ClientSessionInternal;
import org.apache.activemq.artemis.core.protocol.core.Channel;
import org.apache.activemq.artemis.core.protocol.core.CoreRemotingConnection;
import org.apache.activemq.artemis.core.protocol.core.impl.PacketImpl;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.ReattachSessionMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.ReattachSessionResponseMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients and messages that the broker does not accept at all: strangers, other protocols, other types of messages. */
class BrokerDoorTest {

    private static final byte[] LETTER = "letter".getBytes(UTF_8);

    @TempDir
    static Path folder;

    private static TestHub hub;
    private static ActiveMQConnectionFactory alpha;

    @BeforeAll
    static void start() throws Exception {
        hub = new TestHub(folder);
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

    @Test
    void a_session_is_not_taken_over_by_naming_it() throws Exception {
        ActiveMQConnectionFactory stranger = hub.client(hub.stranger());
        try (ClientSessionFactory victim = alpha.getServerLocator().createSessionFactory();
                ClientSession session = victim.createSession();
                ClientSessionFactory attacker = stranger.getServerLocator().createSessionFactory()) {
            String name = ((ClientSessionInternal) session).getName();
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
            try (HubConnections line = new HubConnections(settings, wrong, Clock.systemUTC())) {
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
                .createSocket(InetAddress.getLoopbackAddress(), hub.broker().port())) {
            assertThat(answer(socket, bytes)).isLessThan(0);
        }
        try (Socket plain =
                new Socket(InetAddress.getLoopbackAddress(), hub.broker().port())) {
            assertThat(answer(plain, bytes)).isNotPositive();
        }
    }

    @Test
    void an_application_header_or_an_object_message_is_not_taken() throws Exception {
        Jms.refused(() -> Jms.send(alpha, NAMES.up(), LETTER, Map.of("CamelBeanMethodName", "exit")));
        Jms.refused(() -> Jms.with(alpha, session -> {
            session.createProducer(session.createQueue(NAMES.up())).send(session.createObjectMessage("canary"));
            return session;
        }));
    }

    @Test
    void a_message_in_pieces_ends_the_connection_before_it_fills_the_disk() throws Exception {
        Jms.with(alpha, session -> {
            MessageProducer producer = session.createProducer(session.createQueue(NAMES.up()));
            BytesMessage large = session.createBytesMessage();
            large.writeBytes(new byte[3 << 20]);
            assertThatThrownBy(() -> producer.send(large)).isInstanceOf(JMSException.class);
            // The connection may be closed before the next message is created.
            assertThatThrownBy(() -> producer.send(session.createBytesMessage()))
                    .isInstanceOf(JMSException.class);
            return session;
        });
        assertThat(folder.resolve("large")).isEmptyDirectory();
    }

    /** The first byte of the answer, -1 for a closed connection, 0 for an alert that the bytes are not TLS. */
    private static int answer(Socket socket, byte[] greeting) throws IOException {
        socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
        try {
            socket.getOutputStream().write(greeting);
            socket.getOutputStream().flush();
            int first = socket.getInputStream().read();
            return first == 0x15 ? 0 : first;
        } catch (SocketException | SSLException e) {
            return -1;
        }
    }
}
