package vn.antin.bench.phase4;

import com.helger.httpclient.HttpClientFactory;
import java.io.IOException;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/** One client for all messages: phase4 alone makes and closes one for each, which would only make it slower. */
final class KeptAlive extends HttpClientFactory {

    private static final int CONNECTIONS = 128;

    private final CloseableHttpClient shared = HttpClients.custom()
            .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnPerRoute(CONNECTIONS)
                    .setMaxConnTotal(CONNECTIONS)
                    .build())
            .build();

    @Override
    public CloseableHttpClient createHttpClient() {
        return new Lent();
    }

    /** Closed by whoever sent with it; the client behind it stays. */
    private final class Lent extends CloseableHttpClient {

        @Override
        protected CloseableHttpResponse doExecute(
                @Nullable HttpHost target, ClassicHttpRequest request, @Nullable HttpContext context)
                throws IOException {
            return shared.execute(target, request, context);
        }

        @Override
        public void close() {
            // It was lent.
        }

        @Override
        public void close(CloseMode mode) {
            // It was lent.
        }
    }
}
