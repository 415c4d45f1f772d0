package vn.antin.door.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import vn.antin.door.Errors;
import vn.antin.door.Language;
import vn.antin.door.Problem;
import vn.antin.door.Problems;
import vn.antin.door.docs.HtmlPage;
import vn.antin.fault.Refused;
import vn.antin.json.Json;

/** Answers errors of the server itself, and paths without a handler, as a problem; at the console as a page. */
public final class Fallback extends ErrorHandler {

    /** Request attribute with the fault of a refusal, where there is more than a status. */
    public static final String WHY = "antin.refused";

    /** Path of the console, and the cookie of its language. */
    private static final String PEOPLE = "/console";

    private static final String LANGUAGE = "antin-lang";

    private final Problems problems;
    private final Problems problemsOfPeople;

    Fallback(Errors errors) {
        this.problems = new Problems(errors);
        this.problemsOfPeople = Problems.forPeople(errors);
        setShowStacks(false);
        setShowCauses(false);
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        HttpURI uri = request.getHttpURI();
        String path = uri == null || uri.getPath() == null ? "/" : uri.getPath();
        boolean people = path.equals(PEOPLE) || path.startsWith(PEOPLE + "/");
        Language language = people ? chosen(request) : accepted(request);
        Problems.FailedRequest question = new Problems.FailedRequest(
                request.getMethod() + " " + path,
                String.valueOf(request.getMethod()),
                path,
                request.getHeaders().get(HttpHeader.ACCEPT),
                request.getHeaders().get(HttpHeader.CONTENT_TYPE),
                language,
                Problems.traceId(request.getHeaders().get("traceparent")));
        int status = response.getStatus();
        Problems all = people ? problemsOfPeople : problems;
        Problem problem = request.getAttribute(WHY) instanceof Refused why
                ? all.of(why, question)
                : all.ofStatus(status, question);
        SecurityHeaders.protect(response.getHeaders());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, people ? "text/html;charset=utf-8" : Problem.MEDIA_TYPE);
        response.getHeaders().put(HttpHeader.CONTENT_LANGUAGE, language.tag());
        if (problem.retryAfter() != null) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, problem.retryAfter());
        }
        byte[] body;
        if (people) {
            response.getHeaders().put("Content-Security-Policy", HtmlPage.POLICY);
            body = page(problem, language).getBytes(StandardCharsets.UTF_8);
        } else {
            body = Json.MAPPER.writeValueAsBytes(problem);
        }
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }

    private static Language accepted(Request request) {
        return Language.preferred(request.getHeaders().get(HttpHeader.ACCEPT_LANGUAGE));
    }

    private static Language chosen(Request request) {
        return Request.getCookies(request).stream()
                .filter(cookie -> cookie.getName().equals(LANGUAGE))
                .findFirst()
                .map(cookie -> Language.preferred(cookie.getValue()))
                .orElseGet(() -> accepted(request));
    }

    private static String page(Problem problem, Language language) {
        return HtmlPage.of(
                language,
                PEOPLE,
                problem.title(),
                "<h1>" + HtmlPage.escaped(problem.title()) + "</h1>\n<p>" + HtmlPage.escaped(problem.detail())
                        + "</p>\n<p>" + HtmlPage.escaped(problem.code()) + "</p>");
    }
}
