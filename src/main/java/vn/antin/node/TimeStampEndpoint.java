package vn.antin.node;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.antin.door.http.RateLimiter;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;
import vn.antin.node.broker.AllowedPeers;
import vn.antin.parts.HubParts;
import vn.antin.seal.timestamp.TimeStampSource;

/**
 * Where a node gets a time-stamp over a digest, for its renewed proofs and for the manifests of bundles: POST of the
 * SHA-256, answered by the RFC 3161 token of the province's authority. Only nodes of the province get one.
 */
final class TimeStampEndpoint extends HttpServlet {

    static final String PATH = HubParts.TIME_STAMP + "*";

    private static final long serialVersionUID = 1L;
    private static final Pattern DIGEST = Pattern.compile("/([0-9a-f]{64})");

    /** Time-stamps of one node in a minute: an external authority may charge for each. */
    private static final int PER_MINUTE = 600;

    private final transient AllowedPeers peers;
    private final transient TimeStampSource timeStamps;
    private final transient RateLimiter rate;

    TimeStampEndpoint(AllowedPeers peers, TimeStampSource timeStamps, Clock clock) {
        this.peers = peers;
        this.timeStamps = timeStamps;
        this.rate = new RateLimiter(clock, PER_MINUTE);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<NodeId> caller = PartsEndpoint.caller(request, peers);
        if (caller.isEmpty()) {
            PartsEndpoint.refuse(response, 403, Fault.NODE_UNKNOWN);
            return;
        }
        if (rate.count(caller.get().value()).left() < 0) {
            PartsEndpoint.refuse(response, 429, Fault.TOO_MANY_REQUESTS);
            return;
        }
        Matcher digest = DIGEST.matcher(String.valueOf(request.getPathInfo()));
        if (!digest.matches()) {
            PartsEndpoint.refuse(response, 404, Fault.FIELD_INVALID);
            return;
        }
        try {
            byte[] token = timeStamps.stamp(Digest.ofHex(digest.group(1)));
            response.setContentType("application/timestamp-reply");
            response.setContentLength(token.length);
            response.getOutputStream().write(token);
        } catch (TryLater later) {
            PartsEndpoint.refuse(response, 503, later.fault());
        }
    }
}
