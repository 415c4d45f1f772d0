package vn.antin.bench.phase4;

import com.helger.collection.commons.CommonsArrayList;
import com.helger.http.EHttpMethod;
import com.helger.phase4.crypto.IAS4CryptoFactory;
import com.helger.phase4.incoming.AS4RequestHandler;
import com.helger.phase4.incoming.AS4ServerInitializer;
import com.helger.phase4.model.pmode.PMode;
import com.helger.phase4.servlet.AS4UnifiedResponse;
import com.helger.phase4.servlet.AS4XServletHandler;
import com.helger.phase4.servlet.IAS4ServletRequestHandlerCustomizer;
import com.helger.photon.io.WebFileIO;
import com.helger.web.scope.IRequestWebScopeWithoutResponse;
import com.helger.web.servlets.scope.WebScopeListener;
import com.helger.xservlet.AbstractXServlet;
import com.helger.xservlet.requesttrack.RequestTrackerSettings;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import vn.antin.bench.Orders;

/**
 * Receives signed messages over HTTP, reads each to its end, and answers with a signed receipt. Bare it stores nothing;
 * for the same work as Antin's it uses TLS, decrypts, and forces the payload to disk before the receipt. A hub then
 * sends the payload on, and its receipt says that the recipient's has come: so it needs no message back.
 */
public final class Receiver {

    private static final String READING = "reading";
    private static final String KEYS = "keys";

    /** A thread for each document in flight and some for Jetty itself. */
    private static final int THREADS = 80;

    private final Path folder;
    private final int port;
    private final String who;
    private final boolean sameWork;

    /** The port to which a hub sends on; 0 for a recipient. */
    private final int next;

    private Receiver(Path folder, int port, String who, boolean sameWork, int next) {
        this.folder = folder;
        this.port = port;
        this.who = who;
        this.sameWork = sameWork;
        this.next = next;
    }

    /**
     * Arguments: the folder for keys and data, the port; for the same work as Antin's also {@code recipient}, which
     * makes the keys, or {@code hub} and the recipient's port.
     */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int port = Integer.parseInt(args[1]);
        String role = args.length > 2 ? args[2] : "";
        boolean hub = role.equals(Keys.HUB);
        if (!hub) {
            Keys.make(folder);
        }
        new Receiver(folder, port, hub ? Keys.HUB : Keys.RECEIVER, !role.isEmpty(), hub ? Integer.parseInt(args[3]) : 0)
                .start();
        Orders.untilTheEnd(System.out);
        Runtime.getRuntime().halt(0);
    }

    /** The address of a receiver. */
    static String url(int port, boolean tls) {
        return (tls ? "https" : "http") + "://127.0.0.1:" + port + "/as4";
    }

    private void start() throws Exception {
        System.setProperty("global.datapath", own("data").toString());
        RequestTrackerSettings.setLongRunningRequestsCheckEnabled(false);
        RequestTrackerSettings.setParallelRunningRequestsCheckEnabled(false);
        Server server = new Server(new QueuedThreadPool(THREADS));
        ServerConnector connector = sameWork ? new ServerConnector(server, tls()) : new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addEventListener(new WebScopeListener());
        context.addEventListener(new Start());
        context.setAttribute(KEYS, Keys.of(folder, who));
        context.addServlet(As4.class, "/as4");
        server.setHandler(context);
        server.start();
    }

    private SslContextFactory.Server tls() throws IOException, GeneralSecurityException {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setSslContext(Keys.tls(folder, who));
        tls.setNeedClientAuth(true);
        return tls;
    }

    private Path own(String name) {
        return folder.resolve(who + "-" + name);
    }

    private File made(String name) {
        try {
            return Files.createDirectories(own(name)).toFile();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private Reading reading(PMode mode) {
        try {
            if (!sameWork) {
                return new Reading(false, payload -> {});
            }
            Payloads stored = new Payloads(made("payloads").toPath());
            if (next == 0) {
                return new Reading(true, stored::store);
            }
            Exchange onward = Exchange.encrypted(folder, mode, who, Keys.RECEIVER, url(next, true));
            return new Reading(true, payload -> {
                stored.store(payload);
                onward.send(payload);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sets up phase4's folders and agreement once the web application exists. */
    private final class Start implements ServletContextListener {

        @Override
        public void contextInitialized(ServletContextEvent event) {
            WebFileIO.initPaths(made("data"), made("context").getAbsolutePath(), false);
            AS4ServerInitializer.initAS4Server();
            PMode mode = Agreement.register(url(port, sameWork), sameWork);
            event.getServletContext().setAttribute(READING, reading(mode));
        }
    }

    /** The servlet: every POST is a message. */
    public static final class As4 extends AbstractXServlet {

        private static final long serialVersionUID = 1L;

        /** Created by Jetty once phase4 has its scope. */
        public As4() {
            settings().setMultipartEnabled(false);
            AS4XServletHandler messages = new AS4XServletHandler();
            messages.setRequestHandlerCustomizer(new IAS4ServletRequestHandlerCustomizer() {
                @Override
                public void customizeBeforeHandling(
                        IRequestWebScopeWithoutResponse scope, AS4UnifiedResponse response, AS4RequestHandler handler) {
                    handler.setCryptoFactory(
                            (IAS4CryptoFactory) getServletContext().getAttribute(KEYS));
                    Reading reading = (Reading) getServletContext().getAttribute(READING);
                    handler.setProcessorSupplier(() -> new CommonsArrayList<>(reading));
                }

                @Override
                public void customizeAfterHandling(
                        IRequestWebScopeWithoutResponse scope, AS4UnifiedResponse response, AS4RequestHandler handler) {
                    // Nothing to close.
                }
            });
            handlerRegistry().registerHandler(EHttpMethod.POST, messages);
        }
    }
}
