package vn.antin.node;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.antin.fault.Fault;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.node.broker.AllowedPeers;
import vn.antin.parts.HubParts;

/**
 * Where a node fetches a sealed directory, deflated, that is too large for a message: GET of its serial, or of {@code
 * newest} for the one in force, with {@code Range: bytes=N-} from there on. Any node of the province may have any of them:
 * receipts are judged by them.
 */
final class DirectoryEndpoint extends HttpServlet {

    static final String PATH = HubParts.DIRECTORY + "*";

    private static final long serialVersionUID = 1L;
    private static final Pattern SERIAL = Pattern.compile("/(\\d{1,18}|" + HubParts.NEWEST + ")");

    private final transient AllowedPeers peers;
    private final transient DirectoryEditions directories;

    DirectoryEndpoint(AllowedPeers peers, DirectoryEditions directories) {
        this.peers = peers;
        this.directories = directories;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Matcher serial = SERIAL.matcher(String.valueOf(request.getPathInfo()));
        if (PartsEndpoint.caller(request, peers).isEmpty()) {
            PartsEndpoint.refuse(response, 403, Fault.NODE_UNKNOWN);
            return;
        }
        Optional<byte[]> deflated = serial.matches() ? directories.deflated(number(serial.group(1))) : Optional.empty();
        if (deflated.isEmpty()) {
            PartsEndpoint.refuse(response, 404, Fault.FILE_MISSING);
        } else {
            give(deflated.get(), PartsEndpoint.from(request), response);
        }
    }

    private long number(String serial) {
        return serial.equals(HubParts.NEWEST) ? directories.current().serial() : Long.parseLong(serial);
    }

    private static void give(byte[] deflated, long from, HttpServletResponse response) throws IOException {
        if (from >= deflated.length) {
            PartsEndpoint.refuse(response, 416, Fault.PART_OFFSET);
            return;
        }
        response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
        response.setContentType("application/octet-stream");
        response.setHeader("Content-Range", "bytes " + from + "-" + (deflated.length - 1) + "/" + deflated.length);
        response.setContentLength(deflated.length - (int) from);
        response.getOutputStream().write(deflated, (int) from, deflated.length - (int) from);
    }
}
