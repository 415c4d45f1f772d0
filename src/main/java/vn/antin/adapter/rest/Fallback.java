package vn.antin.adapter.rest;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import vn.antin.adapter.Errors;
import vn.antin.adapter.Language;
import vn.antin.adapter.Problem;
import vn.antin.adapter.Problems;
import vn.antin.envelope.Refused;

/** What the server itself refuses, or finds nobody to answer, in the same shape as all other problems. */
final class Fallback extends ErrorHandler {

    /** The attribute of a request that holds what it was refused for, where that is more than a status. */
    static final String WHY = "antin.refused";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Problems problems;

    Fallback(Errors errors) {
        this.problems = new Problems(errors);
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
        Language language = Language.preferred(request.getHeaders().get(HttpHeader.ACCEPT_LANGUAGE));
        Problems.Question question = new Problems.Question(
                request.getMethod() + " " + path,
                String.valueOf(request.getMethod()),
                path,
                request.getHeaders().get(HttpHeader.ACCEPT),
                request.getHeaders().get(HttpHeader.CONTENT_TYPE),
                language,
                Problems.traceId(request.getHeaders().get("traceparent")));
        int status = response.getStatus();
        Problem problem = request.getAttribute(WHY) instanceof Refused why
                ? problems.of(why, question)
                : problems.ofStatus(status, question);
        Guard.protect(response.getHeaders());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
        response.getHeaders().put(HttpHeader.CONTENT_LANGUAGE, language.tag());
        if (problem.retryAfter() != null) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, problem.retryAfter());
        }
        response.write(true, ByteBuffer.wrap(JSON.writeValueAsBytes(problem)), callback);
        return true;
    }
}
