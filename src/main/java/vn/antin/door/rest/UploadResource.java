package vn.antin.door.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
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
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import vn.antin.door.Caller;
import vn.antin.door.DoorLimits;
import vn.antin.door.FileNames;
import vn.antin.door.JsonFields;
import vn.antin.door.http.Body;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Uploads.Upload;

/**
 * Accepts large files in pieces over unreliable lines: received pieces stay, and a document names the upload when it is
 * whole.
 */
@Path("/uploads")
@Produces(MediaType.APPLICATION_JSON)
public final class UploadResource {

    static final String OFFSET = "Upload-Offset";
    static final String LENGTH = "Upload-Length";
    static final String PIECE = "application/offset+octet-stream";

    private final UploadService service;
    private final DoorLimits limits;
    private final Semaphore places;

    /** The state of an upload. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record UploadState(
            String id,
            String name,
            String mediaType,
            long size,
            @Nullable String sha256,
            long received,
            Instant expires,
            Map<String, String> links) {

        static UploadState of(Upload upload) {
            Digest digest = upload.digest();
            return new UploadState(
                    upload.id().toString(),
                    upload.name(),
                    upload.mediaType(),
                    upload.size(),
                    digest == null ? null : digest.hex(),
                    upload.received(),
                    upload.expires(),
                    Map.of("self", at(upload.id())));
        }
    }

    UploadResource(UploadService service, DoorLimits limits) {
        this.service = service;
        this.limits = limits;
        // A piece over a slow line holds a thread throughout; the bound leaves threads for other calls.
        this.places = new Semaphore(limits.threads() / 2);
    }

    private static String at(UUID id) {
        return ResponseJson.BASE + "/uploads/" + id;
    }

    /** Begins an upload; a single file may be as large as a whole document. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response begin(@Context HttpServletRequest request, @Context SecurityContext security) throws IOException {
        JsonFields json = Body.json(request);
        long size = json.number("size", 1, Long.MAX_VALUE);
        Digest digest = json.as("sha256", 2 * Digest.LENGTH, Digest::ofHex);
        String name = json.as("name", DoorLimits.JSON_BYTES, FileNames::checked);
        String type = json.as("mediaType", 200, FileNames::mediaType);
        json.refuse();
        if (size > limits.bodyBytes()) {
            throw new Refused(Fault.TOO_LARGE, Long.toString(size), Long.toString(limits.bodyBytes()));
        }
        Upload upload = service.begin(
                Caller.of(security).only(),
                name == null ? "tep" : name,
                type == null ? MediaType.APPLICATION_OCTET_STREAM : type,
                size,
                digest);
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.LOCATION, at(upload.id()))
                .header(OFFSET, 0)
                .entity(UploadState.of(upload))
                .build();
    }

    /** The number of bytes received: the next piece starts there. */
    @HEAD
    @Path("/{id}")
    public Response standing(@PathParam("id") String id, @Context SecurityContext security) {
        Upload upload = service.find(id(id), Caller.of(security).agencies());
        return Response.ok()
                .header(OFFSET, upload.received())
                .header(LENGTH, upload.size())
                .header("Upload-Complete", upload.whole() ? "?1" : "?0")
                .build();
    }

    /** Appends a piece. Its received bytes stay, even if the call breaks in the middle. */
    @PATCH
    @Path("/{id}")
    @Consumes({PIECE, MediaType.APPLICATION_OCTET_STREAM})
    public Response append(
            @PathParam("id") String id,
            @HeaderParam(OFFSET) @Nullable String offset,
            @Context HttpServletRequest request,
            @Context SecurityContext security)
            throws IOException {
        if (offset == null) {
            throw new Refused(Fault.FIELD_MISSING, OFFSET);
        }
        if (!offset.matches("\\d{1,18}")) {
            throw new Refused(Fault.FIELD_INVALID, OFFSET, offset);
        }
        if (!places.tryAcquire()) {
            throw new Refused(Fault.TOO_MANY_REQUESTS);
        }
        long received;
        try (InputStream piece = Body.of(request, limits.bodyBytes())) {
            received = service.append(id(id), Caller.of(security).agencies(), Long.parseLong(offset), piece);
        } finally {
            places.release();
        }
        return Response.noContent().header(OFFSET, received).build();
    }

    @DELETE
    @Path("/{id}")
    public void remove(@PathParam("id") String id, @Context SecurityContext security) throws IOException {
        service.remove(id(id), Caller.of(security).agencies());
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new Refused(Fault.UPLOAD_NOT_FOUND, e, text);
        }
    }
}
