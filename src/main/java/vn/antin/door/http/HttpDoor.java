package vn.antin.door.http;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ObjIntConsumer;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.door.DoorLimits;
import vn.antin.door.Errors;
import vn.antin.door.OwnAddress;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** The one HTTPS server of a node or hub; REST, SOAP, console and others are its servlets. */
public final class HttpDoor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpDoor.class);
    /** Time for running calls to end, and once more for their connections. */
    private static final long STOP_MILLIS = 1_500;

    /** An idle keep-alive connection does not delay the stop. */
    private static final long STOP_IDLE_MILLIS = 100;

    /** Connections of slow callers; each costs some kilobytes and no thread. */
    private static final int SLOW_CONNECTIONS = 2_000;

    private final Server server;
    private final ServerConnector connector;
    private final ServletContextHandler context = new ServletContextHandler(ServletContextHandler.NO_SESSIONS);
    private final GracefulHandler calls;
    private final List<Runnable> farewells = new ArrayList<>();

    public HttpDoor(InetSocketAddress address, SSLContext tls, DoorLimits limits, Errors errors) {
        this(address, tls, false, limits, errors);
    }

    /**
     * Builds a door that is not started yet.
     *
     * @param certificates whether clients are asked for a certificate; clients without one are still served
     */
    public HttpDoor(InetSocketAddress address, SSLContext tls, boolean certificates, DoorLimits limits, Errors errors) {
        this.server = new Server(threads(limits));
        Fallback fallback = new Fallback(errors);
        server.setErrorHandler(fallback);
        server.setStopTimeout(STOP_MILLIS);
        this.connector = connector(server, address, tls, certificates, limits);
        server.addConnector(connector);
        // A connection has one request at a time, so this bounds what can wait for a thread; the pool's own queue must
        // never be full. Slow requests are buffered without holding a thread, so there is room for many of them.
        server.addBean(new NetworkConnectionLimit(
                limits.waiters() + limits.threads() + limits.queue() + SLOW_CONNECTIONS, connector));
        context.setContextPath("/");
        context.setErrorHandler(fallback);
        FilterHolder traces = new FilterHolder(new TraceFilter());
        traces.setAsyncSupported(true);
        context.addFilter(traces, "/*", EnumSet.of(DispatcherType.REQUEST));
        SecurityHeaders guard = new SecurityHeaders();
        guard.setHandler(context);
        this.calls = new GracefulHandler(new BodyBufferingHandler(guard, limits.idle()));
        server.setHandler(calls);
    }

    private static QueuedThreadPool threads(DoorLimits limits) {
        QueuedThreadPool threads = new QueuedThreadPool(limits.threads(), 4, 60_000);
        threads.setName("antin-http");
        return threads;
    }

    private static ServerConnector connector(
            Server server, InetSocketAddress address, SSLContext tls, boolean certificates, DoorLimits limits) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(DoorLimits.HEADER_BYTES);
        boolean loopback = address.getAddress() != null && address.getAddress().isLoopbackAddress();
        http.addCustomizer(new SecureRequestCustomizer(!loopback));
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setSslContext(tls);
        factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        factory.setRenegotiationAllowed(false);
        factory.setWantClientAuth(certificates);
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        ServerConnector connector =
                new ServerConnector(server, 1, 1, new SslConnectionFactory(factory, plain.getProtocol()), plain);
        SlowHeaderTimeout.over(plain, connector.getScheduler(), limits.idle());
        connector.setHost(address.getHostString());
        connector.setPort(address.getPort());
        connector.setIdleTimeout(limits.idle().toMillis());
        connector.setShutdownIdleTimeout(STOP_IDLE_MILLIS);
        connector.setAcceptQueueSize(128);
        return connector;
    }

    /** Maps a servlet to a path such as {@code /api/v1/*}; before the start. */
    public HttpDoor addServlet(String path, Servlet servlet) {
        ServletHolder holder = new ServletHolder(path, servlet);
        holder.setAsyncSupported(true);
        holder.setInitParameter("hide-service-list-page", "true");
        context.addServlet(holder, path);
        return this;
    }

    /** Sets the names by which callers know this door, the first as fallback; before the start. */
    public HttpDoor known(Collection<String> hosts) {
        OwnAddress.known(context.getServletContext(), hosts);
        return this;
    }

    /** Registers a listener for answered calls, with path and status; before the start. */
    public HttpDoor onAnswer(ObjIntConsumer<String> tally) {
        server.setRequestLog((request, response) ->
                tally.accept(Objects.requireNonNullElse(request.getHttpURI().getPath(), ""), response.getStatus()));
        return this;
    }

    /** Registers what runs first when the door closes, so that waiting calls are answered. */
    public HttpDoor onClose(Runnable farewell) {
        farewells.add(farewell);
        return this;
    }

    public HttpDoor start() {
        try {
            server.start();
            return this;
        } catch (Exception e) {
            if (e instanceof BindException || e.getCause() instanceof BindException) {
                throw new Refused(Fault.PORT_TAKEN, e, connector.getHost() + ":" + connector.getPort());
            }
            throw new IllegalStateException(
                    "the HTTPS door does not open on " + connector.getHost() + ":" + connector.getPort(), e);
        }
    }

    /** The port it listens on, also when the configured port was 0. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Waits briefly for running calls, then aborts them. */
    @Override
    public void close() {
        farewells.forEach(Runnable::run);
        try {
            calls.shutdown().get(STOP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // The door closes all the same: an aborted caller repeats with the same key.
            LOG.warn("the HTTPS door closes while calls are under way");
        } catch (ExecutionException e) {
            LOG.warn("the HTTPS door closes without waiting for calls", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            server.stop();
        } catch (TimeoutException e) {
            LOG.warn("the HTTPS door left connections behind");
        } catch (Exception e) {
            throw new IllegalStateException("the HTTPS door does not close", e);
        }
    }
}
