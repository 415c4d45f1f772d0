package vn.antin.bench.phase4;

import com.helger.httpclient.HttpClientFactory;
import java.io.IOException;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/** Shares one HTTP client: phase4 alone creates and closes one for each message, which would only make it slower. */
final class KeptAlive extends HttpClientFactory {

    private static final int CONNECTIONS = 128;

    private final CloseableHttpClient shared;

    /**
     * Connections with TLS or without.
     *
     * @param tls null without
     */
    KeptAlive(@Nullable SSLContext tls) {
        PoolingHttpClientConnectionManagerBuilder connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(CONNECTIONS)
                .setMaxConnTotal(CONNECTIONS);
        if (tls != null) {
            connections.setTlsSocketStrategy(new DefaultClientTlsStrategy(tls));
        }
        // The certificate of the client belongs to every connection, so that none is bound to one user.
        shared = HttpClients.custom()
                .setConnectionManager(connections.build())
                .disableConnectionState()
                .build();
    }

    @Override
    public CloseableHttpClient createHttpClient() {
        return new Lent();
    }

    /** Closing it leaves the shared client open. */
    private final class Lent extends CloseableHttpClient {

        @Override
        protected CloseableHttpResponse doExecute(
                @Nullable HttpHost target, ClassicHttpRequest request, @Nullable HttpContext context)
                throws IOException {
            return shared.execute(target, request, context);
        }

        @Override
        public void close() {
            // The shared client stays open.
        }

        @Override
        public void close(CloseMode mode) {
            // The shared client stays open.
        }
    }
}
