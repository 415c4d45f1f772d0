package vn.antin.door;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/**
 * Translates any failure into the words of the catalogue; internal failures go to the log only, under their trace id.
 */
public final class Problems {

    /** Path of the page of each code; a problem's type points there. */
    public static final String PAGES = "/errors/";

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Set<String> CUT = Set.of("Broken pipe", "Connection reset", "Connection reset by peer");
    private static final Pattern TRACE_PARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");

    /**
     * The request that a problem answers.
     *
     * @param target method and path as received, so without raw control characters
     * @param type content type of the request
     */
    public record FailedRequest(
            String target,
            String method,
            String path,
            @Nullable String accept,
            @Nullable String type,
            Language language,
            String trace) {

        public static FailedRequest of(HttpServletRequest request) {
            String uri = String.valueOf(request.getRequestURI());
            return new FailedRequest(
                    request.getMethod() + " " + uri,
                    request.getMethod(),
                    uri,
                    request.getHeader("Accept"),
                    request.getHeader("Content-Type"),
                    Language.preferred(request.getHeader("Accept-Language")),
                    traceId(request.getHeader("traceparent")));
        }

        /** The same request, answered in this language. */
        public FailedRequest in(Language other) {
            return new FailedRequest(target, method, path, accept, type, other, trace);
        }
    }

    private final Errors errors;
    private final Function<Errors.ErrorEntry, Errors.Text> remedy;

    /** For callers: software and its developers. */
    public Problems(Errors errors) {
        this(errors, Errors.ErrorEntry::remedy);
    }

    private Problems(Errors errors, Function<Errors.ErrorEntry, Errors.Text> remedy) {
        this.errors = errors;
        this.remedy = remedy;
    }

    /** For people at the console. */
    public static Problems forPeople(Errors errors) {
        return new Problems(errors, Errors.ErrorEntry::remedyHere);
    }

    public static String traceId(@Nullable String parent) {
        Matcher given = TRACE_PARENT.matcher(parent == null ? "" : parent);
        if (given.matches()) {
            return given.group(1);
        }
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    public Problem of(Throwable failure, FailedRequest question) {
        if (failure instanceof ValidationException flawed) {
            return tell(flawed.flaws(), question);
        }
        if (failure instanceof Refused refused) {
            return tell(ValidationException.of(refused), question);
        }
        if (failure instanceof TryLater later) {
            LOG.warn("{} {} answered later: {}", question.trace(), question.target(), oneLine(later));
            // A cause's own message is not for callers.
            Refused told = later.getCause() == null
                    ? new Refused(later.fault(), later, later.detail())
                    : new Refused(later.fault(), later);
            return tell(ValidationException.of(told), question);
        }
        if (failure instanceof WebApplicationException web && web.getResponse().getStatus() < 500) {
            return ofStatus(web.getResponse().getStatus(), question);
        }
        if (cut(failure)) {
            LOG.info("{} {} was cut by the caller", question.trace(), question.target());
        } else {
            LOG.error("{} {} broke inside", question.trace(), question.target(), failure);
        }
        return tell(ValidationException.of(new Refused(Fault.INSIDE, failure)), question);
    }

    /** Whether the caller's connection broke: nobody reads the answer, and nothing is wrong here. */
    private static boolean cut(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof EofException
                    || cause instanceof ClosedChannelException
                    || (cause instanceof IOException && CUT.contains(String.valueOf(cause.getMessage())))) {
                return true;
            }
        }
        return false;
    }

    /** Describes what the server or the framework refused by a bare status. */
    public Problem ofStatus(int status, FailedRequest question) {
        Fault fault = switch (status) {
            case 401 -> Fault.NOT_SIGNED_IN;
            case 404 -> Fault.ADDRESS_UNKNOWN;
            case 405, 501 -> Fault.METHOD_NOT_ALLOWED;
            case 406 -> Fault.NOT_ACCEPTABLE;
            case 408 -> Fault.TOO_SLOW;
            case 413 -> Fault.TOO_LARGE;
            case 414, 431 -> Fault.HEADERS_TOO_LARGE;
            case 415 -> Fault.MEDIA_TYPE;
            case 429 -> Fault.TOO_MANY_REQUESTS;
            case 503 -> Fault.STOPPING;
            case 500, 502, 504 -> Fault.INSIDE;
            default -> Fault.REQUEST_FORM;
        };
        String value = switch (fault) {
            case METHOD_NOT_ALLOWED -> question.method();
            case MEDIA_TYPE -> String.valueOf(question.type());
            case NOT_ACCEPTABLE -> String.valueOf(question.accept());
            case ADDRESS_UNKNOWN -> question.path();
            default -> "HTTP " + status;
        };
        return tell(ValidationException.of(new Refused(fault, value)), status, question);
    }

    private Problem tell(List<ValidationException.Violation> flaws, FailedRequest question) {
        return tell(flaws, errors.of(flaws.get(0).refused().fault()).http(), question);
    }

    private Problem tell(List<ValidationException.Violation> flaws, int status, FailedRequest question) {
        Refused first = flaws.get(0).refused();
        Errors.ErrorEntry entry = errors.of(first.fault());
        Language language = question.language();
        return new Problem(
                PAGES + entry.code(),
                entry.title().in(language),
                status,
                detail(first, language),
                question.path(),
                entry.code(),
                entry.retryable(),
                entry.retryAfter(),
                entry.axisCode(),
                faults(flaws, language),
                question.trace());
    }

    public List<Problem.FieldFault> faults(List<ValidationException.Violation> flaws, Language language) {
        return flaws.stream()
                .map(flaw -> new Problem.FieldFault(
                        flaw.pointer(),
                        flaw.refused().fault().code(),
                        errors.sentence(flaw.refused().fault(), flaw.refused().values(), language)))
                .toList();
    }

    private String detail(Refused refused, Language language) {
        return errors.sentence(refused.fault(), refused.values(), language) + " "
                + remedy.apply(errors.of(refused.fault())).in(language);
    }

    private static String oneLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).replaceAll("\\p{Cntrl}", " ");
    }
}
