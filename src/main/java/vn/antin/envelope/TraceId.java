package vn.antin.envelope;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trace id under which a document is found at every stop: 32 hexadecimal digits (W3C Trace Context). Without one
 * from the caller it is the document's id without dashes, so that nothing need be transmitted.
 */
public record TraceId(String hex) {

    private static final Pattern FORM = Pattern.compile("(?!0{32})[0-9a-f]{32}");
    private static final Pattern PARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final ThreadLocal<@Nullable TraceId> CALL = new ThreadLocal<>();

    public TraceId {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException(hex + " is no trace id");
        }
    }

    /** The trace id of a document whose caller gave none. */
    public static TraceId of(EnvelopeId document) {
        return new TraceId(document.toString().replace("-", ""));
    }

    /** Reads a trace id from another stop; empty when malformed. */
    public static Optional<TraceId> read(@Nullable String hex) {
        return hex != null && FORM.matcher(hex).matches() ? Optional.of(new TraceId(hex)) : Optional.empty();
    }

    /** The trace id of a {@code traceparent} header; empty when malformed. */
    public static Optional<TraceId> parent(@Nullable String header) {
        Matcher parent = PARENT.matcher(header == null ? "" : header);
        return parent.matches() ? read(parent.group(1)) : Optional.empty();
    }

    /** The trace id of the call that this thread serves; empty when it gave none. */
    public static Optional<TraceId> ofCall() {
        return Optional.ofNullable(CALL.get());
    }

    /** Sets the trace id of the call that this thread serves; null at its end, and for a call without one. */
    public static void ofCall(@Nullable TraceId given) {
        if (given == null) {
            CALL.remove();
        } else {
            CALL.set(given);
        }
    }
}
