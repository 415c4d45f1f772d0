package vn.antin.node;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.concurrent.Semaphore;
import vn.antin.fault.Fault;
import vn.antin.node.broker.AllowedPeers;

/**
 * Bytes for a node that measures its line: GET gives {@code ?bytes=} of them, POST takes and forgets as many; a megabyte
 * at most, for a few nodes at a time.
 */
final class SpeedEndpoint extends HttpServlet {

    static final String PATH = "/speed";

    private static final long serialVersionUID = 1L;
    private static final int MOST = 1 << 20;
    private static final int BUFFER = 32 << 10;
    private static final int AT_ONCE = 4;

    private final transient AllowedPeers peers;
    private final transient Semaphore places = new Semaphore(AT_ONCE);

    SpeedEndpoint(AllowedPeers peers) {
        this.peers = peers;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (PartsEndpoint.caller(request, peers).isEmpty()) {
            PartsEndpoint.refuse(response, 403, Fault.NODE_UNKNOWN);
        } else if (!places.tryAcquire()) {
            PartsEndpoint.refuse(response, 429, Fault.TOO_MANY_REQUESTS);
        } else {
            try {
                serve(request, response);
            } finally {
                places.release();
            }
        }
    }

    private static void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getMethod()) {
            case "GET" -> give(request, response);
            case "POST" -> take(request, response);
            default -> PartsEndpoint.refuse(response, 405, Fault.METHOD_NOT_ALLOWED);
        }
    }

    private static void give(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String asked = String.valueOf(request.getParameter("bytes"));
        int left = asked.matches("\\d{1,7}") ? Math.min(Integer.parseInt(asked), MOST) : 0;
        response.setContentType("application/octet-stream");
        response.setContentLength(left);
        byte[] buffer = new byte[BUFFER];
        Random bytes = new Random(); // only so that nothing on the way makes them fewer
        while (left > 0) {
            bytes.nextBytes(buffer);
            int count = Math.min(left, BUFFER);
            response.getOutputStream().write(buffer, 0, count);
            left -= count;
        }
    }

    private static void take(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long taken = 0;
        InputStream in = request.getInputStream();
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            taken += count;
            if (taken > MOST) {
                PartsEndpoint.refuse(response, 413, Fault.TOO_LARGE);
                return;
            }
        }
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }
}
