package vn.antin.adapter.rest;

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
import org.apache.cxf.transport.servlet.CXFNonSpringServlet;
import vn.antin.adapter.ApiKeys;
import vn.antin.adapter.Core;
import vn.antin.adapter.DoorLimits;
import vn.antin.adapter.Errors;
import vn.antin.adapter.Problems;
import vn.antin.adapter.Spool;

/** The REST interface as one servlet, to be put at {@link #PATH} of an {@link HttpDoor}. */
public final class RestApi implements AutoCloseable {

    public static final String PATH = Answers.BASE + "/*";

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Waiters waiters;
    private final Bus bus = new CXFBusFactory().createBus();

    /**
     * Opens the interface.
     *
     * @param spool a folder of its own for large parts while they come in; what an earlier run left there goes
     */
    public RestApi(Core core, ApiKeys keys, DoorLimits limits, Path spool, Bell bell, Errors errors, Clock clock) {
        Spool.emptied(spool);
        this.waiters = new Waiters(core.lease(), Offers::of, bell, limits.waiters(), LOOK_AGAIN);
        Problems problems = new Problems(errors);
        JAXRSServerFactoryBean factory = new JAXRSServerFactoryBean();
        factory.setBus(bus);
        factory.setAddress("/");
        factory.setServiceBeans(List.of(
                new Submitting(core, new Letters(core.directory(), limits, spool), problems),
                new Followups(core),
                new Reading(core),
                new Inbox(core, waiters),
                new Service(core, limits, clock)));
        factory.setProviders(List.of(
                new Gate(keys),
                new ProblemAnswers.OfFramework(problems),
                new ProblemAnswers.OfAll(problems),
                new JacksonJsonProvider(json())));
        factory.create();
    }

    private static JsonMapper json() {
        return JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build();
    }

    /** No list of services, no other transport: what CXF would show by itself stays off. */
    public Servlet servlet() {
        CXFNonSpringServlet servlet = new CXFNonSpringServlet();
        servlet.setBus(bus);
        return servlet;
    }

    /** How many callers wait for the inbox now. */
    public int waiting() {
        return waiters.waiting();
    }

    /** Sends home all who wait, so that the server need not. */
    @Override
    public void close() {
        waiters.close();
    }
}
