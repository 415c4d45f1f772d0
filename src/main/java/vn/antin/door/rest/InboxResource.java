package vn.antin.door.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.deliver.Offer;
import vn.antin.door.Bus;
import vn.antin.door.Caller;
import vn.antin.door.DoorLimits;
import vn.antin.door.JsonFields;
import vn.antin.door.http.Body;
import vn.antin.envelope.EnvelopeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Leases arrived documents to the agency's software until it acknowledges or returns them. */
@Path("/inbox")
@Produces(MediaType.APPLICATION_JSON)
public final class InboxResource {

    private final Bus bus;
    private final LongPolls waiters;

    InboxResource(Bus bus, LongPolls waiters) {
        this.bus = bus;
        this.waiters = waiters;
    }

    /** Answers at once if there is a document; else waits as long as asked, without holding a thread. */
    @GET
    public void lease(
            @QueryParam("wait") @Nullable String wait,
            @QueryParam("limit") @Nullable String limit,
            @Context SecurityContext security,
            @Suspended AsyncResponse answer) {
        Caller caller = Caller.of(security);
        int seconds = QueryParameters.number("wait", wait, 0, 0, DoorLimits.LONGEST_WAIT_SECONDS);
        int atMost = QueryParameters.number("limit", limit, 20, 1, DoorLimits.MOST_OFFERS);
        List<Offer> offers = bus.lease(caller.agencies(), atMost);
        if (!offers.isEmpty() || seconds == 0) {
            answer.resume(InboxJson.of(offers, bus.mode()));
        } else {
            waiters.join(caller.agencies(), atMost, Duration.ofSeconds(seconds), answer);
        }
    }

    /** Acknowledges a document: the software has stored it. Idempotent. */
    @POST
    @Path("/{id}/ack")
    @Consumes(MediaType.APPLICATION_JSON)
    public void acknowledge(
            @PathParam("id") String id, @Context HttpServletRequest request, @Context SecurityContext security)
            throws IOException {
        JsonFields json = Body.json(request);
        UUID lease = lease(json);
        String by = json.text("by", 100);
        json.refuse();
        EnvelopeId known = EnvelopeId.of(id);
        Caller.of(security)
                .asLeaseholder(agency -> bus.acknowledge(known, agency, lease, by == null ? agency.value() : by));
    }

    /** Returns a document: it is offered again later, or refused for good. */
    @POST
    @Path("/{id}/nack")
    @Consumes(MediaType.APPLICATION_JSON)
    public void giveBack(
            @PathParam("id") String id, @Context HttpServletRequest request, @Context SecurityContext security)
            throws IOException {
        JsonFields json = Body.json(request);
        UUID lease = lease(json);
        String reason = json.text("reason", 500);
        boolean last = json.flag("final");
        json.refuse();
        if (reason == null) {
            throw new Refused(Fault.REASON_MISSING);
        }
        EnvelopeId known = EnvelopeId.of(id);
        Caller.of(security).asLeaseholder(agency -> bus.giveBack(known, agency, lease, reason, last));
    }

    private static UUID lease(JsonFields json) {
        UUID lease = json.as("lease", 36, UUID::fromString);
        if (lease == null) {
            json.required("lease", 36);
            return new UUID(0, 0);
        }
        return lease;
    }
}
