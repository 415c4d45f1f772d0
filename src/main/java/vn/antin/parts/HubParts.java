package vn.antin.parts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.OutputStreamRequestContent;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.xml.Deflated;
import vn.antin.xml.SafeXml;

/**
 * HTTP client for what a node exchanges with the hub beside the queues, mainly parts. It authenticates with the node's
 * connection certificate.
 */
public final class HubParts implements AutoCloseable {

    /** Path of a part on the hub, followed by its digest. */
    public static final String PATH = "/parts/";

    /** Path of a sealed directory on the hub, followed by its serial. */
    public static final String DIRECTORY = "/directory/";

    /** In place of a serial: the directory in force. */
    public static final String NEWEST = "newest";

    /** Path of the state of the lines to a document's recipients, followed by the document's id. */
    public static final String LINES = "/lines/";

    /** Path of a time-stamp at the hub, followed by the SHA-256 that it is to cover. */
    public static final String TIME_STAMP = "/time-stamp/";

    /** Header with the offset of the next byte, as in the IETF draft on resumable uploads. */
    public static final String OFFSET = "Upload-Offset";

    /** Suffix of a part's path: the progress of the nodes that fetch it. */
    public static final String FETCHED = "/fetched";

    public static final String LENGTH = "Upload-Length";

    private static final Logger log = LoggerFactory.getLogger(HubParts.class);
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final Duration STAMPED = Duration.ofSeconds(5);
    private static final int BUFFER = 32 << 10;
    /** One upload, one download, one query. */
    private static final int CONNECTIONS = 3;

    /**
     * Bytes in the socket's buffer have not crossed the line: unlimited it grows to megabytes and falsifies the
     * progress that people see.
     */
    private static final int SEND_BUFFER = 256 << 10;

    private final Supplier<URI> base;
    private final HttpClient client;

    /** Connects at the first request, not here. */
    public HubParts(URI base, SSLContext tls) {
        this(() -> base, tls);
    }

    /** The same for a hub whose address may change; asked at each request. */
    public HubParts(Supplier<URI> base, SSLContext tls) {
        this.base = base;
        SslContextFactory.Client ssl = new SslContextFactory.Client();
        ssl.setSslContext(tls);
        ClientConnector connector = new ClientConnector();
        connector.setSslContextFactory(ssl);
        connector.setConnectTimeout(CONNECT);
        connector.setSendBufferSize(SEND_BUFFER);
        QueuedThreadPool threads = new QueuedThreadPool(8, 2);
        threads.setName("antin-parts-http");
        connector.setExecutor(threads);
        this.client = new HttpClient(new HttpClientTransportOverHTTP(connector));
        client.setIdleTimeout(IDLE.toMillis());
        client.setMaxConnectionsPerDestination(CONNECTIONS);
        client.setRequestBufferSize(BUFFER);
        client.setUserAgentField(null);
        client.setFollowRedirects(false);
        try {
            client.start();
        } catch (Exception e) {
            throw new IllegalStateException("the client for parts does not start", e);
        }
    }

    private URI at(Digest digest) {
        return base.get().resolve(PATH + digest.hex());
    }

    /**
     * The number of bytes of a part that the hub has.
     *
     * @throws NotYetException when no accepted envelope entitles this node
     */
    public long offset(Digest digest) throws IOException, InterruptedException {
        try {
            ContentResponse response = client.newRequest(at(digest))
                    .method(HttpMethod.HEAD)
                    .timeout(IDLE.toMillis(), TimeUnit.MILLISECONDS)
                    .send();
            return offset(response);
        } catch (TimeoutException | ExecutionException e) {
            throw failed(e);
        }
    }

    /**
     * The bytes of a part that each node has fetched from the hub, without nodes that have not begun. For the part's
     * sender.
     *
     * @throws NotYetException when no accepted envelope entitles this node
     */
    public Map<NodeId, Long> fetched(Digest digest) throws IOException, InterruptedException {
        try {
            ContentResponse response = client.newRequest(base.get().resolve(PATH + digest.hex() + FETCHED))
                    .timeout(IDLE.toMillis(), TimeUnit.MILLISECONDS)
                    .send();
            if (response.getStatus() != 200) {
                throw new NotYetException(response.getStatus());
            }
            return read(response.getContentAsString());
        } catch (TimeoutException | ExecutionException e) {
            throw failed(e);
        }
    }

    /** Parses one line for each node: its id, a space and the bytes. */
    private static Map<NodeId, Long> read(String answer) throws IOException {
        Map<NodeId, Long> fetched = new LinkedHashMap<>();
        try {
            for (String line : answer.lines().toList()) {
                int space = line.indexOf(' ');
                fetched.put(new NodeId(line.substring(0, space)), Long.parseLong(line.substring(space + 1)));
            }
            return fetched;
        } catch (RuntimeException e) {
            throw new IOException("malformed answer of the hub on the progress of a part", e);
        }
    }

    /**
     * The state of the lines to the recipients of a document. For the document's sender.
     *
     * @throws NotYetException when the hub has not received the document from this node, or is too old to answer
     */
    public Map<AgencyCode, RecipientLines.RecipientLine> lines(EnvelopeId document)
            throws IOException, InterruptedException {
        try {
            ContentResponse response = client.newRequest(base.get().resolve(LINES + document))
                    .timeout(IDLE.toMillis(), TimeUnit.MILLISECONDS)
                    .send();
            if (response.getStatus() != 200) {
                throw new NotYetException(response.getStatus());
            }
            return RecipientLines.read(response.getContentAsString());
        } catch (TimeoutException | ExecutionException e) {
            throw failed(e);
        }
    }

