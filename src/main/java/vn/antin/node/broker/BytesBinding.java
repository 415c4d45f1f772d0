package vn.antin.node.broker;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.JmsBinding;
import org.apache.camel.component.jms.JmsEndpoint;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.wire.InboundMessage;

/**
 * Converts between Camel and broker messages: bytes, and the headers of {@link BrokerHeaders} by their exact names.
 * Nothing else crosses, and nothing is ever deserialised into objects.
 */
final class BytesBinding extends JmsBinding {

    /** Leaves room for headers below the size from which the broker would store a message as a file. */
    private static final int LARGEST = (1 << 20) - (64 << 10);

    private static final byte[] NOTHING = {};

    BytesBinding(JmsEndpoint endpoint) {
        super(endpoint);
    }

    @Override
    public Object extractBodyFromJms(Exchange exchange, Message message) {
        return body(message);
    }

    /** What a stop needs of a message. */
    static InboundMessage read(Message message) throws JMSException {
        return new InboundMessage(
                Objects.toString(text(message, BrokerHeaders.KIND), ""),
                Objects.toString(message.getStringProperty(BrokerHeaders.NODE), ""),
                body(message),
                text(message, BrokerHeaders.TRACE));
    }

    private static @Nullable String text(Message message, String name) throws JMSException {
        return message.getObjectProperty(name) instanceof String value ? value : null;
    }

    /** The bytes; none for a message of any other type or beyond the limit, which the route then refuses. */
    private static byte[] body(Message message) {
        try {
            if (!(message instanceof BytesMessage bytes) || bytes.getBodyLength() > LARGEST) {
                return NOTHING;
            }
            byte[] body = new byte[Math.toIntExact(bytes.getBodyLength())];
            bytes.reset();
            bytes.readBytes(body);
            return body;
        } catch (JMSException e) {
            throw new IllegalStateException("reading a message that was received", e);
        }
    }

    /** Overridden, because Camel lets correlation ids, reply addresses and others pass every filter. */
    @Override
    public Map<String, Object> extractHeadersFromJms(Message message, Exchange exchange) {
        Map<String, Object> headers = new HashMap<>();
        try {
            for (String name : BrokerHeaders.IN) {
                String value = text(message, name);
                if (value != null) {
                    headers.put(name, value);
                }
            }
            headers.put(BrokerHeaders.NODE, message.getStringProperty(BrokerHeaders.NODE));
            headers.put(BrokerHeaders.REDELIVERED, message.getJMSRedelivered());
            headers.put(BrokerHeaders.DELIVERIES, message.getIntProperty(BrokerHeaders.DELIVERIES));
        } catch (JMSException e) {
            throw new IllegalStateException("reading the headers of a message that was received", e);
        }
        return headers;
    }

    @Override
    public Message makeJmsMessage(
            Exchange exchange, org.apache.camel.Message message, Session session, @Nullable Exception cause)
            throws JMSException {
        if (!(message.getBody() instanceof byte[] body)) {
            throw new IllegalArgumentException("only bytes go to the broker");
        }
        return message(session, body, message.getHeaders());
    }

    /** A message of these bytes, with those of the headers that cross the broker. */
    static BytesMessage message(Session session, byte[] body, Map<String, Object> headers) throws JMSException {
        if (body.length > LARGEST) {
            throw new Refused(Fault.TOO_LARGE, Integer.toString(body.length), Integer.toString(LARGEST));
        }
        BytesMessage sent = session.createBytesMessage();
        sent.writeBytes(body);
        for (String name : BrokerHeaders.OUT) {
            Object value = headers.get(name);
            if (value instanceof String text) {
                sent.setStringProperty(name, text);
            } else if (value != null) {
                throw new IllegalArgumentException("only strings go to the broker: " + name);
            }
        }
        return sent;
    }
}
