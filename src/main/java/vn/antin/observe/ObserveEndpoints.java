package vn.antin.observe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Directory;
import vn.antin.door.Errors;
import vn.antin.door.Language;
import vn.antin.door.http.LoopbackCheck;
import vn.antin.json.Json;

/** The endpoints for monitoring: liveness, readiness, health, status and metrics. */
public final class ObserveEndpoints extends HttpServlet {

    public static final String PATH = "/observe/*";

    private static final long serialVersionUID = 1L;
    private static final String SCHEME = "bearer ";

    private final transient HealthMonitor observatory;
    private final transient Metrics metrics;
    private final transient Supplier<Directory> directory;
    private final transient Predicate<String> keys;
    private final transient Supplier<byte[]> diagnosis;
    private final transient HealthJson told;

    /**
     * Builds the endpoints.
     *
     * @param keys whether a key may read them from another machine
     * @param diagnosis writes a diagnosis report, a zip
     */
    public ObserveEndpoints(
            HealthMonitor observatory,
            Metrics metrics,
            Supplier<Directory> directory,
            Predicate<String> keys,
            Supplier<byte[]> diagnosis,
            Errors errors) {
        this.directory = directory;
        this.observatory = observatory;
        this.metrics = metrics;
        this.keys = keys;
        this.diagnosis = diagnosis;
        this.told = new HealthJson(errors);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String name = String.valueOf(request.getPathInfo()).replaceFirst("^(null|/)", "");
        if (name.equals("live")) {
            // An answer of any kind means that the process lives; nothing else is disclosed.
            json(response, 200, Json.MAPPER.createObjectNode().put("status", "UP"));
        } else if (!mayLook(request)) {
            response.setHeader("WWW-Authenticate", "Bearer");
            response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
        } else {
            answer(name, Language.preferred(request.getHeader("Accept-Language")), response);
        }
    }

    private void answer(String name, Language language, HttpServletResponse response) throws IOException {
        switch (name) {
            case "metrics" -> metrics(response);
            case "ready" -> ready(language, response);
            case "health" -> {
                ObjectNode body = told.health(observatory.now(), observatory.checks(), language);
                json(response, 200, body);
            }
            case "agencies" ->
                json(
                        response,
                        200,
                        told.agencies(observatory.now(), directory.get().agencies()));
            case "status" -> json(response, 200, told.status(observatory.now(), observatory.checks(), language));
            case "diagnosis" -> {
                byte[] zip = diagnosis.get();
                response.setContentType("application/zip");
                response.setContentLength(zip.length);
                response.getOutputStream().write(zip);
            }
            default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private void ready(Language language, HttpServletResponse response) throws IOException {
        var checks = observatory.checks();
        boolean ready = HealthMonitor.ready(checks);
        ObjectNode body = Json.MAPPER.createObjectNode().put("ready", ready);
        ArrayNode reasons = body.putArray("reasons");
        checks.stream().filter(HealthCheck::blocks).forEach(check -> reasons.add(told.check(check, language)));
        json(response, ready ? 200 : 503, body);
    }

    private void metrics(HttpServletResponse response) throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        metrics.write(page);
        response.setContentType(Metrics.TYPE);
        response.setContentLength(page.size());
        page.writeTo(response.getOutputStream());
    }

    private static void json(HttpServletResponse response, int status, ObjectNode body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /** Whether the caller is on this machine or has a key. */
    private boolean mayLook(HttpServletRequest request) {
        return LoopbackCheck.here(request) || key(request.getHeader("Authorization"));
    }

    private boolean key(@Nullable String authorization) {
        return authorization != null
                && authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                && keys.test(authorization.substring(SCHEME.length()).strip());
    }
}
