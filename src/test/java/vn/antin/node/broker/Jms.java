package vn.antin.node.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.Map;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** Plain JMS in one line, as a foreign program would use it. */
final class Jms {

    interface Work<T> {
        T with(Session session) throws JMSException;
    }

    private Jms() {}

    static <T> T with(ConnectionFactory connections, Work<T> work) throws JMSException {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            return work.with(session);
        }
    }

    static void send(ConnectionFactory connections, String queue, byte[] body) throws JMSException {
        send(connections, queue, body, Map.of());
    }

    static void send(ConnectionFactory connections, String queue, byte[] body, Map<String, String> headers)
            throws JMSException {
        with(connections, session -> {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(body);
            for (Map.Entry<String, String> header : headers.entrySet()) {
                message.setStringProperty(header.getKey(), header.getValue());
            }
            session.createProducer(session.createQueue(queue)).send(message);
            return message;
        });
    }

    /** The next message, or null if none comes within the time. */
    static @Nullable Message take(ConnectionFactory connections, String queue, long millis) throws JMSException {
        return with(connections, session -> {
            try (MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
                return consumer.receive(millis);
            }
        });
    }

    /** Asserts that the broker refused and gave a reason. */
    static void refused(ThrowingCallable attempt) {
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
