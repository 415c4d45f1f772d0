package vn.antin.door.webhook;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import vn.antin.thread.DaemonThreads;

/**
 * Posts messages and returns the answers. It holds no thread while it waits; each webhook has its own connections, so
 * that none delays another.
 */
final class WebhookClient implements AutoCloseable {

    /** Time for a whole attempt: lookup, connection, message and answer. */
    static final Duration TIMEOUT = Duration.ofSeconds(15);

    /** Bytes of an answer that are read and discarded before the connection is cut. */
    private static final int MOST_BYTES = 16 << 10;

    /**
     * Idle time of a connection: shorter than receivers keep one, so that none is reused after the receiver closed it.
     */
    private static final Duration IDLE = Duration.ofSeconds(4);

    private static final int MOST_HEADERS = 16 << 10;
    private static final int NAME_THREADS = 64;

    private final ThreadPoolExecutor nameThreads;
    private final GuardedResolver names;
    private final HttpClient client;
    private final Duration patience;

    /**
     * Builds a client; it opens no connection yet.
     *
     * @param tls trust store of the receivers' certificates
     */
    WebhookClient(AllowedNetworks networks, SSLContext tls) {
        this(networks, tls, InetAddress::getAllByName, TIMEOUT);
    }

    WebhookClient(AllowedNetworks networks, SSLContext tls, GuardedResolver.NameLookup known, Duration patience) {
        this.patience = patience;
        this.nameThreads = new ThreadPoolExecutor(
                NAME_THREADS,
                NAME_THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                DaemonThreads.named("antin-hook-names"));
        nameThreads.allowCoreThreadTimeOut(true);
        this.names = new GuardedResolver(known, networks, nameThreads);
        this.client = client(tls);
        client.setSocketAddressResolver(names);
        try {
            client.start();
            // Redirects and authentication are not followed.
            client.getProtocolHandlers().clear();
        } catch (Exception e) {
            throw new IllegalStateException("the client for webhooks does not start", e);
        }
    }

    private HttpClient client(SSLContext tls) {
        SslContextFactory.Client ssl = new SslContextFactory.Client();
        ssl.setSslContext(tls);
        ClientConnector connector = new ClientConnector();
        connector.setSslContextFactory(ssl);
        connector.setConnectTimeout(patience);
        QueuedThreadPool threads = new QueuedThreadPool(8, 1);
        threads.setName("antin-hook-http");
        threads.setDaemon(true);
        connector.setExecutor(threads);
        HttpClient made = new HttpClient(new HttpClientTransportOverHTTP(connector));
        made.setIdleTimeout(IDLE.toMillis());
        made.setMaxConnectionsPerDestination(WebhookDispatcher.AT_ONCE);
        made.setDestinationIdleTimeout(TimeUnit.MINUTES.toMillis(1));
        made.setMaxResponseHeadersSize(MOST_HEADERS);
        made.setFollowRedirects(false);
        made.setHttpCookieStore(new HttpCookieStore.Empty());
        made.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "Antin-Webhooks"));
        return made;
    }

    /** Whether the address is allowed now; a name that does not resolve yet is. */
    boolean allowed(URI url) {
        try {
            return !names.allowed(url.getHost(), url.getScheme().equals("https"))
                    .isEmpty();
        } catch (GuardedResolver.NotAllowedException e) {
            return false;
        } catch (UnknownHostException e) {
            return true;
        }
    }

    /** Never completes exceptionally: a failure is a result. */
    CompletableFuture<AttemptResult> post(
            UUID webhook, URI url, Map<String, String> headers, String mediaType, byte[] body) {
        StatusListener answer = new StatusListener();
        client.newRequest(url)
                .tag(webhook)
                .method(HttpMethod.POST)
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .idleTimeout(2 * patience.toMillis(), TimeUnit.MILLISECONDS)
                .headers(fields -> {
                    headers.forEach(fields::put);
                    fields.remove(HttpHeader.ACCEPT_ENCODING);
                })
                .body(new BytesRequestContent(mediaType, body))
                .send(answer);
        return answer.told;
    }

    /** Takes the status; the body is discarded. */
    private static final class StatusListener implements Response.Listener {

        private final CompletableFuture<AttemptResult> told = new CompletableFuture<>();
        private volatile @Nullable AttemptResult answer;
        private int read;

        @Override
        public void onHeaders(Response response) {
            answer =
                    AttemptResult.of(response.getStatus(), response.getHeaders().get(HttpHeader.RETRY_AFTER));
        }

        @Override
        public void onContent(Response response, ByteBuffer content) {
            read += content.remaining();
            if (read > MOST_BYTES) {
                var unused = response.abort(new IllegalStateException("an answer of more than " + MOST_BYTES));
            }
        }

        @Override
        public void onComplete(Result result) {
            AttemptResult came = answer;
            Throwable failure = result.getFailure();
            told.complete(
                    came != null
                            ? came
                            : AttemptResult.none(failure == null ? FailureReason.BROKEN : setback(failure)));
        }

        private static FailureReason setback(Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof GuardedResolver.NotAllowedException) {
                    return FailureReason.NOT_ALLOWED;
                } else if (cause instanceof UnknownHostException) {
                    return FailureReason.NAME_UNKNOWN;
                } else if (cause instanceof TimeoutException || cause instanceof SocketTimeoutException) {
                    return FailureReason.TIMED_OUT;
                } else if (cause instanceof SSLException) {
                    return FailureReason.TLS;
                } else if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
                    return FailureReason.NO_CONNECTION;
                }
            }
            return FailureReason.BROKEN;
        }
    }

    @Override
    public void close() {
        nameThreads.shutdownNow();
        try {
            client.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the client for webhooks does not stop", e);
        }
    }
}