    /** Writes the bytes of a part; it may stop before the end. */
    @FunctionalInterface
    public interface PartSource {
        void write(OutputStream out) throws IOException;
    }

    /** Uploads a part from an offset on; returns the number of bytes the hub then has. */
    public long send(Digest digest, long from, PartSource feed) throws IOException, InterruptedException {
        OutputStreamRequestContent content = new OutputStreamRequestContent("application/offset+octet-stream");
        InputStreamResponseListener answer = new InputStreamResponseListener();
        client.newRequest(at(digest))
                .method(HttpMethod.PATCH)
                .headers(headers -> headers.put(OFFSET, from))
                .body(content)
                .send(answer);
        try (OutputStream out = content.getOutputStream()) {
            feed.write(out);
        }
        try {
            Response response = answer.get(IDLE.toMillis(), TimeUnit.MILLISECONDS);
            // A refusal has a body, and one that nobody reads keeps one of the few connections.
            try (InputStream reason = answer.getInputStream()) {
                reason.readNBytes(BUFFER);
            }
            return offset(response);
        } catch (TimeoutException | ExecutionException e) {
            throw failed(e);
        }
    }

    /**
     * Downloads a part from an offset on, as far as the hub has it; the stream may end early.
     *
     * @throws NotYetException when the hub has no more of it, or no accepted envelope entitles this node
     */
    public InputStream fetch(Digest digest, long from) throws IOException, InterruptedException {
        return fetch(at(digest), from);
    }

    /**
     * Downloads the sealed directory of one serial, which crosses the line deflated; resumes after a broken line as long
     * as it makes progress.
     *
     * @throws NotYetException when the hub does not have it
     */
    public byte[] directory(long serial) throws IOException, InterruptedException {
        return directory(Long.toString(serial));
    }

    /**
     * Downloads the sealed directory in force.
     *
     * @throws NotYetException when the server gives it not to this node
     */
    public byte[] newestDirectory() throws IOException, InterruptedException {
        return directory(NEWEST);
    }

    private byte[] directory(String serial) throws IOException, InterruptedException {
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        int begun;
        do {
            begun = deflated.size();
            try (InputStream in = fetch(base.get().resolve(DIRECTORY + serial), begun)) {
                copy(in, deflated);
                return Deflated.inflate(deflated.toByteArray());
            } catch (NotYetException e) {
                throw e;
            } catch (IOException e) {
                log.info("directory {} was cut off at byte {}: {}", serial, deflated.size(), e.getMessage());
            }
        } while (deflated.size() > begun);
        throw new IOException("directory " + serial + " ends at byte " + begun);
    }

    /**
     * A time-stamp of the province's authority over a digest; it is not verified here.
     *
     * @throws TryLater TIME_STAMP_UNAVAILABLE when the hub or its authority does not answer in five seconds
     */
    public byte[] timeStamp(Digest digest) {
        try {
            ContentResponse response = client.newRequest(base.get().resolve(TIME_STAMP + digest.hex()))
                    .method(HttpMethod.POST)
                    .timeout(STAMPED.toMillis(), TimeUnit.MILLISECONDS)
                    .send();
            if (response.getStatus() != 200) {
                throw new TryLater(Fault.TIME_STAMP_UNAVAILABLE, "HTTP " + response.getStatus());
            }
            return response.getContent();
        } catch (TimeoutException | ExecutionException e) {
            throw new TryLater(Fault.TIME_STAMP_UNAVAILABLE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TryLater(Fault.TIME_STAMP_UNAVAILABLE, e);
        }
    }

    private static void copy(InputStream in, ByteArrayOutputStream deflated) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            deflated.write(buffer, 0, count);
            if (deflated.size() > SafeXml.XmlLimits.SEALED.bytes()) {
                throw new Refused(Fault.TOO_LARGE, Integer.toString(deflated.size()), DIRECTORY);
            }
        }
    }

    private InputStream fetch(URI what, long from) throws IOException, InterruptedException {
        InputStreamResponseListener answer = new InputStreamResponseListener();
        client.newRequest(what)
                .headers(headers -> headers.put("Range", "bytes=" + from + "-"))
                .send(answer);
        try {
            Response response = answer.get(IDLE.toMillis(), TimeUnit.MILLISECONDS);
            if (response.getStatus() != 206) {
                answer.getInputStream().close();
                throw new NotYetException(response.getStatus());
            }
            return answer.getInputStream();
        } catch (TimeoutException | ExecutionException e) {
            throw failed(e);
        }
    }

    private static long offset(Response response) throws IOException {
        int status = response.getStatus();
        if (status != 200 && status != 204) {
            throw new NotYetException(status);
        }
        return response.getHeaders().getLongField(OFFSET);
    }

    private static IOException failed(Exception e) {
        Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
        return cause instanceof IOException known ? known : new IOException(String.valueOf(cause), cause);
    }

    @Override
    public void close() {
        try {
            client.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the client for parts does not stop", e);
        }
    }
}
