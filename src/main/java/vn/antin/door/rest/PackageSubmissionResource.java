package vn.antin.door.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Documents as edXML packages. */
@Path("/packages")
@Consumes({MediaType.APPLICATION_XML, MediaType.TEXT_XML, SubmissionReader.EDXML})
@Produces(MediaType.APPLICATION_JSON)
public final class PackageSubmissionResource extends SubmissionAlias {

    PackageSubmissionResource(SubmissionResource submitting) {
        super(submitting);
    }
}
