package vn.antin.door.docs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import vn.antin.SlowMachine;
import vn.antin.door.Errors;

/** The documents alone, over plain HTTP on a free loopback port. */
final class OpenDocs {

    private final Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final HttpClient client = HttpClient.newHttpClient();

    OpenDocs() throws Exception {
        ServletContextHandler context = new ServletContextHandler(ServletContextHandler.NO_SESSIONS);
        context.addServlet(new ServletHolder(new Docs()), Docs.PATH);
        context.addServlet(new ServletHolder(new ErrorPages(Errors.load())), ErrorPages.PATH + "*");
        server.setHandler(context);
        server.start();
    }

    HttpResponse<String> get(String path, String languages) throws IOException, InterruptedException {
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(SlowMachine.PATIENCE)
                        .header("Accept-Language", languages)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    void close() throws Exception {
        server.stop();
    }
}
