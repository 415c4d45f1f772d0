package vn.antin.door.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Submission at an address that takes one kind of body, for a generated client sends one media type a call. */
public abstract class SubmissionAlias {

    private final SubmissionResource submitting;

    SubmissionAlias(SubmissionResource submitting) {
        this.submitting = submitting;
    }

    /** As {@code POST /documents}. */
    @POST
    public Response submit(
            @Context HttpServletRequest request,
            @Context SecurityContext security,
            @HeaderParam("Idempotency-Key") @Nullable String key)
            throws IOException {
        return submitting.submit(request, security, key);
    }

    /** As {@code POST /documents/validate}. */
    @POST
    @Path("/validate")
    public SubmissionResource.TrialVerdict validate(
            @Context HttpServletRequest request, @Context SecurityContext security) throws IOException {
        return submitting.validate(request, security);
    }

    /** Documents as JSON that names uploads. */
    @Path("/letters")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public static final class Letters extends SubmissionAlias {

        Letters(SubmissionResource submitting) {
            super(submitting);
        }
    }

    /** Documents as edXML packages. */
    @Path("/packages")
    @Consumes({MediaType.APPLICATION_XML, MediaType.TEXT_XML, SubmissionReader.EDXML})
    @Produces(MediaType.APPLICATION_JSON)
    public static final class Packages extends SubmissionAlias {

        Packages(SubmissionResource submitting) {
            super(submitting);
        }
    }
}
