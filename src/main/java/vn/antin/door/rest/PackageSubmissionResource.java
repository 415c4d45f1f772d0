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

/**
 * Accepts documents as edXML packages, at an address of its own, because a generated client sends one media type a
 * call.
 */
@Path("/packages")
@Consumes({MediaType.APPLICATION_XML, MediaType.TEXT_XML, SubmissionReader.EDXML})
@Produces(MediaType.APPLICATION_JSON)
public final class PackageSubmissionResource {

    private final SubmissionResource submitting;

    PackageSubmissionResource(SubmissionResource submitting) {
        this.submitting = submitting;
    }

    /** The same as {@code POST /documents}. */
    @POST
    public Response submit(
            @Context HttpServletRequest request,
            @Context SecurityContext security,
            @HeaderParam("Idempotency-Key") @Nullable String key)
            throws IOException {
        return submitting.submit(request, security, key);
    }

    /** The same as {@code POST /documents/validate}. */
    @POST
    @Path("/validate")
    public SubmissionResource.TrialVerdict validate(
            @Context HttpServletRequest request, @Context SecurityContext security) throws IOException {
        return submitting.validate(request, security);
    }
}
