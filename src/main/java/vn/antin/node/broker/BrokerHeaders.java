package vn.antin.node.broker;

import jakarta.jms.ConnectionFactory;
import java.util.Set;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsConfiguration;
import org.apache.camel.component.jms.JmsMessageType;

/** The few headers that cross the broker, and the Camel component that lets no other through. */
public final class BrokerHeaders {

    /** What the message is, so that a route need not open it. */
    public static final String KIND = "antin_kind";
    /** For whom, where one node hosts several agencies. */
    public static final String RECIPIENT = "antin_recipient";
    /** The trace that the document's caller gave; absent for that of the document's own id. */
    public static final String TRACE = "antin_trace";
    /** The broker keeps only the first message of each id. Must be a string: anything else is lost without a word. */
    public static final String DUPLICATE_ID = "_AMQ_DUPL_ID";
    /** The node that sent it, as the broker found it in the certificate; no sender can write it. */
    public static final String NODE = "JMSXUserID";
    /** Whether it was handed out before. */
    public static final String REDELIVERED = "JMSRedelivered";
    /** How often it was handed out, this time included, as the broker counts. */
    public static final String DELIVERIES = "JMSXDeliveryCount";

    static final Set<String> OUT = Set.of(KIND, RECIPIENT, DUPLICATE_ID, TRACE);
    static final Set<String> IN = Set.of(KIND, RECIPIENT, TRACE);

    private static final long RETRY_MILLIS = 1_000;

    private BrokerHeaders() {}

    /**
     * Camel's way to the broker over these connections. A consumer takes one message per broker transaction; it is
     * gone when the route ends and comes back when the route fails or the process dies. A sender returns when the
     * broker has the message on disk.
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
        // A node starts while its line is down.
        settings.setTestConnectionOnStartup(false);
        settings.setAsyncStartListener(true);
        return new BytesComponent(settings);
    }
}
