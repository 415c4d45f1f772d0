package vn.antin.door.soap;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.apache.cxf.Bus;
import org.apache.cxf.transport.servlet.CXFNonSpringServlet;
import org.jspecify.annotations.Nullable;
import vn.antin.door.ApiKeys;
import vn.antin.door.Caller;
import vn.antin.door.DoorLimits;
import vn.antin.door.OwnAddress;
import vn.antin.door.Problem;
import vn.antin.door.Problems;

/**
 * Wraps the framework: authenticates, reads the body within the limits, serves the contract and answers every failure
 * as soap:Fault. The framework gets only what was read, and none of its own texts leave.
 */
final class SoapServlet extends HttpServlet {

    /** Path of the endpoint, below the path of the servlet. */
    static final String ADDRESS = "/documents";

    private static final long serialVersionUID = 1L;

    /** Bytes that are drained of a request without a key. */
    private static final long UNAUTHENTICATED_DRAIN = 256 << 10;

    /** Bytes that are drained of a refused request with a key. */
    private static final long AUTHENTICATED_DRAIN = 64 << 20;

    private static final String AS_WRITTEN = "https://localhost/services/documents";

    private final transient ApiKeys keys;
    private final transient DoorLimits limits;
    private final transient Path spool;
    private final transient Problems problems;
    private final transient Supplier<Bus> endpoint;
    private transient @Nullable CXFNonSpringServlet opened;

    SoapServlet(Supplier<Bus> endpoint, ApiKeys keys, DoorLimits limits, Path spool, Problems problems) {
        this.keys = keys;
        this.limits = limits;
        this.spool = spool;
        this.problems = problems;
        this.endpoint = endpoint;
    }

    /** Built by the first call: most nodes never get one, and it takes a tenth of their memory. */
    private synchronized CXFNonSpringServlet framework() throws ServletException {
        CXFNonSpringServlet framework = opened;
        if (framework == null) {
            framework = new CXFNonSpringServlet();
            framework.setBus(endpoint.get());
            framework.init(getServletConfig());
            opened = framework;
        }
        return framework;
    }

    @Override
    public synchronized void destroy() {
        if (opened != null) {
            opened.destroy();
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String path = String.valueOf(request.getPathInfo());
        boolean get = "GET".equals(request.getMethod());
        if (get && path.equals(ADDRESS) && "wsdl".equalsIgnoreCase(request.getQueryString())) {
            contract("documents.wsdl", request, response);
        } else if (get && path.equals(ADDRESS + ".xsd")) {
            contract("documents.xsd", request, response);
        } else if (!path.equals(ADDRESS)) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if (!"POST".equals(request.getMethod())) {
            response.setHeader("Allow", "POST");
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        } else {
            call(request, response);
        }
    }

    /** Serves the contract, which is public; the address in it is the one the caller used, if it is this node's. */
    private static void contract(String name, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try (InputStream file = SoapServlet.class.getResourceAsStream("/schemas/" + name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is missing");
            }
            String here = OwnAddress.of(request) + request.getRequestURI();
            String text = new String(file.readAllBytes(), UTF_8)
                    .replace(
                            AS_WRITTEN,
                            here.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;"));
            byte[] bytes = text.getBytes(UTF_8);
            response.setContentType("text/xml; charset=utf-8");
            response.setContentLength(bytes.length);
            response.getOutputStream().write(bytes);
        }
    }

    private void call(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean twelve = String.valueOf(request.getHeader("Content-Type")).contains("application/soap+xml");
        boolean understood = false;
        long most = UNAUTHENTICATED_DRAIN;
        Throwable failure;
        try {
            Caller caller = caller(request);
            most = AUTHENTICATED_DRAIN;
            try (MtomRequest mtom = MtomRequest.read(request, limits, spool)) {
                SoapCall call = new SoapCall(caller, mtom, request);
                framework().service(request, response);
                failure = call.failure();
                twelve = call.twelve();
                understood = call.understood();
            }
        } catch (RuntimeException | IOException | ServletException e) {
            failure = e;
        }
        if (failure != null) {
            drain(request, most);
            answer(SoapFailures.meaning(failure, understood), twelve, request, response);
        }
    }

    /**
     * Drains the rest of the body up to a limit, because most software reads no answer before it has sent everything.
     */
    private static void drain(HttpServletRequest request, long most) {
        try {
            InputStream rest = request.getInputStream();
            byte[] buffer = new byte[8 << 10];
            long passed = 0;
            for (int some = 0; some >= 0 && passed < most; some = rest.read(buffer)) {
                passed += some;
            }
        } catch (IOException e) {
            // A caller that disconnects while sending does not read the answer either.
        }
    }

    private Caller caller(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        String key = request.getHeader("X-Api-Key");
        return keys.caller(
                authorization == null && key != null ? "Bearer " + key : authorization,
                request.getHeader(ApiKeys.AGENCY));
    }

    private void answer(Throwable why, boolean twelve, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Problems.FailedRequest question = Problems.FailedRequest.of(request);
        Problem problem = problems.of(why, question);
        if (response.isCommitted()) {
            // Part of the answer has left: the connection is cut, so that the caller does not take it for the whole.
            throw new IOException("an answer broke off", why);
        }
        byte[] fault = SoapFaults.write(problem, question.language(), twelve);
        response.resetBuffer();
        response.setStatus(twelve && problem.status() < 500 ? 400 : 500);
        response.setContentType(twelve ? "application/soap+xml; charset=utf-8" : "text/xml; charset=utf-8");
        response.setHeader("Content-Language", question.language().tag());
        if (problem.retryAfter() != null) {
            response.setHeader("Retry-After", problem.retryAfter().toString());
        }
        response.setContentLength(fault.length);
        response.getOutputStream().write(fault);
    }
}
