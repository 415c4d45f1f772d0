package vn.antin.adapter.vxp;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.adapter.ApiKeys;
import vn.antin.adapter.Caller;
import vn.antin.adapter.Core;
import vn.antin.adapter.Declared;
import vn.antin.adapter.Errors;
import vn.antin.adapter.Language;
import vn.antin.adapter.LetterReader;
import vn.antin.adapter.Told;
import vn.antin.deliver.Contents;
import vn.antin.deliver.Offer;
import vn.antin.directory.Agency;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.DocumentView;

/** The calls of the national axis, to be put at {@link #PATH} of the node's HTTPS door. */
public final class Axis extends HttpServlet {

    public static final String PATH = "/vxp/*";

    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(Axis.class);
    private static final int MOST_SENT = 200;

    /** What an error is called that has no number of its own: a fault of the axis. */
    private static final int AXIS_FAULT = 20;

    private static final JsonMapper JSON = new JsonMapper();

    /** What every call answers. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answer(
            String status,
            @JsonProperty("ErrorCode") String errorCode,
            @JsonProperty("ErrorDesc") String errorDesc,
            @Nullable @JsonProperty("DocId") String docId,
            @Nullable List<?> data) {

        static Answer ok(@Nullable String docId, @Nullable List<?> data) {
            return new Answer("OK", "0", "", docId, data);
        }
    }

    private final transient Core core;
    private final transient BiFunction<AgencyCode, Integer, List<EnvelopeId>> sent;
    private final transient LetterReader reader;
    private final transient Signature signature;
    private final transient Shelf shelf;
    private final int packageBytes;
    private final transient Errors errors;

    /**
     * The calls, for agencies that have an API key.
     *
     * @param sent the newest documents of an agency, so many at most
     */
    public Axis(
            Core core,
            BiFunction<AgencyCode, Integer, List<EnvelopeId>> sent,
            ApiKeys keys,
            int packageBytes,
            Errors errors,
            Clock clock) {
        this.core = core;
        this.sent = sent;
        this.reader = new LetterReader(core.directory());
        this.signature = new Signature(keys, clock);
        this.shelf = new Shelf(core, clock);
        this.packageBytes = packageBytes;
        this.errors = errors;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String call = String.valueOf(request.getPathInfo()).replaceFirst("^/", "");
        try {
            AgencyCode agency = signature.caller(request);
            Declared.mind(request);
            if (call.equals("getEdoc") || call.equals("downloadEdoc")) {
                fetch(agency, Asked.of(request), response);
            } else {
                write(response, HttpServletResponse.SC_OK, answer(call, agency, request));
            }
        } catch (RuntimeException e) {
            if (response.isCommitted()) {
                throw e;
            }
            refuse(call, e, Language.preferred(request.getHeader("Accept-Language")), response);
        }
    }

    private Answer answer(String call, AgencyCode agency, HttpServletRequest request) throws IOException {
        return switch (call) {
            case "sendEdoc" -> send(agency, request);
            case "getReceivedEdocList" -> received(agency, Asked.of(request));
            case "updateStatus" -> update(agency, Asked.of(request));
            case "getSentEdocList" -> sent(agency);
            case "getAgenciesList" -> Answer.ok(null, units());
            case "registerAgency", "deleteAgency" -> throw new Refused(Fault.REGISTRATION_AT_HUB);
            default -> throw new Refused(Fault.ADDRESS_UNKNOWN, "/vxp/" + call);
        };
    }

    /** A repeat of the same package gets the first answer: a caller that heard nothing sends again without harm. */
    private Answer send(AgencyCode agency, HttpServletRequest request) throws IOException {
        Parcel parcel = Parcel.read(request, packageBytes);
        AgencyCode from = parcel.from();
        if (from != null && !from.equals(agency)) {
            throw new Refused(Fault.NOT_YOURS, from.value());
        }
        var acceptance = core.submit().apply(reader.edxml(parcel.edxml(), new Caller(Set.of(agency)), null));
        return Answer.ok(acceptance.id().toString(), null);
    }

    private Answer received(AgencyCode agency, Asked asked) {
        String type = asked.maybe("messagetype").orElse("");
        Instant from = asked.time("fromDate");
        Instant to = asked.time("toDate");
        return Answer.ok(
                null,
                shelf.list(agency).stream()
                        .filter(offer -> type.isEmpty() || type.equalsIgnoreCase(Rows.type(offer.operation())))
                        .filter(offer -> from == null || !offer.created().isBefore(from))
                        .filter(offer -> to == null || !offer.created().isAfter(to))
                        .map(Rows::received)
                        .toList());
    }

