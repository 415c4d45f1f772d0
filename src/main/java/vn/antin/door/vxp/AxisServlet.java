package vn.antin.door.vxp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.deliver.Contents;
import vn.antin.deliver.Offer;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.door.ApiKeys;
import vn.antin.door.Bus;
import vn.antin.door.Caller;
import vn.antin.door.Errors;
import vn.antin.door.Language;
import vn.antin.door.LetterReader;
import vn.antin.door.ProblemText;
import vn.antin.door.http.Declared;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.json.Json;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.query.DocumentView;

/** Serves the calls of the national axis; to be mapped to {@link #PATH} of the node's HTTPS door. */
public final class AxisServlet extends HttpServlet {

    public static final String PATH = "/vxp/*";

    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(AxisServlet.class);
    private static final int MOST_SENT = 200;
    private static final String JSON_TYPE = "application/json;charset=utf-8";

    /** Code of an error without a number of its own: a fault of the axis. */
    private static final int AXIS_FAULT = 20;

    /** In ASCII, because the SDK reads the answer of sendEdoc as ASCII and would show question marks for Vietnamese. */
    private static final ObjectWriter JSON = Json.MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

    /** The answer of every call. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AxisAnswer(
            String status,
            @JsonProperty("ErrorCode") String errorCode,
            @JsonProperty("ErrorDesc") String errorDesc,
            @Nullable @JsonProperty("DocId") String docId,
            @Nullable Integer count,
            @Nullable List<?> data) {

        static AxisAnswer ok(@Nullable String docId, @Nullable List<?> data) {
            return new AxisAnswer("OK", "0", "", docId, null, data);
        }

        static AxisAnswer ok(int count) {
            return new AxisAnswer("OK", "0", "", null, count, null);
        }
    }

    /**
     * Limits of a call.
     *
     * @param packageBytes bytes of a package
     * @param signatureAge greatest age of the signed time of a call by the SDK
     */
    public record AxisSettings(int packageBytes, Duration signatureAge) {}

    private final transient Bus bus;
    private final transient LetterReader reader;
    private final transient AxisSignature signature;
    private final transient OfferedDocuments offered;
    private final int packageBytes;
    private final transient Errors errors;
    private final transient Clock clock;

    /** Builds the servlet, for agencies that have an API key. */
    public AxisServlet(Bus bus, ApiKeys keys, AxisSettings settings, Errors errors, Clock clock) {
        this.bus = bus;
        this.reader = new LetterReader(bus::directory);
        this.signature = new AxisSignature(keys, bus::directory, settings.signatureAge(), clock);
        this.offered = new OfferedDocuments(bus, clock);
        this.packageBytes = settings.packageBytes();
        this.errors = errors;
        this.clock = clock;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String call = String.valueOf(request.getPathInfo()).replaceFirst("^/", "");
        try {
            AxisCaller signed = signature.check(request);
            Declared.check(request);
            if (call.equals("getEdoc") || call.equals("downloadEdoc")) {
                fetch(signed, AxisParameters.of(request, signed), call.equals("getEdoc") && signed.bySdk(), response);
            } else {
                write(response, HttpServletResponse.SC_OK, answer(call, signed, request));
            }
        } catch (RuntimeException e) {
            if (response.isCommitted()) {
                throw e;
            }
            refuse(call, e, request, response);
        }
    }

    private AxisAnswer answer(String call, AxisCaller signed, HttpServletRequest request) throws IOException {
        AgencyCode agency = signed.agency();
        return switch (call) {
            case "sendEdoc" -> send(agency, AxisSubmission.read(request, signed, packageBytes));
            case "getReceivedEdocList" -> received(agency, AxisParameters.of(request, signed));
            case "updateStatus" -> update(agency, AxisParameters.of(request, signed));
            case "getSentEdocList" -> sent(agency);
            case "countReceiveEdoc" -> AxisAnswer.ok(bus.waiting(agency, false));
            case "countReceiveStatus" -> AxisAnswer.ok(bus.waiting(agency, true));
            case "getAgenciesList", "getAgenciesListQD20", "getSynchronizeUnit" -> AxisAnswer.ok(null, units());
            case "registerAgency", "deleteAgency" -> throw new Refused(Fault.REGISTRATION_AT_HUB);
            default -> throw new Refused(Fault.ADDRESS_UNKNOWN, "/vxp/" + call);
        };
    }

