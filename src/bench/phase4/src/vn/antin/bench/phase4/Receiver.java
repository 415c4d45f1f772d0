package vn.antin.bench.phase4;

import com.helger.collection.commons.CommonsArrayList;
import com.helger.http.EHttpMethod;
import com.helger.phase4.crypto.IAS4CryptoFactory;
import com.helger.phase4.incoming.AS4RequestHandler;
import com.helger.phase4.incoming.AS4ServerInitializer;
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
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import vn.antin.bench.Orders;

/** Receives signed messages over HTTP, reads each to its end, stores nothing, and answers with a signed receipt. */
public final class Receiver {

    static final String PATH = "/as4";

    private static final String KEYS = "keys";

    /** A thread for each document in flight and some for Jetty itself. */
    private static final int THREADS = 80;

    private Receiver() {}

    /** Arguments: the folder for keys and data, the port. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int port = Integer.parseInt(args[1]);
        Keys.make(folder);
        IAS4CryptoFactory keys = Keys.of(folder, Keys.RECEIVER);
        System.setProperty("global.datapath", folder.resolve("data").toString());
        RequestTrackerSettings.setLongRunningRequestsCheckEnabled(false);
        RequestTrackerSettings.setParallelRunningRequestsCheckEnabled(false);

        Server server = new Server(new QueuedThreadPool(THREADS));
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addEventListener(new WebScopeListener());
        context.addEventListener(new Start(folder, port));
        context.setAttribute(KEYS, keys);
        context.addServlet(As4.class, PATH);
        server.setHandler(context);
        server.start();
        Orders.untilTheEnd(System.out);
        Runtime.getRuntime().halt(0);
    }

    /** Sets up phase4's folders and agreement once the web application exists. */
    private record Start(Path folder, int port) implements ServletContextListener {

        @Override
        public void contextInitialized(ServletContextEvent event) {
            WebFileIO.initPaths(made("data"), made("context").getAbsolutePath(), false);
            AS4ServerInitializer.initAS4Server();
            Agreement.register("http://127.0.0.1:" + port + PATH);
        }

        private File made(String name) {
            try {
                return Files.createDirectories(folder.resolve(name)).toFile();
            } catch (IOException e) {
                throw new UncheckedIOException(name, e);
            }
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
                    handler.setProcessorSupplier(() -> new CommonsArrayList<>(new Reading()));
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
