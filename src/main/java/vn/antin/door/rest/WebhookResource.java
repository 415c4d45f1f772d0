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
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.door.BusQueries;
import vn.antin.door.Caller;
import vn.antin.door.JsonFields;
import vn.antin.door.Language;
import vn.antin.door.http.Body;
import vn.antin.door.webhook.WebhookService;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Webhooks.Webhook;

/** Manages the caller's webhooks; any key of an agency manages all of its webhooks. */
@Path("/webhooks")
@Produces(MediaType.APPLICATION_JSON)
public final class WebhookResource {

    private static final int LONGEST_URL = 1000;
    private static final int LONGEST_DESCRIPTION = 200;
    private static final int LONGEST_TYPE = 100;
    private static final int LONGEST_NUMBER = 18;

    private final WebhookService service;
    private final BusQueries queries;

    WebhookResource(WebhookService service, BusQueries queries) {
        this.service = service;
        this.queries = queries;
    }

    /** The request body: the members of a webhook that its owner sets. */
    private record WebhookRequest(
            @Nullable String url,
            @Nullable String description,
            @Nullable List<String> types,
            @Nullable Boolean enabled,
            @Nullable Long after) {}

    /** Creates a webhook; it gets events from now on, unless it asks for earlier ones. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response create(@Context HttpServletRequest request, @Context SecurityContext security) throws IOException {
        Caller caller = Caller.of(security);
        WebhookRequest body = read(request, true);
        String description = body.description();
        List<String> types = body.types();
        Long after = body.after();
        WebhookService.Keyed made = service.create(
                caller.only(),
                String.valueOf(body.url()),
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
        return new WebhookJson.Hooks(service.list(Caller.of(security).agencies()).stream()
                .map(this::json)
                .toList());
    }

    @GET
    @Path("/{id}")
    public WebhookJson.HookJson get(@PathParam("id") String id, @Context SecurityContext security) {
        return json(service.find(id(id), Caller.of(security).agencies()));
    }

    /** Changes the members that are present; the others stay. */
    @PATCH
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public WebhookJson.HookJson change(
            @PathParam("id") String id, @Context HttpServletRequest request, @Context SecurityContext security)
            throws IOException {
        UUID known = service.find(id(id), Caller.of(security).agencies()).id();
        WebhookRequest body = read(request, false);
        return json(service.change(
                known,
                Caller.of(security).agencies(),
                new WebhookService.WebhookChange(
                        body.url(), body.description(), body.types(), body.enabled(), body.after())));
    }

    @DELETE
    @Path("/{id}")
    public void remove(@PathParam("id") String id, @Context SecurityContext security) {
        service.remove(id(id), Caller.of(security).agencies());
    }

    /** Returns the secret; no other call does. */
    @GET
    @Path("/{id}/secret")
    public WebhookJson.Secrets secret(@PathParam("id") String id, @Context SecurityContext security) {
        return WebhookJson.Secrets.of(service.keyed(id(id), Caller.of(security).agencies()));
    }

    /** Creates a new key; the previous one stays valid for a day. */
    @POST
    @Path("/{id}/secret/rotate")
    public WebhookJson.Secrets rotate(@PathParam("id") String id, @Context SecurityContext security) {
        return WebhookJson.Secrets.of(service.rotate(id(id), Caller.of(security).agencies()));
    }

    /** Sends a test event; answers when the webhook has answered or timed out, without holding a thread. */
    @POST
    @Path("/{id}/test")
    public void test(
            @PathParam("id") String id,
            @Context HttpServletRequest request,
            @Context SecurityContext security,
            @Suspended AsyncResponse answer) {
        Language language = language(request);
        var unused = service.test(id(id), Caller.of(security).agencies()).whenComplete((tried, failure) -> {
            if (failure == null) {
                answer.resume(WebhookJson.Test.of(tried, language));
            } else {
                answer.resume(failure);
            }
        });
    }

    private WebhookJson.HookJson json(Webhook webhook) {
        return WebhookJson.HookJson.of(webhook, service.publicKeys(webhook), null);
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

    private WebhookRequest read(HttpServletRequest request, boolean whole) throws IOException {
        JsonFields json = Body.json(request);
        String url = json.as("url", LONGEST_URL, service::target);
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
        return new WebhookRequest(url, description, types, enabled, after);
    }
}
