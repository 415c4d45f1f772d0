package vn.antin.bench.bare;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import vn.antin.node.broker.Tls;
import vn.antin.node.config.Config;

/**
 * The sender: each message durable and in a transaction of its own, complete when the recipient's acknowledgement is
 * back.
 */
public final class BareSender implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final Connection connection;
    private final Map<String, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();
    private final Queue<Way> idle = new ConcurrentLinkedQueue<>();

    private record Way(Session session, MessageProducer producer) {}

    public BareSender(Config node, int port) throws JMSException {
        connection = BareBroker.outside(port, Tls.material(node)).createConnection();
        Session back = connection.createSession(false, Session.DUPS_OK_ACKNOWLEDGE);
        back.createConsumer(back.createQueue(BareRelay.BACK)).setMessageListener(this::answered);
        connection.start();
    }

    /** Returns when the recipient has written the message to disk and acknowledged it. */
    public void send(byte[] payload) throws JMSException {
        String id = UUID.randomUUID().toString();
        CompletableFuture<Void> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        Way free = idle.poll();
        Way way = free == null ? way() : free;
        BytesMessage message = way.session().createBytesMessage();
        message.writeBytes(payload);
        message.setJMSCorrelationID(id);
        way.producer().send(message);
        way.session().commit();
        idle.add(way);
        answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private Way way() throws JMSException {
        Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(session.createQueue(BareRelay.UP));
        producer.setDeliveryMode(DeliveryMode.PERSISTENT);
        return new Way(session, producer);
    }

    private void answered(Message message) {
        try {
            CompletableFuture<Void> answer = waiting.remove(message.getJMSCorrelationID());
            if (answer != null) {
                answer.complete(null);
            }
        } catch (JMSException e) {
            throw new IllegalStateException("an answer without its id", e);
        }
    }

    @Override
    public void close() throws JMSException {
        connection.close();
    }
}
