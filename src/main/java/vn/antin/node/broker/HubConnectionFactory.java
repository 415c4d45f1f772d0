package vn.antin.node.broker;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.activemq.artemis.api.core.ActiveMQDisconnectedException;
import org.apache.activemq.artemis.core.client.impl.ClientSessionFactoryInternal;
import org.apache.activemq.artemis.jms.client.ActiveMQConnection;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jms.connection.CachingConnectionFactory;
import vn.antin.directory.HubEndpoint;
import vn.antin.fault.TryLater;
import vn.antin.node.broker.HubReachability.Trouble;

/**
 * Shares one connection to the broker and replaces it whenever it breaks, because a client that reconnects by itself
 * did not recover from a line that drops packets. Backs off for at most two seconds between attempts; until then it
 * fails fast with the last error. Each attempt tries one place of the hub, and the next attempt the next one.
 */
final class HubConnectionFactory extends CachingConnectionFactory {

    private static final Logger LOG = LoggerFactory.getLogger(HubConnectionFactory.class);
    private static final Duration SHORTEST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final Duration LEAVE = Duration.ofSeconds(1);
    /** As many as there are threads that send; further sessions are created and closed after use. */
    private static final int SESSIONS = 32;
    /** Number of names of seven characters, so that collisions between some hundred connections are unlikely. */
    private static final long NAMES = 78_364_164_096L;

    private final @Nullable HubPlaces places;
    private final Clock clock;
    /** Where the hub is reached, or looked for at the next attempt; null inside the hub. */
    private volatile @Nullable HubEndpoint place;
    /** Where the client connects to. */
    private @Nullable HubEndpoint target;

    private volatile HubReachability state;
    private volatile @Nullable Connection current;
    /** Id of the current connection, read while it was open: a broken one does not return it. */
    private volatile @Nullable Object own;

    private volatile boolean closed;
    private volatile Runnable changed = () -> {};
    private volatile Consumer<Object> ended = id -> {};
    private volatile Consumer<Trouble> unknown = trouble -> {};
    private Instant notBefore = Instant.MIN;
    private Duration pause = SHORTEST;

    private HubConnectionFactory(
            ConnectionFactory client, @Nullable HubPlaces places, @Nullable HubEndpoint place, Clock clock) {
        super(client);
        this.places = places;
        this.place = place;
        this.target = place;
        this.clock = clock;
        this.state = new HubReachability(false, clock.instant(), Trouble.NOT_TRIED, "");
        setSessionCacheSize(SESSIONS);
        setCacheConsumers(false);
    }

    /** The hub's own connections, inside its process. */
    static HubConnectionFactory inside(ConnectionFactory target) {
        return new HubConnectionFactory(target, null, null, Clock.systemUTC());
    }

    /** A node's connections to its hub. Returns at once; connects on first use. */
    static HubConnectionFactory to(HubPlaces places, Clock clock) {
        HubEndpoint first = places.first();
        return new HubConnectionFactory(client(places, first), places, first, clock);
    }

    private static ActiveMQConnectionFactory client(HubPlaces places, HubEndpoint place) {
        return HubConnections.client(places.settings().apply(place), places.tls());
    }

    /** Where the hub is reached, or looked for at the next attempt. */
    HubEndpoint place() {
        return Objects.requireNonNull(place, "the hub needs no way to itself");
    }

    /** Takes that place at the next attempt. */
    void turnTo(HubEndpoint other) {
        place = other;
    }

    HubReachability state() {
        return state;
    }

    /** Registers a listener for changes of reachability. It must return at once. */
    void onChange(Runnable listener) {
        changed = listener;
    }

    /** Registers what runs when one end does not know the certificate of the other. It must return at once. */
    void onUnknown(Consumer<Trouble> listener) {
        unknown = listener;
    }

    @Override
    protected Connection doCreateConnection() throws JMSException {
        if (closed) {
            throw new IllegalStateException("the line to the hub was closed");
        }
        HubPlaces ways = places;
        if (ways == null) {
            Connection connection = super.doCreateConnection();
            current = connection;
            own = id(connection);
            return connection;
        }
        if (clock.instant().isBefore(notBefore)) {
            throw broken(new TlsProbe.HandshakeResult(state.trouble(), state.detail()), null);
        }
        HubEndpoint tried = place();
        TlsProbe.HandshakeResult found = ways.probe(tried);
        if (found.trouble() != Trouble.NONE) {
            throw down(ways, tried, found, null);
        }
        connectTo(ways, tried);
        try {
            Connection connection = named(super.doCreateConnection());
            current = connection;
            pause = SHORTEST;
            become(true, TlsProbe.HandshakeResult.NOTHING);
            return connection;
        } catch (JMSSecurityException e) {
            throw down(ways, tried, new TlsProbe.HandshakeResult(Trouble.NOT_IN_DIRECTORY, said(e)), e);
        } catch (JMSException e) {
            TlsProbe.HandshakeResult heard = ways.probe(tried);
            throw down(
                    ways,
                    tried,
                    heard.trouble() == Trouble.NONE ? new TlsProbe.HandshakeResult(Trouble.OTHER, said(e)) : heard,
                    e);
        }
    }

