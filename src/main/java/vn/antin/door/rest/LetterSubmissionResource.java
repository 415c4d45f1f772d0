package vn.antin.door.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/**
 * Accepts documents as JSON that names uploads, at an address of its own, because a generated client sends one media
 * type a call.
 */
@Path("/letters")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class LetterSubmissionResource extends SubmissionAlias {

    LetterSubmissionResource(SubmissionResource submitting) {
        super(submitting);
    }
}
