package vn.antin.bench.bare;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Processes one message per transaction: consumes it from one queue and forwards it to another. */
final class Transacted {

    private static final Logger log = LoggerFactory.getLogger(Transacted.class);

    private Transacted() {}

    /** The work on a message before it is acknowledged. */
    interface Work {
        void off(BytesMessage message) throws Exception;
    }

    /** Adds one worker, which starts with the connection; a message whose work fails is redelivered. */
    static void work(Connection connection, String from, String to, Work work) throws JMSException {
        Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
        MessageProducer onward = session.createProducer(session.createQueue(to));
        onward.setDeliveryMode(DeliveryMode.PERSISTENT);
        MessageConsumer consumer = session.createConsumer(session.createQueue(from));
        consumer.setMessageListener(message -> one(session, onward, message, work));
    }

    private static void one(Session session, MessageProducer onward, Message message, Work work) {
        try {
            work.off((BytesMessage) message);
            onward.send(message);
            session.commit();
        } catch (Exception e) {
            log.warn("not passed on", e);
            try {
                session.rollback();
            } catch (JMSException broken) {
                log.warn("not given back", broken);
            }
        }
    }
}
