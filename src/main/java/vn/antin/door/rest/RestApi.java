package vn.antin.door.rest;

import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import jakarta.servlet.Servlet;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.cxf.bus.CXFBusFactory;
import org.apache.cxf.jaxrs.JAXRSServerFactoryBean;
import vn.antin.door.ApiKeys;
import vn.antin.door.Bus;
import vn.antin.door.BusQueries;
import vn.antin.door.DoorLimits;
import vn.antin.door.Errors;
import vn.antin.door.Problems;
import vn.antin.door.http.HttpDoor;
import vn.antin.door.http.RateLimiter;
import vn.antin.door.http.Spool;
import vn.antin.door.webhook.WebhookService;
import vn.antin.json.Json;

/** The REST interface as one servlet, to be mapped to {@link #PATH} of an {@link HttpDoor}. */
public final class RestApi implements AutoCloseable {

    public static final String PATH = ResponseJson.BASE + "/*";

    public static final String STREAM_PATH = ResponseJson.BASE + "/events/stream";

    private static final Duration SWEEP = Duration.ofMinutes(10);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final LongPolls waiters;
    private final EventSubscribers followers = new EventSubscribers(LOOK_AGAIN);
    private final EventStreams streams;
    private final org.apache.cxf.Bus cxf = new CXFBusFactory().createBus();

    /**
     * The services that the interface needs beside the bus.
     *
     * @param inbox notifies of arrived documents
     */
    public record Services(UploadService uploads, WebhookService webhooks, ApiKeys keys, InboxNotifier inbox) {}

    /**
     * Opens the interface.
     *
     * @param spool a folder of its own for large parts of requests; files that an earlier run left there are removed
     */
    public RestApi(
            Bus bus, BusQueries queries, Services services, DoorLimits limits, Path spool, Errors errors, Clock clock) {
        UploadService uploads = services.uploads();
        WebhookService webhooks = services.webhooks();
        ApiKeys keys = services.keys();
        Spool.emptied(spool);
        this.waiters = new LongPolls(
                bus::lease, offers -> InboxJson.of(offers, bus.mode()), services.inbox(), limits.waiters(), LOOK_AGAIN);
        RateLimiter rateLimiter = new RateLimiter(clock);
        Problems problems = new Problems(errors);
        SubmissionResource submitting =
                new SubmissionResource(bus, new SubmissionReader(bus::directory, limits, spool, uploads), problems);
        JAXRSServerFactoryBean factory = new JAXRSServerFactoryBean();
        factory.setBus(cxf);
        factory.setAddress("/");
        factory.setServiceBeans(List.of(
                submitting,
                new SubmissionAlias.Letters(submitting),
                new SubmissionAlias.Packages(submitting),
                new FollowupResource(bus),
                new DocumentResource(bus),
                new DocumentListResource(queries, bus::directory),
                new EventResource(queries, followers, limits.waiters()),
                new UploadResource(uploads, limits),
                new WebhookResource(webhooks, queries),
                new WebhookDeliveryResource(webhooks.deliveries()),
                new InboxResource(bus, waiters),
                new ServiceResource(
                        bus, queries::directory, limits, uploads, webhooks.most(), RateLimiter.PER_MINUTE, clock)));
        factory.setProviders(List.of(
                new ApiKeyFilter(keys, rateLimiter),
                new ProblemsAcceptable(),
                new UnknownParameterFilter(),
                new RateLimiter.Headers(),
                new TestModeHeader(bus.mode()),
                new ProblemAnswers.OfFramework(problems),
                new ProblemAnswers.OfAll(problems),
                new JacksonJsonProvider(Json.MAPPER)));
        factory.create();
        followers.every(SWEEP, uploads::sweep);
        this.streams = new EventStreams(keys, queries, followers, problems, streams(limits), heartbeat(limits));
    }

    /** Greatest number of open streams of events. */
    static int streams(DoorLimits limits) {
        return Math.max(1, limits.waiters() / 2);
    }

    /** Short enough that no idle timeout closes a stream. */
    private static Duration heartbeat(DoorLimits limits) {
        Duration third = limits.idle().dividedBy(3);
        return third.compareTo(HEARTBEAT) < 0 ? third : HEARTBEAT;
    }

    /** Without CXF's list of services and its other transports. */
    public Servlet servlet() {
        RestServlet servlet = new RestServlet();
        servlet.setBus(cxf);
        return servlet;
    }

    /** The servlet of event streams, which answers without end. */
    public Servlet streams() {
        return streams;
    }

    /** Notifies subscribers of the feed that an event is in the ledger. */
    public void happened() {
        followers.happened();
    }

    /** Subscribers of the feed, by waiting call or stream. */
    int following() {
        return followers.following();
    }

    /** Callers that wait for the inbox. */
    public int waiting() {
        return waiters.waiting();
    }

    /** Ends all waiting calls, so that the server does not wait for them. */
    @Override
    public void close() {
        waiters.close();
        followers.close();
    }
}
