package vn.antin.door.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.door.Bus;
import vn.antin.door.Caller;
import vn.antin.door.DoorLimits;
import vn.antin.door.JsonFields;
import vn.antin.door.LetterReader;
import vn.antin.door.http.Body;
import vn.antin.edxml.StatusCode;
import vn.antin.envelope.AgencyCode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Direction;
import vn.antin.ledger.query.DocumentView;
import vn.antin.submit.Acceptance;
import vn.antin.submit.Submission;

/** Accepts what follows a document: reports of its recipient, and the recall by its sender. */
@Path("/documents")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class FollowupResource {

    private static final int NAME = 100;
    private static final int CODE = 35;

    private final Bus bus;

    FollowupResource(Bus bus) {
        this.bus = bus;
    }

    /** The document that carries the report or the recall; for one taken back before it left, that document itself. */
    record CarrierAnswer(String id, boolean replayed) {}

    /** Sends a signed status document to the sender or, with code 13, to the recipients. */
    @POST
    @Path("/{id}/status")
    public Response report(
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Context HttpServletRequest request,
            @Context SecurityContext security)
            throws IOException {
        LetterReader.checkedKey(key);
        DocumentView document = bus.document(id, Caller.of(security).agencies());
        JsonFields json = Body.json(request);
        StatusCode code = json.as("code", 2, text -> StatusCode.of(text).orElseThrow(() -> invalid("code", text)));
        String reason = json.text("reason", DoorLimits.REASON_LENGTH);
        String staff = json.text("staff", NAME);
        AgencyCode agency = json.as("agency", CODE, AgencyCode::new);
        json.required("code", 2);
        json.refuse();
        return said(bus.submit(new Submission.ReportSubmission(
                whose(document, agency, Caller.of(security)),
                key,
                document.id(),
                bus.header(document.id()),
                java.util.Objects.requireNonNull(code).code(),
                reason == null ? "" : reason,
                staff == null ? "" : staff)));
    }

    /** Takes a document back that has not left; asks the recipients for any other, who answer by a report. */
    @POST
    @Path("/{id}/recall")
    public Response recall(
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Context HttpServletRequest request,
            @Context SecurityContext security)
            throws IOException {
        LetterReader.checkedKey(key);
        DocumentView document = bus.document(id, Caller.of(security).agencies());
        if (document.direction() != Direction.OUT) {
            throw new Refused(Fault.STATUS_NOT_YOURS, StatusCode.RECALL_ASKED.code());
        }
        JsonFields json = Body.json(request);
        String reason = json.text("reason", DoorLimits.REASON_LENGTH);
        List<AgencyCode> from = json.has("from") ? json.list("from", CODE, AgencyCode::new) : List.of();
        json.refuse();
        return said(bus.submit(new Submission.RecallSubmission(
                document.sender(),
                key,
                document.id(),
                bus.header(document.id()),
                reason == null ? "" : reason,
                document.recipients(),
                from)));
    }

    /** The agency that speaks: the sender of its own document, else the recipient that the key belongs to. */
    private static AgencyCode whose(DocumentView document, @Nullable AgencyCode named, Caller caller) {
        if (document.direction() == Direction.OUT) {
            return document.sender();
        }
        Set<AgencyCode> may = document.copies().stream()
                .map(DocumentView.CopyView::agency)
                .filter(caller.agencies()::contains)
                .collect(java.util.stream.Collectors.toSet());
        if (named != null && !may.contains(named)) {
            throw new Refused(Fault.NOT_YOURS, named.value());
        }
        if (named == null && may.size() > 1) {
            throw new Refused(Fault.SENDER_NOT_CHOSEN, may.toString());
        }
        return named == null ? may.iterator().next() : named;
    }

    private static Response said(Acceptance acceptance) {
        return Response.accepted(new CarrierAnswer(acceptance.id().toString(), acceptance.replayed()))
                .header(HttpHeaders.LOCATION, ResponseJson.at(acceptance.id()))
                .build();
    }

    private static Refused invalid(String field, String value) {
        return new Refused(Fault.FIELD_INVALID, field, value);
    }
}
