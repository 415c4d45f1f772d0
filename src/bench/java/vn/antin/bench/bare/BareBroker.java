package vn.antin.bench.bare;

import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.api.jms.ActiveMQJMSClient;
import org.apache.activemq.artemis.api.jms.JMSFactoryType;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnectorFactory;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import vn.antin.node.broker.BrokerConfiguration;
import vn.antin.node.broker.BrokerSettings;
import vn.antin.node.broker.HubConnections;
import vn.antin.node.broker.LineSettings;
import vn.antin.node.broker.TlsMaterial;

/** The broker alone, to compare with the hub: the hub's journal, limits and TLS, but no authorisation of queues. */
public final class BareBroker implements AutoCloseable {

    /** Fits the largest measured document in one message, so that the peer stores none as a file. */
    private static final int LARGEST = 2 << 20;

    /** Fits several of the largest, so that no worker waits for its next message. */
    private static final int WINDOW = 8 << 20;

    private static final Map<String, Object> INSIDE = Map.of("serverId", 0);

    private final ActiveMQServer server;

    /** Starts listening with these queues. */
    public BareBroker(Path folder, int port, TlsMaterial tls, List<String> queues) {
        BrokerSettings settings = settings(port);
        try {
            Configuration configuration = new ConfigurationImpl()
                    .setName("bare")
                    .setJMXManagementEnabled(false)
                    .setGlobalMaxSize(settings.globalMaxBytes())
                    .setSecurityEnabled(false)
                    .addAcceptorConfiguration(BrokerConfiguration.acceptor(settings, tls))
                    .addAcceptorConfiguration(
                            new TransportConfiguration(InVMAcceptorFactory.class.getName(), INSIDE, "inside"))
                    .addAddressSetting("#", BrokerConfiguration.everyQueue(settings));
            BrokerConfiguration.journal(configuration, folder, settings);
            server = new ActiveMQServerImpl(configuration);
            server.start();
            for (String queue : queues) {
                server.createQueue(
                        QueueConfiguration.of(queue)
                                .setAddress(queue)
                                .setRoutingType(RoutingType.ANYCAST)
                                .setDurable(true)
                                .setAutoCreateAddress(true),
                        true);
            }
        } catch (Exception e) {
            throw new IllegalStateException("the bare broker did not start: " + e.getMessage(), e);
        }
    }

    /** The hub's settings but for the largest message. */
    private static BrokerSettings settings(int port) {
        BrokerSettings hub = BrokerSettings.of("127.0.0.1", port);
        return new BrokerSettings(
                hub.host(),
                hub.port(),
                hub.names(),
                hub.globalMaxBytes(),
                hub.queueMaxBytes(),
                hub.pageBytes(),
                hub.queueLimitBytes(),
                hub.maxDiskUsagePercent(),
                hub.journalTimeout(),
                LARGEST,
                hub.duplicateIds(),
                hub.firstRetry(),
                hub.longestRetry(),
                hub.nodeBytesPerHour(),
                hub.answer());
    }

    /** Connections from inside the broker's process. */
    public static ConnectionFactory inside() {
        ActiveMQConnectionFactory inside = ActiveMQJMSClient.createConnectionFactoryWithoutHA(
                JMSFactoryType.CF, new TransportConfiguration(InVMConnectorFactory.class.getName(), INSIDE));
        HubConnections.common(inside, LARGEST);
        return onlyCommitsWait(inside);
    }

    /** Connections over TLS, as a node's. */
    public static ConnectionFactory outside(int port, TlsMaterial tls) {
        Duration patience = Duration.ofMinutes(1);
        return onlyCommitsWait(HubConnections.client(
                new LineSettings("127.0.0.1", port, patience, patience, patience, WINDOW, LARGEST), tls));
    }

    /** Only the commit waits for the disk; sends within a transaction need not. */
    private static ConnectionFactory onlyCommitsWait(ActiveMQConnectionFactory factory) {
        factory.setBlockOnDurableSend(false);
        factory.setBlockOnAcknowledge(false);
        return factory;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the bare broker did not stop in order: " + e.getMessage(), e);
        }
    }
}
