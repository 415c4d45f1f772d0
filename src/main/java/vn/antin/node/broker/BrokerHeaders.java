package vn.antin.node.broker;

import jakarta.jms.ConnectionFactory;
import java.util.Set;
import org.apache.camel.component.jms.ConsumerType;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsConfiguration;
import org.apache.camel.component.jms.JmsMessageType;

/** The headers that cross the broker, and the Camel component that filters all others. */
public final class BrokerHeaders {

    /** Kind of the message, so that a route need not parse it. */
    public static final String KIND = "antin_kind";
    /** Recipient, where one node hosts several agencies. */
    public static final String RECIPIENT = "antin_recipient";
    /** Trace context of the document's caller; absent for that of the document's own id. */
    public static final String TRACE = "antin_trace";
    /** The broker keeps only the first message of each id. Must be a string: other types are silently ignored. */
    public static final String DUPLICATE_ID = "_AMQ_DUPL_ID";
    /** The node that sent it, set by the broker from the certificate; a sender cannot set it. */
    public static final String NODE = "JMSXUserID";
    /** Whether it was delivered before. */
    public static final String REDELIVERED = "JMSRedelivered";
    /** Number of deliveries, this one included, as the broker counts. */
    public static final String DELIVERIES = "JMSXDeliveryCount";

    static final Set<String> OUT = Set.of(KIND, RECIPIENT, DUPLICATE_ID, TRACE);
    static final Set<String> IN = Set.of(KIND, RECIPIENT, TRACE);

    private static final long RETRY_MILLIS = 1_000;

    /** How long a consumer waits for a message before it asks the broker whether there is one: a round trip on the line. */
    private static final long RECEIVE_MILLIS = 5_000;

    private BrokerHeaders() {}

    /**
     * Camel's component for the broker over these connections. A consumer takes its messages in transactions of the
     * broker: a message is gone when its route has ended, and comes again when the route fails or the process dies
     * ({@link BatchContainer}). A send returns when the broker has stored the message.
     */
    public static JmsComponent component(ConnectionFactory connections) {
        JmsConfiguration settings = new JmsConfiguration(connections);
        settings.setLazyCreateTransactionManager(false);
        settings.setCacheLevelName("CACHE_CONSUMER");
        settings.setDeliveryPersistent(true);
        settings.setJmsMessageType(JmsMessageType.Bytes);
        settings.setDisableReplyTo(true);
        settings.setAcceptMessagesWhileStopping(false);
        settings.setRecoveryInterval(RETRY_MILLIS);
        settings.setReceiveTimeout(RECEIVE_MILLIS);
        // A node starts while its line is down.
        settings.setTestConnectionOnStartup(false);
        settings.setAsyncStartListener(true);
        settings.setConsumerType(ConsumerType.Custom);
        settings.setMessageListenerContainerFactory(
                queue -> new BatchContainer(((BytesComponent.BytesQueue) queue).route()));
        return new BytesComponent(settings);
    }
}
