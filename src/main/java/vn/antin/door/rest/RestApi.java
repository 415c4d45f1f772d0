package vn.antin.door.rest;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
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

/** The REST interface as one servlet, to be put at {@link #PATH} of an {@link HttpDoor}. */
public final class RestApi implements AutoCloseable {

    public static final String PATH = ResponseJson.BASE + "/*";

    /** Where {@link #streams} is to be put. */
    public static final String STREAM_PATH = ResponseJson.BASE + "/events/stream";

    private static final Duration SWEEP = Duration.ofMinutes(10);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final LongPolls waiters;
    private final EventSubscribers followers = new EventSubscribers(LOOK_AGAIN);
    private final EventStreams streams;
    private final org.apache.cxf.Bus cxf = new CXFBusFactory().createBus();

    /**
     * What the interface needs beside the bus.
     *
     * @param inbox says for which agency something has arrived
     */
    public record Services(UploadService uploads, WebhookService webhooks, ApiKeys keys, InboxNotifier inbox) {}

    /**
     * Opens the interface.
     *
     * @param spool a folder of its own for large parts while they come in; what an earlier run left there goes
     */
    public RestApi(
            Bus bus,
            BusQueries queries,
            Services services,
            DoorLimits limits,
            Path spool,
            Errors errors,
            Clock clock) {
        UploadService uploads = services.uploads();
        WebhookService webhooks = services.webhooks();
        ApiKeys keys = services.keys();
        Spool.emptied(spool);
        this.waiters = new LongPolls(
                bus::lease, offers -> InboxJson.of(offers, bus.mode()), services.inbox(), limits.waiters(), LOOK_AGAIN);
        RateLimiter pace = new RateLimiter(clock);
        Problems problems = new Problems(errors);
        SubmissionResource submitting =
                new SubmissionResource(bus, new SubmissionReader(bus::directory, limits, spool, uploads), problems);
        JAXRSServerFactoryBean factory = new JAXRSServerFactoryBean();
        factory.setBus(cxf);
        factory.setAddress("/");
        factory.setServiceBeans(List.of(
                submitting,
                new LetterSubmissionResource(submitting),
                new PackageSubmissionResource(submitting),
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
                new ApiKeyFilter(keys, pace),
                new ProblemsAcceptable(),
                new UnknownParameterFilter(),
                new RateLimiter.Told(),
                new TestModeHeader(bus.mode()),
                new ProblemAnswers.OfFramework(problems),
                new ProblemAnswers.OfAll(problems),
                new JacksonJsonProvider(json())));
        factory.create();
        followers.every(SWEEP, uploads::sweep);
        this.streams = new EventStreams(keys, queries, followers, problems, json(), streams(limits), heartbeat(limits));
    }

    /** How many streams of events may be open. */
    static int streams(DoorLimits limits) {
        return Math.max(1, limits.waiters() / 2);
    }

    /** Often enough that no connection is taken for a dead one. */
    private static Duration heartbeat(DoorLimits limits) {
        Duration third = limits.idle().dividedBy(3);
        return third.compareTo(HEARTBEAT) < 0 ? third : HEARTBEAT;
    }

    static JsonMapper json() {
        return JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build();
    }

    /** No list of services, no other transport: what CXF would show by itself stays off. */
    public Servlet servlet() {
        RestServlet servlet = new RestServlet();
        servlet.setBus(cxf);
        return servlet;
    }

    /** The stream of events, which is no call that ends. */
    public Servlet streams() {
        return streams;
    }

    /** An event is in the ledger: who follows the feed hears of it. */
    public void happened() {
        followers.happened();
    }

    /** How many callers follow the events now, by a waiting call or a stream. */
    int following() {
        return followers.following();
    }

    /** How many callers wait for the inbox now. */
    public int waiting() {
        return waiters.waiting();
    }

    /** Sends home all who wait, so that the server need not. */
    @Override
    public void close() {
        waiters.close();
        followers.close();
    }
}