    private void fetch(AgencyCode agency, Asked asked, HttpServletResponse response) throws IOException {
        EnvelopeId id = EnvelopeId.of(asked.needed("docId"));
        DocumentView view = core.document()
                .apply(id, Set.of(agency))
                .orElseThrow(() -> new Refused(Fault.DOCUMENT_NOT_FOUND, id.toString()));
        if (view.givenBack()) {
            throw new Refused(Fault.CONTENT_REMOVED, id.toString());
        }
        Contents.Opened edxml = core.edxml().apply(id);
        response.setContentType("application/xml");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + id + ".edxml\"");
        response.setHeader(Signature.FILE, edxml.digest().hex());
        response.setContentLengthLong(edxml.size());
        edxml.body().write(0, edxml.size(), response.getOutputStream());
    }

    /** {@code done} is the hand-over, {@code fail} gives it back to be offered again; the others change nothing. */
    private Answer update(AgencyCode agency, Asked asked) {
        EnvelopeId id = EnvelopeId.of(asked.needed("docId"));
        String status = asked.needed("status").toLowerCase(Locale.ROOT);
        if (!List.of("initial", "processing", "done", "fail").contains(status)) {
            throw new Refused(Fault.FIELD_INVALID, "status", status);
        }
        if (status.equals("done") && taken(agency, id)) {
            return Answer.ok(id.toString(), null);
        }
        Offer offer = offer(agency, id);
        if (status.equals("done")) {
            core.acknowledge().acknowledge(id, agency, offer.lease(), "vxp");
        } else if (status.equals("fail")) {
            String reason =
                    asked.maybe("reason").or(() -> asked.maybe("description")).orElse("fail");
            core.giveBack().giveBack(id, agency, offer.lease(), reason, false);
        } else {
            return Answer.ok(id.toString(), null);
        }
        shelf.remove(agency, id);
        return Answer.ok(id.toString(), null);
    }

    private boolean taken(AgencyCode agency, EnvelopeId id) {
        return core.document()
                .apply(id, Set.of(agency))
                .filter(view -> view.copies().stream()
                        .anyMatch(copy -> copy.agency().equals(agency) && copy.state() == CopyState.HANDED_OVER))
                .isPresent();
    }

    /** After a restart of the node the document may have to be offered again first. */
    private Offer offer(AgencyCode agency, EnvelopeId id) {
        return shelf.of(agency, id)
                .or(() -> {
                    shelf.list(agency);
                    return shelf.of(agency, id);
                })
                .orElseThrow(() -> new Refused(Fault.LEASE_NOT_HELD, id.toString()));
    }

    private Answer sent(AgencyCode agency) {
        return Answer.ok(
                null,
                sent.apply(agency, MOST_SENT).stream()
                        .flatMap(id -> core.document().apply(id, Set.of(agency)).stream())
                        .flatMap(view -> Rows.sent(view).stream())
                        .toList());
    }

    private List<Rows.Unit> units() {
        List<Agency> agencies = core.directory().get().agencies();
        return agencies.stream().map(Rows::unit).toList();
    }

    private void refuse(String call, RuntimeException failure, Language language, HttpServletResponse response)
            throws IOException {
        Told told = Told.of(failure, PATH.replace("*", call), language, errors);
        if (told.fault() == Fault.INSIDE) {
            log.error("the call {} of the axis broke inside", call, failure);
        }
        @Nullable Integer number = errors.of(told.fault()).axisCode();
        Answer answer = new Answer(
                "FAIL",
                Integer.toString(number == null ? AXIS_FAULT : number),
                String.join(" ", told.words()),
                null,
                null);
        // The axis' clients read the body of a 200; only what may work later unchanged is worth their repeating.
        write(
                response,
                told.retryable() ? HttpServletResponse.SC_SERVICE_UNAVAILABLE : HttpServletResponse.SC_OK,
                answer);
    }

    private static void write(HttpServletResponse response, int status, Answer answer) throws IOException {
        byte[] json = JSON.writeValueAsBytes(answer);
        response.setStatus(status);
        response.setContentType("application/json;charset=utf-8");
        response.setContentLength(json.length);
        response.getOutputStream().write(json);
    }
}
