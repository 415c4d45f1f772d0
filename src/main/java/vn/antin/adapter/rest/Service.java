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
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a caller must know before sending: who can be sent to, how much at once, and how this interface reads. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class Service {

    private static final String CONTRACT = "/schemas/openapi.yaml";

    private final Core core;
    private final Limits limits;

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

    Service(Core core, DoorLimits limits) {
        this.core = core;
        this.limits = new Limits(
                limits.bodyBytes(),
                limits.files(),
                DoorLimits.FILE_NAME_LENGTH,
                DoorLimits.JSON_BYTES,
                DoorLimits.KEY_LENGTH,
                DoorLimits.LONGEST_WAIT_SECONDS,
                DoorLimits.MOST_OFFERS,
                List.of(MediaType.MULTIPART_FORM_DATA, MediaType.APPLICATION_XML, MediaType.TEXT_XML, Submitting.EDXML));
    }

    /** The directory's agencies whose code, name or alias holds the words asked for, accents or none. */
    @GET
    @Path("/agencies")
    public Response agencies(
            @QueryParam("q") @Nullable String words,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String known) {
        Agencies all = core.agencies().get();
        String tag = "\"" + all.serial() + "\"";
        if (tag.equals(known)) {
            return Response.notModified().header(HttpHeaders.ETAG, tag).build();
        }
        String wanted = plain(words == null ? "" : words.strip());
        List<Agencies.Entry> found =
                all.entries().stream().filter(entry -> says(entry, wanted)).toList();
        return Response.ok(new Agencies(all.serial(), found))
                .header(HttpHeaders.ETAG, tag)
                .build();
    }

    private static boolean says(Agencies.Entry entry, String wanted) {
        return plain(entry.name()).contains(wanted)
                || plain(entry.code()).contains(wanted)
                || entry.aliases().stream().anyMatch(alias -> plain(alias).contains(wanted));
    }

    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replace('đ', 'd');
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
