package vn.antin.node.broker;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.BitSet;
import java.util.List;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQInterruptedException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.core.client.impl.ClientConsumerInternal;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQSession;
import org.apache.activemq.artemis.jms.client.JMSExceptionHelper;
import org.jspecify.annotations.Nullable;
import org.springframework.jms.connection.SessionProxy;

/**
 * Consumes one queue with Artemis' core client. That of JMS acknowledges a message of a transacted session when it is
 * received, so it could not leave one out, and asks the broker when nothing is here, a round trip for each lone message.
 */
final class QueueConsumer implements MessageConsumer {

    private final Session session;
    private final ClientSession core;
    private final SimpleString queue;
    private @Nullable ClientConsumer consumer;

    /** Whether messages are acknowledged and neither committed nor rolled back. */
    private boolean open;

    /** Consumes this queue over a transacted session of Artemis, whether it is cached or not. */
    QueueConsumer(Session session, Destination queue) throws JMSException {
        Session own = session;
        while (own instanceof SessionProxy proxy) {
            own = proxy.getTargetSession();
        }
        this.session = session;
        this.core = ((ActiveMQSession) own).getCoreSession();
        this.queue = SimpleString.of(((Queue) queue).getQueueName());
        consumer();
    }

    private ClientConsumer consumer() throws JMSException {
        ClientConsumer current = consumer;
        if (current == null) {
            current = called(() -> core.createConsumer(queue));
            consumer = current;
        }
        return current;
    }

    @Override
    public @Nullable Message receive(long millis) throws JMSException {
        ClientConsumer current = consumer();
        return message(called(() -> current.receive(millis)));
    }

    /** The next message that the broker has sent ahead; null if there is none. The broker is not asked. */
    @Override
    public @Nullable Message receiveNoWait() throws JMSException {
        ClientConsumer current = consumer();
        boolean ahead = current instanceof ClientConsumerInternal here && here.getBufferSize() > 0;
        return ahead ? message(called(current::receiveImmediate)) : null;
    }

    private static @Nullable Message message(@Nullable ClientMessage received) throws JMSException {
        if (received == null) {
            return null;
        }
        ActiveMQMessage message = ActiveMQMessage.createMessage(received, null);
        called(() -> {
            message.doBeforeReceive();
            return message;
        });
        return message;
    }

    /** Takes all these messages from the queue, in one transaction. */
    void commit(List<Message> all) throws JMSException {
        acknowledge(all, ClientMessage::acknowledge);
        session.commit();
        open = false;
    }

    /**
     * Takes the messages that are done from the queue. Those that failed come again with one more delivery counted,
     * after the pause of their queue. All others that were received or sent ahead are in the queue again, as if they had
     * never left it: a rollback would make them wait, too, so they are given back before it.
     */
    void commitSome(List<Message> all, BitSet done, BitSet failed) throws JMSException {
        if (!done.isEmpty()) {
            acknowledge(done.stream().mapToObj(all::get).toList(), ClientMessage::individualAcknowledge);
            session.commit();
            open = false;
        }
        acknowledge(failed.stream().mapToObj(all::get).toList(), ClientMessage::individualAcknowledge);
        close();
    }

    private void acknowledge(List<Message> messages, Call<ClientMessage> way) throws JMSException {
        for (Message message : messages) {
            open = true;
            called(() -> {
                way.on(((ActiveMQMessage) message).getCoreMessage());
                return message;
            });
        }
    }

    /** Gives back what was sent ahead, then rolls back what was acknowledged and not committed. */
    @Override
    public void close() throws JMSException {
        ClientConsumer current = consumer;
        consumer = null;
        if (current != null) {
            called(() -> {
                current.close();
                return current;
            });
        }
        if (open) {
            session.rollback();
            open = false;
        }
    }

    /** A call of the client without a result. */
    private interface Call<T> {
        void on(T subject) throws ActiveMQException;
    }

    /** A call of the client. */
    private interface JmsCall<T> {
        T of() throws ActiveMQException, JMSException;
    }

    private static <T> T called(JmsCall<T> call) throws JMSException {
        try {
            return call.of();
        } catch (ActiveMQException e) {
            throw JMSExceptionHelper.convertFromActiveMQException(e);
        } catch (ActiveMQInterruptedException e) {
            throw JMSExceptionHelper.convertFromActiveMQException(e);
        }
    }

    @Override
    public Message receive() {
        throw new UnsupportedOperationException("without end");
    }

    @Override
    public @Nullable String getMessageSelector() {
        return null;
    }

    @Override
    public @Nullable MessageListener getMessageListener() {
        return null;
    }

    @Override
    public void setMessageListener(MessageListener listener) {
        throw new UnsupportedOperationException("messages are received");
    }
}