    private void connectTo(HubPlaces ways, HubEndpoint tried) {
        if (target == null || !target.isAt(tried)) {
            ConnectionFactory before = getTargetConnectionFactory();
            setTargetConnectionFactory(client(ways, tried));
            closeClient(before);
            target = tried;
            LOG.info("the hub is looked for at {}", tried.place());
        }
    }

    private static void closeClient(@Nullable ConnectionFactory client) {
        if (client instanceof ActiveMQConnectionFactory open) {
            open.close();
        }
    }

    /** Sets a short name, because every message carries it, and Artemis' default has seventy bytes. */
    private static Connection named(Connection connection) throws JMSException {
        try {
            connection.setClientID(Long.toString(ThreadLocalRandom.current().nextLong(NAMES), Character.MAX_RADIX));
            return connection;
        } catch (JMSException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public void onException(JMSException e) {
        if (places == null) {
            LOG.warn("the hub's own connection to its broker broke and is made anew: {}", said(e));
            resetConnection();
            return;
        }
        become(false, new TlsProbe.HandshakeResult(Trouble.BROKEN, said(e)));
        resetConnection();
    }

    /**
     * Registers a listener for the id of each abandoned connection, so that the broker in this process can close it,
     * too.
     */
    void onEnd(Consumer<Object> listener) {
        ended = listener;
    }

    /** The id of the connection in use, the same at both ends; null while there is none, and for a line. */
    @Nullable
    Object id() {
        return own;
    }

    private static @Nullable Object id(Connection connection) {
        RemotingConnection ours = connection instanceof ActiveMQConnection client
                        && client.getSessionFactory() instanceof ClientSessionFactoryInternal factory
                ? factory.getConnection()
                : null;
        return ours == null ? null : ours.getID();
    }

    /** A connection that is closed is often broken: a failure to close it is not logged. */
    @Override
    protected void closeConnection(Connection connection) {
        Object id = current == connection ? own : null;
        try {
            connection.close();
        } catch (JMSException | RuntimeException e) {
            LOG.debug("a connection did not close in order: {}", e.toString());
        } finally {
            if (id != null) {
                own = null;
                ended.accept(id);
            }
        }
    }

    /** Closes the connection, or aborts it over a dead line. */
    void close() {
        closed = true;
        Thread leave = new Thread(this::destroy, "leaving the hub");
        leave.setDaemon(true);
        leave.start();
        try {
            leave.join(LEAVE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (leave.isAlive()
                && current instanceof ActiveMQConnection connection
                && connection.getSessionFactory() instanceof ClientSessionFactoryInternal factory) {
            factory.getConnection().fail(new ActiveMQDisconnectedException("the line was closed"));
        }
        if (places != null) {
            closeClient(getTargetConnectionFactory());
        }
    }

    /** Reports why the preferred place fails, and not the others, which are tried in turn. */
    private JMSException down(
            HubPlaces ways, HubEndpoint tried, TlsProbe.HandshakeResult found, @Nullable JMSException cause) {
        HubReachability before = state;
        if (before.up() || before.trouble() == Trouble.NOT_TRIED || tried.isAt(ways.first())) {
            become(false, found);
        }
        place = ways.after(tried);
        notBefore = clock.instant().plus(pause);
        pause = pause.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : pause.multipliedBy(2);
        if (found.trouble() == Trouble.HUB_NOT_TRUSTED || found.trouble() == Trouble.NOT_IN_DIRECTORY) {
            unknown.accept(found.trouble());
        }
        return broken(found, cause);
    }

    private static JMSException broken(TlsProbe.HandshakeResult found, @Nullable JMSException cause) {
        TryLater why = found.tryLater();
        JMSException broken = new JMSException(why.getMessage(), why.fault().code());
        broken.initCause(cause == null ? why : cause);
        return broken;
    }

    private synchronized void become(boolean up, TlsProbe.HandshakeResult found) {
        HubReachability before = state;
        state = before.becomes(up, clock.instant(), found.trouble(), found.detail());
        if (before.up() != up || before.trouble() != found.trouble()) {
            LOG.info(
                    "hub {}",
                    up ? "connected" : "out of reach: " + found.trouble().words());
            changed.run();
        }
    }

    private static String said(JMSException e) {
        return String.valueOf(e.getMessage());
    }
}
