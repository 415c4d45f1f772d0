package vn.antin.node;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.Signal;
import vn.antin.node.broker.AllowedPeers;
import vn.antin.node.join.JoinEndpoint;
import vn.antin.parts.FetchProgress;
import vn.antin.parts.HubParts;
import vn.antin.parts.IncomingPart;
import vn.antin.parts.PartStore;

/**
 * Where nodes bring and fetch encrypted parts. Knowing a digest entitles nobody: who may bring or fetch one is what the
 * accepted envelopes say, and who asks is what its connection certificate says.
 *
 * <p>HEAD tells how much is here; PATCH with {@code Upload-Offset} adds at the end; GET with {@code Range: bytes=N-}
 * reads on from there, and waits for what is still coming; GET of {@code …/fetched} tells the one who brought it how far
 * others have fetched it, a line for each: its node and the bytes. Refusals are {@code {"code", "detail"}}.
 */
final class PartsEndpoint extends HttpServlet {

    static final String PATH = HubParts.PATH + "*";

    private static final long serialVersionUID = 1L;
    private static final int BUFFER = 32 << 10;

    /** How long a reader waits for a part that does not grow. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Pattern FROM = Pattern.compile("bytes=(\\d{1,18})-");
    private static final Pattern PART = Pattern.compile("/([0-9a-f]{64})(" + HubParts.FETCHED + ")?");
    private static final Logger log = LoggerFactory.getLogger(PartsEndpoint.class);

    private final transient AllowedPeers peers;
    private final transient Repositories repositories;
    private final transient PartStore store;
    private final transient FetchProgress fetches = new FetchProgress();

    PartsEndpoint(AllowedPeers peers, Repositories repositories, PartStore store) {
        this.peers = peers;
        this.repositories = repositories;
        this.store = store;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            NodeId node = node(request);
            Matcher path = path(request);
            Digest digest = Digest.ofHex(path.group(1));
            boolean fetched = path.group(2) != null;
            switch (fetched ? request.getMethod() + HubParts.FETCHED : request.getMethod()) {
                case "HEAD" -> tell(node, digest, response);
                case "PATCH" -> take(node, digest, request, response);
                case "GET" -> give(node, digest, request, response);
                case "GET" + HubParts.FETCHED -> tellFetched(node, digest, response);
                default -> throw new Refused(Fault.METHOD_NOT_ALLOWED, request.getMethod());
            }
        } catch (Refused refused) {
            if (refused.fault() != Fault.PART_NOT_ANNOUNCED) {
                // A node asks for what the hub has not decided on yet, every time.
                log.warn("{} {}: {}", request.getMethod(), request.getPathInfo(), refused.getMessage());
            }
            refuse(request, response, status(refused.fault()), refused.fault(), String.join(", ", refused.values()));
        } catch (TryLater later) {
            refuse(request, response, later.fault() == Fault.PART_BUSY ? 423 : 503, later.fault(), "");
        }
    }

    private NodeId node(HttpServletRequest request) {
        return caller(request, peers).orElseThrow(() -> new Refused(Fault.NODE_UNKNOWN, request.getRemoteAddr()));
    }

    /** The node that its connection certificate says it is. */
    static Optional<NodeId> caller(HttpServletRequest request, AllowedPeers peers) {
        Object chain = request.getAttribute("jakarta.servlet.request.X509Certificate");
        return chain instanceof X509Certificate[] certificates && certificates.length > 0
                ? peers.nodeOf(certificates[0])
                : Optional.empty();
    }

    /** Where the caller goes on reading. */
    static long from(HttpServletRequest request) {
        Matcher range = FROM.matcher(String.valueOf(request.getHeader("Range")));
        return range.matches() ? Long.parseLong(range.group(1)) : 0;
    }

    private static Matcher path(HttpServletRequest request) {
        Matcher path = PART.matcher(String.valueOf(request.getPathInfo()));
        if (!path.matches()) {
            throw new Refused(Fault.DIGEST_FORM, String.valueOf(request.getPathInfo()));
        }
        return path;
    }

    private static int status(Fault fault) {
        return switch (fault) {
            case NODE_UNKNOWN -> 403;
            case PART_NOT_ANNOUNCED, PART_GONE -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case PART_OFFSET -> 409;
            default -> 400;
        };
    }

