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
import org.apache.cxf.Bus;
import org.apache.cxf.bus.CXFBusFactory;
import org.apache.cxf.jaxrs.JAXRSServerFactoryBean;
import vn.antin.door.ApiKeys;
import vn.antin.door.Core;
import vn.antin.door.DoorLimits;
import vn.antin.door.Errors;
import vn.antin.door.Lookups;
import vn.antin.door.Problems;
import vn.antin.door.http.HttpDoor;
import vn.antin.door.http.Pace;
import vn.antin.door.http.Spool;
import vn.antin.door.webhook.WebhookDesk;

/** The REST interface as one servlet, to be put at {@link #PATH} of an {@link HttpDoor}. */
public final class RestApi implements AutoCloseable {

    public static final String PATH = Answers.BASE + "/*";

    /** Where {@link #streams} is to be put. */
    public static final String STREAM_PATH = Answers.BASE + "/events/stream";

    private static final Duration SWEEP = Duration.ofMinutes(10);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Waiters waiters;
    private final Followers followers = new Followers(LOOK_AGAIN);
    private final EventStreams streams;
    private final Bus bus = new CXFBusFactory().createBus();

    /**
     * Opens the interface.
     *
     * @param spool a folder of its own for large parts while they come in; what an earlier run left there goes
     */
    public RestApi(
            Core core,
            Lookups lookups,
            UploadDesk uploads,
            WebhookDesk webhooks,
            ApiKeys keys,
            DoorLimits limits,
            Path spool,
            Bell bell,
            Errors errors,
            Clock clock) {
        Spool.emptied(spool);
        this.waiters =
                new Waiters(core.lease(), offers -> Offers.of(offers, core.mode()), bell, limits.waiters(), LOOK_AGAIN);
        Pace pace = new Pace(clock);
        Problems problems = new Problems(errors);
        Submitting submitting = new Submitting(core, new Letters(core.directory(), limits, spool, uploads), problems);
        JAXRSServerFactoryBean factory = new JAXRSServerFactoryBean();
        factory.setBus(bus);
        factory.setAddress("/");
        factory.setServiceBeans(List.of(
                submitting,
                new LetterSubmitting(submitting),
                new PackageSubmitting(submitting),
                new Followups(core),
                new Reading(core),
                new Listing(lookups, core.directory()),
                new EventFeed(lookups, followers, limits.waiters()),
                new Uploading(uploads, limits),
                new Webhooks(webhooks, lookups),
                new WebhookDeliveries(webhooks.deliveries()),
                new Inbox(core, waiters),
                new Service(core, lookups.editions(), limits, uploads, webhooks.most(), Pace.PER_MINUTE, clock)));
        factory.setProviders(List.of(
                new Gate(keys, pace),
                new ProblemsAcceptable(),
                new KnownQuery(),
                new Pace.Told(),
                new Stamp(core.mode()),
                new ProblemAnswers.OfFramework(problems),
                new ProblemAnswers.OfAll(problems),
                new JacksonJsonProvider(json())));
        factory.create();
        followers.every(SWEEP, uploads::sweep);
        this.streams = new EventStreams(keys, lookups, followers, problems, json(), streams(limits), heartbeat(limits));
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
        servlet.setBus(bus);
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