    /**
     * Submits a package. A repeat of the same package gets the first answer, so that a caller without an answer can
     * safely repeat.
     */
    private AxisAnswer send(AgencyCode agency, AxisSubmission submission) {
        AgencyCode from = submission.from();
        if (from != null && !from.equals(agency) && !isAliasOf(from, agency)) {
            throw new Refused(Fault.NOT_YOURS, from.value());
        }
        var acceptance = bus.submit(reader.edxml(submission.edxml(), new Caller(Set.of(agency)), null));
        return AxisAnswer.ok(acceptance.id().toString(), null);
    }

    private boolean isAliasOf(AgencyCode code, AgencyCode agency) {
        return bus.directory()
                .agency(code)
                .map(Agency::code)
                .filter(agency::equals)
                .isPresent();
    }

    private AxisAnswer received(AgencyCode agency, AxisParameters asked) {
        String type = asked.maybe("messagetype").orElse("");
        Instant from = asked.time("fromDate");
        Instant to = asked.time("toDate");
        return AxisAnswer.ok(
                null,
                offered.list(agency).stream()
                        .filter(offer -> type.isEmpty() || type.equalsIgnoreCase(AxisRows.type(offer.operation())))
                        .filter(offer -> from == null || !offer.created().isBefore(from))
                        .filter(offer -> to == null || !offer.created().isAfter(to))
                        .map(AxisRows::received)
                        .toList());
    }

