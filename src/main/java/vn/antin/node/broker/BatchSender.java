package vn.antin.node.broker;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.activemq.artemis.jms.client.ActiveMQQueue;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/**
 * Sends a batch of messages in order over one connection without waiting for each confirmation, so that a batch costs
 * one round trip. Not transacted: in a transaction a duplicate that the broker knows would be an error.
 */
public final class BatchSender {

    /**
     * One message; its headers are those of {@link BrokerHeaders}.
     *
     * @param first whether it goes before all others of its queue that wait at the broker
     * @param trace trace context of the document's caller; null for none
     */
    public record OutboundMessage(
            String queue,
            String kind,
            boolean first,
            String duplicateId,
            byte[] body,
            @Nullable String trace) {}

    private static final int FIRST = 9;

    private final ConnectionFactory connections;
    private final Duration answer;

    /** Sets the longest wait between two confirmations. */
    public BatchSender(ConnectionFactory connections, Duration answer) {
        this.connections = connections;
        this.answer = answer;
    }

    /**
     * Sends and returns the outcome of each, in order: empty if the broker has stored it, else why that is not known.
     */
    public List<Optional<Exception>> send(List<OutboundMessage> letters) {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            Map<String, MessageProducer> producers = new HashMap<>();
            List<Future<Boolean>> confirmed = new ArrayList<>();
            for (OutboundMessage letter : letters) {
                confirmed.add(sent(session, producers, letter));
            }
            return awaited(confirmed);
        } catch (JMSException e) {
            return letters.stream().map(letter -> Optional.<Exception>of(e)).toList();
        }
    }

    private static Future<Boolean> sent(
            Session session, Map<String, MessageProducer> producers, OutboundMessage letter) {
        Confirmation confirmation = new Confirmation();
        try {
            Message message = BytesBinding.message(session, letter.body(), headers(letter));
            MessageProducer producer = producers.get(letter.queue());
            if (producer == null) {
                // Avoids the session's query whether the queue exists, a round trip each time.
                producer = session.createProducer(new ActiveMQQueue(letter.queue()));
                producers.put(letter.queue(), producer);
            }
            producer.send(
                    message,
                    DeliveryMode.PERSISTENT,
                    letter.first() ? FIRST : Message.DEFAULT_PRIORITY,
                    Message.DEFAULT_TIME_TO_LIVE,
                    confirmation);
        } catch (JMSException | Refused e) {
            confirmation.completeExceptionally(e);
        }
        return confirmation;
    }

    private static Map<String, Object> headers(OutboundMessage letter) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(BrokerHeaders.KIND, letter.kind());
        headers.put(BrokerHeaders.DUPLICATE_ID, letter.duplicateId());
        String trace = letter.trace();
        if (trace != null) {
            headers.put(BrokerHeaders.TRACE, trace);
        }
        return headers;
    }

    private List<Optional<Exception>> awaited(List<Future<Boolean>> confirmed) {
        List<Optional<Exception>> fates = new ArrayList<>();
        long patience = answer.toMillis();
        for (Future<Boolean> one : confirmed) {
            try {
                one.get(patience, TimeUnit.MILLISECONDS);
                fates.add(Optional.empty());
            } catch (ExecutionException e) {
                fates.add(Optional.of(e.getCause() instanceof Exception cause ? cause : e));
            } catch (TimeoutException e) {
                patience = 0; // the following messages of this connection would time out, too
                fates.add(Optional.of(new TryLater(Fault.LINE_DOWN, "no confirmation")));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                patience = 0;
                fates.add(Optional.of(new TryLater(Fault.STOPPING, "interrupted")));
            }
        }
        return fates;
    }

    /** The broker's confirmation of one message. */
    private static final class Confirmation extends CompletableFuture<Boolean> implements CompletionListener {

        @Override
        public void onCompletion(Message message) {
            complete(true);
        }

        @Override
        public void onException(Message message, Exception why) {
            completeExceptionally(QuotaUsed.in(why).map(Exception.class::cast).orElse(why));
        }
    }
}
