package vn.antin.door.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Directory;
import vn.antin.door.Agencies;
import vn.antin.door.Bus;
import vn.antin.door.DoorLimits;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Mode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.xml.SafeXml;

/** Describes the service: the agencies, the limits in force, and the contract. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class ServiceResource {

    private static final String CONTRACT = "/schemas/openapi.yaml";

    private final Bus bus;
    private final LongFunction<Optional<Directory>> editions;
    private final ServiceLimits limits;
    private final Clock clock;

    /** The limits in force. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ServiceLimits(
            Mode mode,
            @Nullable String notice,
            long bodyBytes,
            int packageBytes,
            int headerBytes,
            int xmlElements,
            int files,
            int recipients,
            int fileNameLength,
            int metadataBytes,
            int idempotencyKeyLength,
            int inboxWaitSeconds,
            int inboxLimit,
            int listLimit,
            int eventLimit,
            int waitingCalls,
            int streams,
            int uploads,
            long uploadBytes,
            long uploadSeconds,
            int webhooks,
            int requestsPerMinute,
            List<String> mediaTypes) {}

    ServiceResource(
            Bus bus,
            LongFunction<Optional<Directory>> editions,
            DoorLimits limits,
            UploadService uploads,
            int webhooks,
            int requestsPerMinute,
            Clock clock) {
        this.bus = bus;
        this.editions = editions;
        this.clock = clock;
        this.limits = new ServiceLimits(
                bus.mode(),
                bus.mode() == Mode.TEST ? Mode.STAMP : null,
                limits.bodyBytes(),
                limits.packageBytes(),
                DoorLimits.HEADER_BYTES,
                SafeXml.XmlLimits.packages(limits.packageBytes()).elements(),
                limits.files(),
                limits.recipients(),
                DoorLimits.FILE_NAME_LENGTH,
                DoorLimits.JSON_BYTES,
                DoorLimits.KEY_LENGTH,
                DoorLimits.LONGEST_WAIT_SECONDS,
                DoorLimits.MOST_OFFERS,
                DocumentListResource.MOST,
                EventResource.MOST,
                limits.waiters(),
                RestApi.streams(limits),
                UploadService.MOST,
                uploads.mostBytes(),
                UploadService.KEPT.toSeconds(),
                webhooks,
                requestsPerMinute,
                SubmissionReader.TYPES);
    }

    /**
     * The agencies whose code, name or alias contains the words, ignoring accents; all of them when the earlier edition
     * is no longer stored here.
     */
    @GET
    @Path("/agencies")
    public Response agencies(
            @QueryParam("q") @Nullable String words,
            @QueryParam("changedSince") @Nullable String changedSince,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String known) {
        Directory directory = bus.directory();
        Agencies agencies = QueryParameters.serial("changedSince", changedSince, directory.serial())
                .flatMap(editions::apply)
                .map(earlier -> Agencies.since(earlier, directory, words, clock.instant()))
                .orElseGet(() -> Agencies.of(directory, words, clock.instant()));
        return tagged(agencies, directory, known);
    }

    /** One agency, by its current code or an older one. */
    @GET
    @Path("/agencies/{code}")
    public Response agency(
            @PathParam("code") String code, @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String known) {
        Directory directory = bus.directory();
        Agencies.AgencyEntry entry = directory
                .agency(new AgencyCode(code))
                .map(agency -> Agencies.AgencyEntry.of(agency, clock.instant()))
                .orElseThrow(() -> new Refused(Fault.AGENCY_UNKNOWN, code));
        return tagged(entry, directory, known);
    }

    /** The entity tag changes with the directory, and when an agency opens or closes by its own dates. */
    private static Response tagged(Object entity, Directory directory, @Nullable String known) {
        String tag = "\"" + directory.serial() + "-" + Integer.toHexString(entity.hashCode()) + "\"";
        return (tag.equals(known) ? Response.notModified() : Response.ok(entity))
                .header(HttpHeaders.ETAG, tag)
                .build();
    }

    @GET
    @Path("/limits")
    public ServiceLimits limits() {
        return limits;
    }

    /** The contract, {@code openapi.yaml}; public. */
    @GET
    @Path("/openapi.yaml")
    @Produces("application/yaml")
    public byte[] contract() throws IOException {
        try (InputStream yaml = ServiceResource.class.getResourceAsStream(CONTRACT)) {
            if (yaml == null) {
                throw new IllegalStateException(CONTRACT + " is missing");
            }
            return yaml.readAllBytes();
        }
    }
}
