package vn.antin.door.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/**
 * Accepts documents as edXML packages, at an address of its own, because a generated client sends one media type a
 * call.
 */
@Path("/packages")
@Consumes({MediaType.APPLICATION_XML, MediaType.TEXT_XML, SubmissionReader.EDXML})
@Produces(MediaType.APPLICATION_JSON)
public final class PackageSubmissionResource extends SubmissionAlias {

    PackageSubmissionResource(SubmissionResource submitting) {
        super(submitting);
    }
}
