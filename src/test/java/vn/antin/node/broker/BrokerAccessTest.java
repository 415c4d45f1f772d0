package vn.antin.node.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.antin.node.broker.TestHub.ALPHA;
import static vn.antin.node.broker.TestHub.BETA;
import static vn.antin.node.broker.TestHub.NAMES;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a node or a stranger tries at the broker without permission is refused and leaves nothing behind. */
class BrokerAccessTest {

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
        Jms.refused(() -> Jms.send(alpha, queue, LETTER));
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
        Jms.refused(() -> Jms.take(alpha, queue, 1));
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
            Jms.refused(() -> Jms.with(
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
            Jms.refused(() -> session.createAddress(mine, RoutingType.ANYCAST, false));
            Jms.refused(() -> session.createQueue(QueueConfiguration.of(mine).setRoutingType(RoutingType.ANYCAST)));
            Jms.refused(() -> session.createQueue(
                    QueueConfiguration.of(mine).setAddress(NAMES.down(BETA)).setRoutingType(RoutingType.ANYCAST)));
            Jms.refused(() -> session.createQueue(QueueConfiguration.of(mine)
                    .setAddress(NAMES.up())
                    .setDurable(false)
                    .setTemporary(true)
                    .setRoutingType(RoutingType.MULTICAST)));
            Jms.refused(() -> session.deleteQueue(SimpleString.of(NAMES.down(ALPHA))));
            Jms.refused(() -> session.deleteQueue(SimpleString.of(NAMES.down(BETA))));
        }
        Jms.refused(() -> Jms.with(alpha, Session::createTemporaryQueue));
        assertThatCode(() -> Jms.take(alpha, NAMES.down(ALPHA), 1)).doesNotThrowAnyException();
    }
}
