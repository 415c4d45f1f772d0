package vn.antin.door.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.apache.cxf.message.Message;
import org.apache.cxf.phase.PhaseInterceptorChain;
import org.apache.cxf.transport.http.AbstractHTTPDestination;
import org.jspecify.annotations.Nullable;
import vn.antin.door.Problem;
import vn.antin.door.Problems;
import vn.antin.door.Problems.FailedRequest;

/** Answers every failure of a resource with a problem; the framework's own texts never leave. */
class ProblemAnswers<T extends Throwable> implements ExceptionMapper<T> {

    /**
     * Registered beside the general mapper, because the framework prefers its own answer to one that maps all
     * throwables.
     */
    static final class OfFramework extends ProblemAnswers<WebApplicationException> {
        OfFramework(Problems problems) {
            super(problems);
        }
    }

    /** Maps all other failures. */
    static final class OfAll extends ProblemAnswers<Throwable> {
        OfAll(Problems problems) {
            super(problems);
        }
    }

    private final Problems problems;

    ProblemAnswers(Problems problems) {
        this.problems = problems;
    }

    @Override
    public Response toResponse(T failure) {
        Message message = PhaseInterceptorChain.getCurrentMessage();
        FailedRequest question = FailedRequest.of(request(message));
        Problem problem = problems.of(failure, question);
        Response.ResponseBuilder answer = Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .header(HttpHeaders.CONTENT_LANGUAGE, question.language().tag())
                .entity(problem);
        if (problem.retryAfter() != null) {
            answer.header(HttpHeaders.RETRY_AFTER, problem.retryAfter());
        }
        if (problem.status() == 401) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"antin\"");
        }
        @Nullable Object allow = failure instanceof WebApplicationException web ? allowed(web) : null;
        return (allow == null ? answer : answer.header(HttpHeaders.ALLOW, allow)).build();
    }

    private static HttpServletRequest request(Message message) {
        // While an answer is written, the current message is the answer; the exchange holds the request.
        Message asked = message.getExchange().getInMessage();
        if (asked.get(AbstractHTTPDestination.HTTP_REQUEST) instanceof HttpServletRequest request) {
            return request;
        }
        throw new IllegalStateException("a problem without a request");
    }

    private static @Nullable String allowed(WebApplicationException failure) {
        return failure.getResponse().getHeaderString(HttpHeaders.ALLOW);
    }
}
