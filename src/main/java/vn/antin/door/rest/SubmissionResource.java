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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.door.Bus;
import vn.antin.door.Caller;
import vn.antin.door.JsonFields;
import vn.antin.door.Language;
import vn.antin.door.Problem;
import vn.antin.door.Problems;
import vn.antin.door.ValidationException;
import vn.antin.door.http.Body;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Party;
import vn.antin.fault.Refused;
import vn.antin.ledger.query.DocumentView;
import vn.antin.submit.Acceptance;
import vn.antin.submit.Forwarding;

/**
 * Accepts documents as metadata with files, or as an edXML package. The contract names multipart alone; the other types
 * stay for software from before {@code /letters} and {@code /packages}.
 */
@Path("/documents")
@Consumes({
    MediaType.MULTIPART_FORM_DATA,
    MediaType.APPLICATION_JSON,
    MediaType.APPLICATION_XML,
    MediaType.TEXT_XML,
    SubmissionReader.EDXML
})
@Produces(MediaType.APPLICATION_JSON)
public final class SubmissionResource {

    private final Bus bus;
    private final SubmissionReader letters;
    private final Problems problems;

    SubmissionResource(Bus bus, SubmissionReader letters, Problems problems) {
        this.bus = bus;
        this.letters = letters;
        this.problems = problems;
    }

    /** Durable when it answers 202; a repeat with the same key and content gets the first answer. */
    @POST
    public Response submit(
            @Context HttpServletRequest request,
            @Context SecurityContext security,
            @HeaderParam("Idempotency-Key") @Nullable String key)
            throws IOException {
        Acceptance acceptance = letters.read(
                request, Caller.of(security), key, read -> read.uploads().once(() -> bus.submit(read.submission())));
        Response.ResponseBuilder answer = Response.accepted(accepted(acceptance, Caller.of(security)))
                .header(HttpHeaders.LOCATION, ResponseJson.at(acceptance.id()));
        return (acceptance.replayed() ? answer.header("Idempotency-Replayed", "true") : answer).build();
    }

    /** Sends a document on to more recipients; its content does not cross the line again. */
    @POST
    @Path("/{id}/recipients")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response forward(
            @PathParam("id") String id, @Context HttpServletRequest request, @Context SecurityContext security)
            throws IOException {
        Caller caller = Caller.of(security);
        DocumentView document = bus.document(id, caller.agencies());
        JsonFields json = Body.json(request);
        List<AgencyCode> to = json.list("to", 35, AgencyCode::new);
        json.refuse();
        Acceptance acceptance = bus.forward(new Forwarding.ForwardRequest(document, to));
        return Response.accepted(accepted(acceptance, caller))
                .header(HttpHeaders.LOCATION, ResponseJson.at(acceptance.id()))
                .build();
    }

    private ResponseJson.Accepted accepted(Acceptance acceptance, Caller caller) {
        List<DocumentView.CopyView> copies = copies(acceptance, caller);
        return new ResponseJson.Accepted(
                acceptance.id().toString(),
                bus.mode(),
                DocumentView.state(
                        copies.stream().map(DocumentView.CopyView::state).toList()),
                acceptance.replayed(),
                ResponseJson.recipients(copies, List.of()),
                ResponseJson.links(acceptance.id()));
    }

    /** The copies of a new document as they were stored, else as they are now. */
    private List<DocumentView.CopyView> copies(Acceptance acceptance, Caller caller) {
        Instant since = acceptance.since();
        if (since == null) {
            return bus.document(acceptance.id(), caller.agencies())
                    .map(DocumentView::copies)
                    .orElse(List.of());
        }
        List<DocumentView.CopyView> copies = new ArrayList<>();
        for (Party recipient : acceptance.recipients()) {
            copies.add(DocumentView.CopyView.accepted(copies.size() + 1, recipient, since));
        }
        return copies;
    }

    /** All faults of a submission in one answer. */
    record TrialVerdict(boolean valid, List<Problem.FieldFault> errors) {}

    /** Validates without storing or sending. */
    @POST
    @Path("/validate")
    public TrialVerdict validate(@Context HttpServletRequest request, @Context SecurityContext security)
            throws IOException {
        List<ValidationException.Violation> flaws = new ArrayList<>();
        try {
            letters.read(request, Caller.of(security), null, this::tried)
                    .forEach(refused -> flaws.addAll(ValidationException.of(refused)));
        } catch (ValidationException e) {
            flaws.addAll(e.flaws());
        }
        Language language = Language.preferred(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
        return new TrialVerdict(flaws.isEmpty(), problems.faults(flaws, language));
    }

    private List<Refused> tried(SubmissionReader.ReadSubmission read) {
        read.uploads().checkFree();
        return bus.faults(read.submission());
    }
}
