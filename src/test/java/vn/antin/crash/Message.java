package vn.antin.crash;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;

/** Sends a message to a queue past the routes. */
final class Message {

    private Message() {}

    /** Returns when the broker has the message; an empty kind sets no kind. */
    static void send(ConnectionFactory lane, String queue, String kind, byte[] body) throws JMSException {
        try (Connection connection = lane.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(body);
            if (!kind.isEmpty()) {
                message.setStringProperty("antin_kind", kind);
            }
            producer.send(message);
        }
    }
}
