package vn.antin.node.broker;

import jakarta.jms.ConnectionFactory;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.api.jms.ActiveMQJMSClient;
import org.apache.activemq.artemis.api.jms.JMSFactoryType;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnectorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** A node's way to the hub's queues: two connections, so that nothing urgent waits behind what is not. */
public final class HubConnections implements AutoCloseable {

    /** Names no class: what a message of objects may become. An empty list would allow all. */
    private static final String NO_CLASS = "vn.antin.no.class.at.all";
    /** More would let what is urgent wait behind what the system buffered. */
    private static final int SOCKET_BUFFER = 64 << 10;

    private static final int CONFIRMATION_WINDOW = 1 << 20;
    private static final int PINGS = 3;

    private final ActiveMQConnectionFactory ordinaryClient;
    private final ActiveMQConnectionFactory urgentClient;
    private final HubConnectionFactory ordinary;
    private final HubConnectionFactory urgent;

    /** Ready at once; connects when first used, and again whenever it broke. */
    public HubConnections(LineSettings settings, TlsMaterial tls, Clock clock) {
        TlsProbe tlsProbe = new TlsProbe(settings.host(), settings.port(), tls, settings.tlsProbe());
        ordinaryClient = client(settings, tls);
        urgentClient = client(settings, tls);
        ordinary = new HubConnectionFactory(ordinaryClient, tlsProbe, clock);
        urgent = new HubConnectionFactory(urgentClient, tlsProbe, clock);
    }

    /** Connections for ordinary envelopes and receipts. */
    public ConnectionFactory ordinary() {
        return ordinary;
    }

    /** Connections for the urgent lane. */
    public ConnectionFactory urgent() {
        return urgent;
    }

    /** Runs this whenever one of the lanes changes its state. It must return at once. */
    public void onChange(Runnable listener) {
        ordinary.onChange(listener);
        urgent.onChange(listener);
    }

    /** The state of the worse of the lanes that are in use. */
    public HubReachability state() {
        HubReachability first = ordinary.state();
        HubReachability second = urgent.state();
        boolean secondIsWorse = first.up() || first.trouble() == HubReachability.Trouble.NOT_TRIED;
        return secondIsWorse && second.trouble() != HubReachability.Trouble.NOT_TRIED ? second : first;
    }

    public static ActiveMQConnectionFactory client(LineSettings settings, TlsMaterial tls) {
        Map<String, Object> netty = new HashMap<>();
        netty.put(TransportConstants.HOST_PROP_NAME, settings.host());
        netty.put(TransportConstants.PORT_PROP_NAME, settings.port());
        netty.put(TransportConstants.SSL_ENABLED_PROP_NAME, true);
        netty.put(TransportConstants.SSL_CONTEXT_PROP_NAME, tls);
        netty.put(TransportConstants.VERIFY_HOST_PROP_NAME, true);
        netty.put(TransportConstants.ENABLED_PROTOCOLS_PROP_NAME, "TLSv1.3,TLSv1.2");
        netty.put(
                TransportConstants.NETTY_CONNECT_TIMEOUT,
                Math.toIntExact(settings.tlsProbe().toMillis()));
        netty.put(TransportConstants.TCP_SENDBUFFER_SIZE_PROPNAME, SOCKET_BUFFER);
        netty.put(TransportConstants.TCP_RECEIVEBUFFER_SIZE_PROPNAME, SOCKET_BUFFER);
        ActiveMQConnectionFactory client = ActiveMQJMSClient.createConnectionFactoryWithoutHA(
                JMSFactoryType.CF, new TransportConfiguration(NettyConnectorFactory.class.getName(), netty));
        common(client, settings.largestMessage());
        // The client pings as often as the first says, and looks whether anything came as often as the second says.
        client.setClientFailureCheckPeriod(settings.silence().toMillis() / PINGS);
        client.setConnectionTTL(settings.silence().toMillis());
        client.setCallTimeout(settings.answer().toMillis());
        client.setConsumerWindowSize(settings.window());
        return client;
    }

    /** What holds for the hub's own connections too. */
    public static void common(ActiveMQConnectionFactory client, int largestMessage) {
        client.setInitialConnectAttempts(1);
        client.setReconnectAttempts(0);
        client.setBlockOnDurableSend(true);
        client.setBlockOnNonDurableSend(true);
        client.setBlockOnAcknowledge(true);
        // Without a window the client calls a batch confirmed as soon as it is written to the socket.
        client.setConfirmationWindowSize(CONFIRMATION_WINDOW);
        // Credits are the one thing a sender waits for without end; the broker's door answers instead.
        client.setProducerWindowSize(-1);
        client.setMinLargeMessageSize(largestMessage);
        client.setDeserializationAllowList(NO_CLASS);
        client.setUseTopologyForLoadBalancing(false);
        client.setCacheDestinations(true);
    }

    /**
     * Hangs up for good, within two seconds also over a dead line. What still waits for an answer then gets an error;
     * what was not confirmed counts as not sent, what was not settled comes again.
     */
    @Override
    public void close() {
        ordinary.close();
        urgent.close();
        ordinaryClient.close();
        urgentClient.close();
    }
}
