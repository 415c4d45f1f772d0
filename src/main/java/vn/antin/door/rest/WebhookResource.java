package vn.antin.door.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.door.BusQueries;
import vn.antin.door.Caller;
import vn.antin.door.DoorLimits;
import vn.antin.door.JsonFields;
import vn.antin.door.Language;
import vn.antin.door.http.Body;
import vn.antin.door.webhook.WebhookService;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Webhooks.Webhook;

/** Addresses of the caller's software that are told of events; any key of an agency minds all webhooks of it. */
@Path("/webhooks")
@Produces(MediaType.APPLICATION_JSON)
public final class WebhookResource {

    private static final int LONGEST_URL = 1000;
    private static final int LONGEST_DESCRIPTION = 200;
    private static final int LONGEST_TYPE = 100;
    private static final int LONGEST_NUMBER = 18;

    private final WebhookService desk;
    private final BusQueries queries;

    WebhookResource(WebhookService desk, BusQueries queries) {
        this.desk = desk;
        this.queries = queries;
    }

    /** What comes in: the members of a webhook that its owner decides. */
    private record Wish(
            @Nullable String url,
            @Nullable String description,
            @Nullable List<String> types,
            @Nullable Boolean enabled,
            @Nullable Long after) {}

    /** Told of what happens from now on, unless it asks for more. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response create(@Context HttpServletRequest request, @Context SecurityContext security) throws IOException {
        Caller caller = Caller.of(security);
        Wish wish = wish(request, true);
        String description = wish.description();
        List<String> types = wish.types();
        Long after = wish.after();
        WebhookService.Keyed made = desk.create(
                caller.only(),
                String.valueOf(wish.url()),
                description == null ? "" : description,
                types == null ? List.of() : types,
                after == null ? queries.lastEvent() : after);
        Webhook webhook = made.webhook();
        var key = made.keys().get(0).key();
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.LOCATION, WebhookJson.at(webhook.id()))
                .entity(WebhookJson.HookJson.of(webhook, List.of(key.publicText()), key.secretText()))
                .build();
    }

    @GET
    public WebhookJson.Hooks list(@Context SecurityContext security) {
        return new WebhookJson.Hooks(desk.list(Caller.of(security).agencies()).stream()
                .map(this::told)
                .toList());
    }

    @GET
    @Path("/{id}")
    public WebhookJson.HookJson get(@PathParam("id") String id, @Context SecurityContext security) {
        return told(desk.find(id(id), Caller.of(security).agencies()));
    }

    /** What is not named stays as it is. */
    @PATCH
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public WebhookJson.HookJson change(
            @PathParam("id") String id, @Context HttpServletRequest request, @Context SecurityContext security)
            throws IOException {
        UUID known = desk.find(id(id), Caller.of(security).agencies()).id();
        Wish wish = wish(request, false);
        return told(desk.change(
                known,
                Caller.of(security).agencies(),
                new WebhookService.WebhookChange(
                        wish.url(), wish.description(), wish.types(), wish.enabled(), wish.after())));
    }

    @DELETE
    @Path("/{id}")
    public void remove(@PathParam("id") String id, @Context SecurityContext security) {
        desk.remove(id(id), Caller.of(security).agencies());
    }

    /** The only place where it can be read again. */
    @GET
    @Path("/{id}/secret")
    public WebhookJson.Secrets secret(@PathParam("id") String id, @Context SecurityContext security) {
        return WebhookJson.Secrets.of(desk.keyed(id(id), Caller.of(security).agencies()));
    }

    /** A new one; the one before stays good for a day. */
    @POST
    @Path("/{id}/secret/rotate")
    public WebhookJson.Secrets rotate(@PathParam("id") String id, @Context SecurityContext security) {
        return WebhookJson.Secrets.of(desk.rotate(id(id), Caller.of(security).agencies()));
    }

    /** Answers when the webhook has, or when its time is over; no thread waits. */
    @POST
    @Path("/{id}/test")
    public void test(
            @PathParam("id") String id,
            @Context HttpServletRequest request,
            @Context SecurityContext security,
            @Suspended AsyncResponse answer) {
        Language language = language(request);
        var unused = desk.test(id(id), Caller.of(security).agencies()).whenComplete((tried, failure) -> {
            if (failure == null) {
                answer.resume(WebhookJson.Test.of(tried, language));
            } else {
                answer.resume(failure);
            }
        });
    }

    private WebhookJson.HookJson told(Webhook webhook) {
        return WebhookJson.HookJson.of(webhook, desk.publicKeys(webhook), null);
    }

    static Language language(HttpServletRequest request) {
        return Language.preferred(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
    }

    static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new Refused(Fault.WEBHOOK_NOT_FOUND, e, text);
        }
    }

    private Wish wish(HttpServletRequest request, boolean whole) throws IOException {
        JsonFields json;
        try (InputStream body = Body.of(request, DoorLimits.JSON_BYTES)) {
            json = JsonFields.read(body.readAllBytes());
        }
        String url = json.as("url", LONGEST_URL, desk::target);
        if (whole && url == null) {
            json.required("url", LONGEST_URL);
        }
        String description = json.text("description", LONGEST_DESCRIPTION);
        List<String> types = json.has("types")
                ? json.list("types", LONGEST_TYPE, EventTypes::word).stream()
                        .distinct()
                        .toList()
                : null;
        Boolean enabled = (!whole && json.has("enabled")) ? json.flag("enabled") : null;
        Long after = json.as("after", LONGEST_NUMBER, text -> EventResource.number(queries, text));
        json.refuse();
        return new Wish(url, description, types, enabled, after);
    }
}
