package vn.antin.adapter.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.adapter.Agencies;
import vn.antin.adapter.Core;
import vn.antin.adapter.DoorLimits;
import vn.antin.directory.Directory;

/** What a caller must know before sending: who can be sent to, how much at once, and how this interface reads. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class Service {

    private static final String CONTRACT = "/schemas/openapi.yaml";

    private final Core core;
    private final Limits limits;
    private final Clock clock;

    /** The limits in force. */
    record Limits(
            long bodyBytes,
            int files,
            int fileNameLength,
            int metadataBytes,
            int idempotencyKeyLength,
            int inboxWaitSeconds,
            int inboxLimit,
            List<String> mediaTypes) {}

    Service(Core core, DoorLimits limits, Clock clock) {
        this.core = core;
        this.clock = clock;
        this.limits = new Limits(
                limits.bodyBytes(),
                limits.files(),
                DoorLimits.FILE_NAME_LENGTH,
                DoorLimits.JSON_BYTES,
                DoorLimits.KEY_LENGTH,
                DoorLimits.LONGEST_WAIT_SECONDS,
                DoorLimits.MOST_OFFERS,
                Letters.TYPES);
    }

    /** The directory's agencies whose code, name or alias holds the words asked for, accents or none. */
    @GET
    @Path("/agencies")
    public Response agencies(
            @QueryParam("q") @Nullable String words, @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String known) {
        Directory directory = core.directory().get();
        String tag = "\"" + directory.serial() + "\"";
        return (tag.equals(known)
                        ? Response.notModified()
                        : Response.ok(Agencies.of(directory, words, clock.instant())))
                .header(HttpHeaders.ETAG, tag)
                .build();
    }

    @GET
    @Path("/limits")
    public Limits limits() {
        return limits;
    }

    /** The contract, as it stands in the source; open to all. */
    @GET
    @Path("/openapi.yaml")
    @Produces("application/yaml")
    public byte[] contract() throws IOException {
        try (InputStream yaml = Service.class.getResourceAsStream(CONTRACT)) {
            if (yaml == null) {
                throw new IllegalStateException(CONTRACT + " is missing");
            }
            return yaml.readAllBytes();
        }
    }
}
