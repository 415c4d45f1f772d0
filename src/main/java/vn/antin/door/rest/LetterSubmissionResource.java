package vn.antin.door.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Documents by JSON that names uploads. */
@Path("/letters")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class LetterSubmissionResource extends SubmissionAlias {

    LetterSubmissionResource(SubmissionResource submitting) {
        super(submitting);
    }
}