    /** Sends the package. The SDK's getEdoc reads it from JSON in base64; every other call gets the raw bytes. */
    private void fetch(AxisCaller signed, AxisParameters asked, boolean inJson, HttpServletResponse response)
            throws IOException {
        EnvelopeId id = EnvelopeId.of(asked.needed("docId"));
        DocumentView view = bus.document(id, Set.of(signed.agency())).orElseThrow(() -> bus.absent(id));
        if (view.givenBack()) {
            throw new Refused(Fault.CONTENT_REMOVED, id.toString());
        }
        Contents.OpenedContent edxml = bus.edxml(id);
        response.setHeader(AxisSignature.HASH_FILE, edxml.digest().hex());
        if (inJson) {
            inJson(id, edxml, response);
            return;
        }
        response.setContentType("application/xml");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + id + ".edxml\"");
        response.setContentLengthLong(edxml.size());
        edxml.body().write(0, edxml.size(), response.getOutputStream());
    }

    /**
     * Streams the package, never whole in memory; an aborted answer is shorter than its declared length and no valid
     * JSON.
     */
    private static void inJson(EnvelopeId id, Contents.OpenedContent edxml, HttpServletResponse response)
            throws IOException {
        byte[] head = ("{\"status\":\"OK\",\"ErrorCode\":\"0\",\"ErrorDesc\":\"\",\"DocId\":\"" + id + "\",\"data\":\"")
                .getBytes(US_ASCII);
        byte[] tail = "\"}".getBytes(US_ASCII);
        response.setContentType(JSON_TYPE);
        response.setContentLengthLong(head.length + (edxml.size() + 2) / 3 * 4 + tail.length);
        OutputStream out = response.getOutputStream();
        out.write(head);
        try (OutputStream base64 = Base64.getEncoder().wrap(new NonClosingStream(out))) {
            edxml.body().write(0, edxml.size(), base64);
        }
        out.write(tail);
    }

    /** Keeps the stream below open when the base64 encoder is closed to write its last bytes. */
    private static final class NonClosingStream extends FilterOutputStream {

        NonClosingStream(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            out.write(bytes, from, count);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    /**
     * Sets a status: {@code done} acknowledges, {@code fail} returns the document to be offered again; the others
     * change nothing.
     */
    private AxisAnswer update(AgencyCode agency, AxisParameters asked) {
        EnvelopeId id = EnvelopeId.of(asked.only("docId"));
        String status = asked.needed("status").toLowerCase(Locale.ROOT);
        if (!List.of("initial", "processing", "done", "fail").contains(status)) {
            throw new Refused(Fault.FIELD_INVALID, "status", status);
        }
        if (status.equals("done") && taken(agency, id)) {
            return AxisAnswer.ok(id.toString(), null);
        }
        Offer offer = offer(agency, id);
        if (status.equals("done")) {
            bus.acknowledge(id, agency, offer.lease(), "vxp");
        } else if (status.equals("fail")) {
            String reason =
                    asked.maybe("reason").or(() -> asked.maybe("description")).orElse("fail");
            bus.giveBack(id, agency, offer.lease(), reason, false);
        } else {
            return AxisAnswer.ok(id.toString(), null);
        }
        offered.remove(agency, id);
        return AxisAnswer.ok(id.toString(), null);
    }

    private boolean taken(AgencyCode agency, EnvelopeId id) {
        return bus.document(id, Set.of(agency))
                .filter(view -> view.copies().stream()
                        .anyMatch(copy -> copy.agency().equals(agency) && copy.state() == CopyState.HANDED_OVER))
                .isPresent();
    }

    /** The offer of a document; after a restart of the node it may have to be leased again first. */
    private Offer offer(AgencyCode agency, EnvelopeId id) {
        return offered.of(agency, id)
                .or(() -> {
                    offered.list(agency);
                    return offered.of(agency, id);
                })
                .orElseThrow(() -> new Refused(Fault.LEASE_NOT_HELD, id.toString()));
    }

    private AxisAnswer sent(AgencyCode agency) {
        return AxisAnswer.ok(
                null,
                bus.sent(agency, MOST_SENT).stream()
                        .flatMap(id -> bus.document(id, Set.of(agency)).stream())
                        .flatMap(view -> AxisRows.sent(view).stream())
                        .toList());
    }

    private List<AxisRows.Unit> units() {
        Directory directory = bus.directory();
        return directory.agencies().stream()
                .map(agency -> AxisRows.unit(agency, directory, clock.instant()))
                .toList();
    }

    private void refuse(String call, RuntimeException failure, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Language language = Language.preferred(request.getHeader("Accept-Language"));
        ProblemText told = ProblemText.of(failure, PATH.replace("*", call), language, errors);
        if (told.fault() == Fault.INSIDE) {
            log.error("the call {} of the axis broke inside", call, failure);
        }
        @Nullable Integer axisCode = errors.of(told.fault()).axisCode();
        String number = Integer.toString(axisCode == null ? AXIS_FAULT : axisCode);
        if (call.equals("downloadEdoc") && !AxisSignature.plain(request)) {
            withoutBody(told, number, response);
            return;
        }
        AxisAnswer answer = new AxisAnswer(
                "FAIL",
                number,
                String.join(" ", told.words()),
                // The SDK reads it whatever the status is, and has no result without it.
                call.equals("sendEdoc") ? "" : null,
                null,
                null);
        // The axis' clients read the body of a 200; only a retryable failure gets another status.
        write(
                response,
                told.retryable() ? HttpServletResponse.SC_SERVICE_UNAVAILABLE : HttpServletResponse.SC_OK,
                answer);
    }

    /** Answers downloadEdoc without a body: the SDK stores any body as the package, and says FAIL when it is empty. */
    private void withoutBody(ProblemText told, String number, HttpServletResponse response) {
        response.setStatus(errors.of(told.fault()).http());
        response.setHeader(AxisSignature.PREFIX + "ErrorCode", number);
        response.setHeader(AxisSignature.PREFIX + "ErrorDesc", told.fault().code());
        response.setContentLength(0);
    }

    private static void write(HttpServletResponse response, int status, AxisAnswer answer) throws IOException {
        byte[] json = JSON.writeValueAsBytes(answer);
        response.setStatus(status);
        response.setContentType(JSON_TYPE);
        response.setContentLength(json.length);
        response.getOutputStream().write(json);
    }
}
