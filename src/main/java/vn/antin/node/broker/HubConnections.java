package vn.antin.node.broker;

import jakarta.jms.ConnectionFactory;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.api.jms.ActiveMQJMSClient;
import org.apache.activemq.artemis.api.jms.JMSFactoryType;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnectorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import vn.antin.directory.HubEndpoint;

/** A node's connections to the hub's queues: two, so that urgent messages never wait behind others. */
public final class HubConnections implements AutoCloseable {

    /** Allow list of classes for deserialisation that matches none. An empty list would allow all. */
    private static final String NO_CLASS = "vn.antin.no.class.at.all";
    /** A larger buffer would let urgent messages wait behind buffered ones. */
    private static final int SOCKET_BUFFER = 64 << 10;

    private static final int CONFIRMATION_WINDOW = 1 << 20;
    private static final int PINGS = 3;

    private final HubPlaces places;
    private final HubConnectionFactory ordinary;
    private final HubConnectionFactory urgent;

    /** Returns at once; connects on first use, and again whenever a connection broke. */
    public HubConnections(LineSettings settings, TlsMaterial tls, Clock clock) {
        this(
                new HubPlaces(
                        () -> List.of(new HubEndpoint(settings.host(), settings.port(), 0, null)),
                        place -> settings,
                        tls),
                clock);
    }

    /**
     * The same for a hub that may be found at several places.
     *
     * @param all the preferred one first, at least one; asked at each attempt
     */
    public HubConnections(Supplier<List<HubEndpoint>> all, TlsMaterial tls, Clock clock) {
        this(new HubPlaces(all, place -> LineSettings.of(place.host(), place.port()), tls), clock);
    }

    private HubConnections(HubPlaces places, Clock clock) {
        this.places = places;
        ordinary = HubConnectionFactory.to(places, clock);
        // Receipts are small: half the bytes hold as many messages.
        urgent = HubConnectionFactory.to(
                new HubPlaces(
                        places.all(), place -> places.settings().apply(place).withHalfWindow(), places.tls()),
                clock);
    }

    /** Where the hub is reached, or looked for at the next attempt. */
    public HubEndpoint place() {
        return ordinary.place();
    }

    /** Moves to the preferred place if the hub takes this node there. For a timer: it takes some seconds. */
    public void prefer() {
        HubEndpoint first = places.first();
        boolean there = ordinary.place().isAt(first) && urgent.place().isAt(first);
        if (!there && places.takes(first)) {
            ordinary.turnTo(first);
            urgent.turnTo(first);
            renew();
        }
    }

    /** Connections for ordinary envelopes and receipts. */
    public ConnectionFactory ordinary() {
        return ordinary;
    }

    public ConnectionFactory urgent() {
        return urgent;
    }

    /** Registers a listener for changes of either lane. It must return at once. */
    public void onChange(Runnable listener) {
        ordinary.onChange(listener);
        urgent.onChange(listener);
    }

    /** Connects again, with the key that is in use now. What is under way counts as after a broken line. */
    public void renew() {
        places.tls().forgetSessions();
        ordinary.resetConnection();
        urgent.resetConnection();
    }

    /**
     * Registers what runs when the hub's certificate is not in the directory here, or this node's not in the hub's. It
     * must return at once.
     */
    public void onUnknown(Consumer<HubReachability.Trouble> listener) {
        ordinary.onUnknown(listener);
    }

    /** The worse state of the lanes in use. */
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
        // The client pings at the first interval and checks for received data at the second.
        client.setClientFailureCheckPeriod(settings.silence().toMillis() / PINGS);
        client.setConnectionTTL(settings.silence().toMillis());
        client.setCallTimeout(settings.answer().toMillis());
        client.setConsumerWindowSize(settings.window());
        return client;
    }

    /** Settings that the hub's own connections share. */
    public static void common(ActiveMQConnectionFactory client, int largestMessage) {
        client.setInitialConnectAttempts(1);
        client.setReconnectAttempts(0);
        client.setBlockOnDurableSend(true);
        client.setBlockOnNonDurableSend(true);
        // Messages are acknowledged in transactions, and the broker confirms the commit.
        client.setBlockOnAcknowledge(false);
        // Without a confirmation window the client confirms a batch as soon as it is written to the socket.
        client.setConfirmationWindowSize(CONFIRMATION_WINDOW);
        // A producer would wait without end for credits; the broker's filter refuses instead.
        client.setProducerWindowSize(-1);
        client.setMinLargeMessageSize(largestMessage);
        client.setDeserializationAllowList(NO_CLASS);
        client.setUseTopologyForLoadBalancing(false);
        client.setCacheDestinations(true);
    }

    /**
     * Closes both connections within two seconds, also over a dead line. Pending calls get an error; unconfirmed
     * messages count as not sent, unacknowledged ones are delivered again.
     */
    @Override
    public void close() {
        ordinary.close();
        urgent.close();
    }
}
