package vn.antin.node.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static vn.antin.node.broker.TestHub.ALPHA;
import static vn.antin.node.broker.TestHub.BETA;
import static vn.antin.node.broker.TestHub.NAMES;

import jakarta.jms.BytesMessage;
import jakarta.jms.Session;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultExchangeHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Camel route exchanges with the broker: bytes and a few strings, whatever a sender tries. */
class BrokerRouteTest {

    private static final byte[] LETTER = "letter".getBytes(UTF_8);

    @TempDir
    Path folder;

    private RouteRig routes;
    private TestHub hub;

    @BeforeEach
    void start() throws Exception {
        routes = new RouteRig(folder);
        hub = routes.hub;
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    @Test
    void a_repeat_is_dropped_by_its_duplicate_id() {
        for (int repeat = 0; repeat < 3; repeat++) {
            routes.send("line:" + NAMES.up(), LETTER, Map.of(BrokerHeaders.DUPLICATE_ID, "7c9e/sent"));
        }

        assertThat(hub.waiting(NAMES.up())).isOne();
    }

    @Test
    void a_header_that_is_no_string_or_a_body_that_is_no_bytes_is_an_error_and_not_silence() {
        assertThatThrownBy(() -> routes.send("line:" + NAMES.up(), LETTER, Map.of(BrokerHeaders.DUPLICATE_ID, ALPHA)))
                .isInstanceOf(CamelExecutionException.class);
        assertThatThrownBy(() -> routes.send("line:" + NAMES.up(), "text", Map.of()))
                .isInstanceOf(CamelExecutionException.class);
        assertThatThrownBy(() -> routes.send("line:" + NAMES.up(), new byte[2 << 20], Map.of()))
                .isInstanceOf(CamelExecutionException.class);
        assertThat(hub.waitingAnywhere()).isZero();
    }

    @Test
    void the_largest_envelope_goes_through_as_one_record() throws Exception {
        routes.consume("hub:" + NAMES.up());

        routes.send("line:" + NAMES.up(), new byte[900 << 10], Map.of(BrokerHeaders.KIND, "envelope"));

        assertThat(routes.next().body()).hasSize(900 << 10);
        assertThat(folder.resolve("large")).isEmptyDirectory();
    }

    @Test
    void only_the_known_headers_cross() throws Exception {
        routes.consume("hub:" + NAMES.up());

        routes.send(
                "line:" + NAMES.up(),
                LETTER,
                Map.of(
                        BrokerHeaders.KIND,
                        "envelope",
                        BrokerHeaders.RECIPIENT,
                        "H01.02",
                        "JMSXUserID",
                        BETA.value(),
                        "JMSCorrelationID",
                        "chosen by the sender",
                        "CamelBeanMethodName",
                        "exit",
                        "other",
                        "value"));

        assertThat(routes.next().headers())
                .containsEntry(BrokerHeaders.KIND, "envelope")
                .containsEntry(BrokerHeaders.RECIPIENT, "H01.02")
                .containsEntry(BrokerHeaders.NODE, ALPHA.value())
                .containsEntry(BrokerHeaders.REDELIVERED, false)
                .containsOnlyKeys(
                        BrokerHeaders.KIND,
                        BrokerHeaders.RECIPIENT,
                        BrokerHeaders.NODE,
                        BrokerHeaders.REDELIVERED,
                        BrokerHeaders.DELIVERIES,
                        Exchange.MESSAGE_TIMESTAMP);
    }

    @Test
    void a_message_made_by_hand_brings_nothing_else_in_whatever_the_case_of_its_names() throws Exception {
        routes.consume("line:" + NAMES.down(ALPHA));

        Jms.with(hub.inside(), session -> {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(LETTER);
            for (String name : List.of(
                    "CamelBeanMethodName",
                    "cAMELbEANmETHODnAME",
                    "CAMELHTTPURI",
                    "Antin_Kind",
                    "ANTIN_RECIPIENT",
                    "jmsxuserid",
                    "jmsredelivered",
                    "org_DOT_apache_DOT_camel_DOT_x",
                    "breadcrumbId")) {
                message.setStringProperty(name, "hostile");
            }
            message.setIntProperty(BrokerHeaders.KIND, 7);
            message.setJMSCorrelationID("hostile");
            message.setJMSType("hostile");
            message.setJMSReplyTo(session.createQueue(NAMES.up()));
            session.createProducer(session.createQueue(NAMES.down(ALPHA))).send(message);
            return message;
        });

        assertThat(routes.next().headers())
                .containsOnlyKeys(
                        BrokerHeaders.NODE,
                        BrokerHeaders.REDELIVERED,
                        BrokerHeaders.DELIVERIES,
                        Exchange.MESSAGE_TIMESTAMP)
                .doesNotContainValue("hostile");
        await().until(() -> hub.waitingAnywhere() == 0);
    }

    @Test
    void an_object_is_never_made_of_a_message() throws Exception {
        routes.consume("line:" + NAMES.down(ALPHA));
        DefaultExchange exchange = new DefaultExchange(routes.camel());
        exchange.getIn().setBody(new Canary());
        Serializable holder = DefaultExchangeHolder.marshal(exchange);

        for (Serializable hostile : List.of(new Canary(), holder)) {
            Jms.with(hub.inside(), session -> sendTo(session, session.createObjectMessage(hostile)));
        }
        Jms.with(hub.inside(), session -> sendTo(session, session.createTextMessage("text")));
        Jms.with(hub.inside(), session -> {
            var map = session.createMapMessage();
            map.setString("key", "value");
            return sendTo(session, map);
        });

        for (int message = 0; message < 4; message++) {
            assertThat(routes.next().body()).isEmpty();
        }
        assertThat(Canary.SANG).isFalse();
    }

    @Test
    void a_message_whose_route_fails_comes_back_until_it_succeeds() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        routes.consume("hub:" + NAMES.up(), exchange -> {
            if (tries.incrementAndGet() < 2) {
                throw new IllegalStateException("the ledger is not there, on purpose");
            }
        });

        routes.send("line:" + NAMES.up(), LETTER, Map.of());

        assertThat(routes.next().headers())
                .containsEntry(BrokerHeaders.REDELIVERED, false)
                .containsEntry(BrokerHeaders.DELIVERIES, 1);
        assertThat(routes.next().headers())
                .containsEntry(BrokerHeaders.REDELIVERED, true)
                .containsEntry(BrokerHeaders.DELIVERIES, 2);
        await().until(() -> hub.waitingAnywhere() == 0);
    }

    private static Object sendTo(Session session, jakarta.jms.Message message) throws jakarta.jms.JMSException {
        session.createProducer(session.createQueue(NAMES.down(ALPHA))).send(message);
        return message;
    }

    /** Fails the test when it is deserialised. */
    static final class Canary implements Serializable {

        static final AtomicBoolean SANG = new AtomicBoolean();
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) {
            SANG.set(true);
        }
    }
}
