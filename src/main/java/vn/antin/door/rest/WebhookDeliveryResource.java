package vn.antin.door.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.door.Caller;
import vn.antin.door.Language;
import vn.antin.door.webhook.DeliveryService;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Deliveries;

/** Lists a webhook's deliveries and repeats them. */
@Path("/webhooks")
@Produces(MediaType.APPLICATION_JSON)
public final class WebhookDeliveryResource {

    static final int MOST = 200;
    private static final int USUAL = 50;

    private final DeliveryService deliveries;

    WebhookDeliveryResource(DeliveryService deliveries) {
        this.deliveries = deliveries;
    }

    /** Newest first. */
    @GET
    @Path("/{id}/deliveries")
    public Response list(
            @PathParam("id") String id,
            @QueryParam("state") @Nullable String state,
            @QueryParam("before") @Nullable String before,
            @QueryParam("limit") @Nullable String limit,
            @Context UriInfo asked,
            @Context HttpServletRequest request,
            @Context SecurityContext security) {
        int atMost = QueryParameters.number("limit", limit, USUAL, 1, MOST);
        List<DeliveryService.AttemptedDelivery> found = deliveries.page(
                WebhookResource.id(id),
                Caller.of(security).agencies(),
                QueryParameters.one("state", state, Deliveries.DeliveryState.class),
                before == null ? Long.MAX_VALUE : number("before", before),
                atMost);
        Language language = WebhookResource.language(request);
        Response.ResponseBuilder answer = Response.ok(new WebhookJson.DeliveryPage(found.stream()
                .map(followed -> WebhookJson.DeliveryJson.of(followed, language))
                .toList()));
        if (found.size() == atMost) {
            long last = found.get(atMost - 1).delivery().event();
            answer.header(HttpHeaders.LINK, NextPageLink.of(asked, "before").link(Long.toString(last)));
        }
        return answer.build();
    }

    @GET
    @Path("/{id}/deliveries/{event}")
    public WebhookJson.DeliveryJson get(
            @PathParam("id") String id,
            @PathParam("event") String event,
            @Context HttpServletRequest request,
            @Context SecurityContext security) {
        return WebhookJson.DeliveryJson.of(
                deliveries.find(WebhookResource.id(id), Caller.of(security).agencies(), event(event)),
                WebhookResource.language(request));
    }

    /** Sends a delivery again, whatever its result; its schedule starts anew. */
    @POST
    @Path("/{id}/deliveries/{event}/redeliver")
    public Response redeliver(
            @PathParam("id") String id,
            @PathParam("event") String event,
            @Context HttpServletRequest request,
            @Context SecurityContext security) {
        return Response.accepted(WebhookJson.DeliveryJson.of(
                        deliveries.again(
                                WebhookResource.id(id), Caller.of(security).agencies(), event(event)),
                        WebhookResource.language(request)))
                .build();
    }

    /** Sends all failed deliveries again. */
    @POST
    @Path("/{id}/recover")
    public Response recover(
            @PathParam("id") String id,
            @QueryParam("since") @Nullable String since,
            @Context SecurityContext security) {
        return Response.accepted(new WebhookJson.Recovered(deliveries.recover(
                        WebhookResource.id(id), Caller.of(security).agencies(), since(since))))
                .build();
    }

    /** Sends events that never had a delivery. */
    @POST
    @Path("/{id}/replay-missing")
    public Response replayMissing(
            @PathParam("id") String id,
            @QueryParam("since") @Nullable String since,
            @Context SecurityContext security) {
        long after = deliveries.replayMissing(
                WebhookResource.id(id), Caller.of(security).agencies(), since(since));
        return Response.accepted(new WebhookJson.Replaying(Long.toString(after)))
                .build();
    }

    private static Instant since(@Nullable String text) {
        Instant since = QueryParameters.time("since", text, false);
        if (since == null) {
            throw new Refused(Fault.FIELD_MISSING, "since");
        }
        return since;
    }

    private static long event(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new Refused(Fault.WEBHOOK_DELIVERY_NOT_FOUND, text);
        }
        return Long.parseLong(text);
    }

    private static long number(String name, String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new Refused(Fault.FIELD_INVALID, name, text);
        }
        return Long.parseLong(text);
    }
}