    private static void refuse(
            HttpServletRequest request, HttpServletResponse response, int status, Fault fault, String detail)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.reset();
        if (request.getMethod().equals("HEAD")) {
            response.setStatus(status);
        } else {
            refuse(response, status, fault, detail);
        }
    }

    /** Answers with a code, as every endpoint for nodes does. */
    static void refuse(HttpServletResponse response, int status, Fault fault, String... detail) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.getOutputStream()
                .write(JoinEndpoint.json(new JoinEndpoint.JoinProblem(fault.code(), String.join(", ", detail))));
    }

    private long announced(NodeId node, Digest digest) {
        return repositories
                .ledger()
                .read(tx -> repositories.stored().announcedBy(tx, node, digest))
                .orElseThrow(() -> new Refused(Fault.PART_NOT_ANNOUNCED, digest.hex()));
    }

    private void tell(NodeId node, Digest digest, HttpServletResponse response) {
        long size = announced(node, digest);
        response.setHeader(HubParts.OFFSET, Long.toString(store.offset(digest)));
        response.setHeader(HubParts.LENGTH, Long.toString(size));
    }

    private void tellFetched(NodeId node, Digest digest, HttpServletResponse response) throws IOException {
        announced(node, digest);
        StringBuilder lines = new StringBuilder();
        fetches.of(digest)
                .forEach((by, bytes) ->
                        lines.append(by).append(' ').append(bytes).append('\n'));
        response.setContentType("text/plain");
        response.getOutputStream().write(lines.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** What came is durable when it answers; what was cut off is kept as well. */
    private void take(NodeId node, Digest digest, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        long size = announced(node, digest);
        IncomingPart part = store.append(digest, size);
        try (part) {
            if (part.whole()) {
                response.setHeader(HubParts.OFFSET, Long.toString(size));
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                return;
            }
            if (!Long.toString(part.offset()).equals(request.getHeader(HubParts.OFFSET))) {
                throw new Refused(Fault.PART_OFFSET, digest.hex(), Long.toString(part.offset()));
            }
            repositories.ledger().requireRoom("part");
            copy(request, part);
        } finally {
            if (part.whole()) {
                log.info("part {} of {} is whole, {} bytes", digest.hex(), node, size);
                repositories.ledger().storeRelaxed("parts.whole", tx -> tx.wake(Signal.PARTS));
            }
        }
        response.setHeader(HubParts.OFFSET, Long.toString(part.durable()));
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    /** Ends when the node is stopped meanwhile; what came before stays. */
    private void copy(HttpServletRequest request, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        InputStream in = request.getInputStream();
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            node(request);
            out.write(buffer, 0, count);
        }
    }

    private void give(NodeId node, Digest digest, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        long size = repositories
                .ledger()
                .read(tx -> repositories.stored().meantFor(tx, node, digest))
                .orElseThrow(() -> new Refused(Fault.PART_NOT_ANNOUNCED, digest.hex()));
        long from = from(request);
        if (from >= size) {
            throw new Refused(Fault.PART_OFFSET, digest.hex(), Long.toString(size));
        }
        try {
            if (store.awaitBeyond(digest, from, PATIENCE) <= from) {
                throw new TryLater(Fault.PART_GONE, digest.hex());
            }
            response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
            response.setContentType("application/octet-stream");
            response.setHeader("Content-Range", "bytes " + from + "-" + (size - 1) + "/" + size);
            // Its length is not told: it ends early when the part does not grow, and the reader comes again.
            stream(request, digest, from, size, response.getOutputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TryLater(Fault.STOPPING, digest.hex());
        }
    }

    private void stream(HttpServletRequest request, Digest digest, long from, long size, OutputStream out)
            throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        long at = from;
        try (InputStream in = store.read(digest, from)) {
            long safe = store.awaitBeyond(digest, at, PATIENCE);
            while (at < size && safe > at) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, safe - at));
                if (count < 0) {
                    return;
                }
                out.write(buffer, 0, count);
                at += count;
                fetches.given(digest, node(request), at);
                if (at == safe) {
                    out.flush();
                    safe = store.awaitBeyond(digest, at, PATIENCE);
                }
            }
        }
    }
}
