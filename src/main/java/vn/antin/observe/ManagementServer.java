package vn.antin.observe;

import jakarta.servlet.Servlet;
import java.net.BindException;
import java.net.InetSocketAddress;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** The management port: plain HTTP for monitoring, with nothing else behind it. */
public final class ManagementServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ManagementServer.class);
    private static final int THREADS = 8;
    private static final long IDLE_MILLIS = 10_000;

    private final Server server;
    private final ServerConnector connector;

    /** Opens the port; 0 takes a free one. */
    public ManagementServer(InetSocketAddress address, Servlet window) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
        threads.setName("antin-observe");
        this.server = new Server(threads);
        this.connector = new ServerConnector(server, 1, 1);
        connector.setHost(address.getHostString());
        connector.setPort(address.getPort());
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler(ServletContextHandler.NO_SESSIONS);
        context.addServlet(new ServletHolder(window), ObserveEndpoints.PATH);
        server.setHandler(context);
        try {
            server.start();
        } catch (Exception e) {
            if (e instanceof BindException || e.getCause() instanceof BindException) {
                throw new Refused(Fault.PORT_TAKEN, e, address.getHostString() + ":" + address.getPort());
            }
            throw new IllegalStateException("the management port does not open on " + address, e);
        }
    }

    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            log.warn("the management port did not close cleanly: {}", e.toString());
        }
    }
}
