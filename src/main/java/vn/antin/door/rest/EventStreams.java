package vn.antin.door.rest;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import vn.antin.door.ApiKeys;
import vn.antin.door.BusQueries;
import vn.antin.door.Caller;
import vn.antin.door.Problem;
import vn.antin.door.Problems;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.json.Json;

/** Serves the feed of events as server-sent events. The number of open streams is bounded. */
final class EventStreams extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient ApiKeys keys;
    private final transient BusQueries queries;
    private final transient EventSubscribers followers;
    private final transient Problems problems;
    private final transient Semaphore places;
    private final transient Duration heartbeat;

    EventStreams(
            ApiKeys keys,
            BusQueries queries,
            EventSubscribers followers,
            Problems problems,
            int most,
            Duration heartbeat) {
        this.keys = keys;
        this.queries = queries;
        this.followers = followers;
        this.problems = problems;
        this.places = new Semaphore(most);
        this.heartbeat = heartbeat;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            Caller caller = keys.caller(request.getHeader("Authorization"), request.getHeader(ApiKeys.AGENCY));
            String last = request.getHeader("Last-Event-ID");
            long after = EventResource.number(queries, last == null ? request.getParameter("after") : last);
            EventStream.EventNaming names = EventStream.EventNaming.of(request.getParameter("named"));
            open(request, response, caller, EventTypes.wanted(request.getParameter("types")), names, after);
        } catch (RuntimeException e) {
            refuse(request, response, e);
        }
    }

    private void open(
            HttpServletRequest request,
            HttpServletResponse response,
            Caller caller,
            Set<String> whats,
            EventStream.EventNaming names,
            long after)
            throws IOException {
        if (!places.tryAcquire()) {
            throw new Refused(Fault.TOO_MANY_REQUESTS);
        }
        response.setContentType(EventStream.MEDIA_TYPE);
        // Disables the buffering of proxies.
        response.setHeader("X-Accel-Buffering", "no");
        AsyncContext call = request.startAsync();
        call.setTimeout(0);
        EventStream stream = new EventStream(
                call,
                response.getOutputStream(),
                new EventStream.EventSource(
                        (number, limit) -> queries.events(number, caller.agencies(), whats, limit),
                        entry -> Json.MAPPER.writeValueAsString(CloudEvent.of(queries.node(), entry))),
                followers,
                heartbeat,
                names,
                after);
        stream.start(places::release);
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, RuntimeException why)
            throws IOException {
        Problems.FailedRequest question = Problems.FailedRequest.of(request);
        Problem problem = problems.of(why, question);
        response.setStatus(problem.status());
        response.setContentType(Problem.MEDIA_TYPE);
        response.setHeader("Content-Language", question.language().tag());
        if (problem.retryAfter() != null) {
            response.setHeader("Retry-After", Integer.toString(problem.retryAfter()));
        }
        if (problem.status() == 401) {
            response.setHeader("WWW-Authenticate", "Bearer realm=\"antin\"");
        }
        response.getOutputStream().write(Json.MAPPER.writeValueAsBytes(problem));
    }
}
