package vn.antin.envelope;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Under which all that happens to a document is found, at every stop: 32 hexadecimal digits (W3C Trace Context). Unless
 * the caller gave one it is the id of the document without its dashes, so that nothing need travel for it.
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

    /** That of a document whose caller gave none. */
    public static TraceId of(EnvelopeId document) {
        return new TraceId(document.toString().replace("-", ""));
    }

    /** What another stop says; nothing when it can be none. */
    public static Optional<TraceId> read(@Nullable String hex) {
        return hex != null && FORM.matcher(hex).matches() ? Optional.of(new TraceId(hex)) : Optional.empty();
    }

    /** That of a {@code traceparent}; nothing when it is not of the form. */
    public static Optional<TraceId> parent(@Nullable String header) {
        Matcher parent = PARENT.matcher(header == null ? "" : header);
        return parent.matches() ? read(parent.group(1)) : Optional.empty();
    }

    /** What the call that this thread serves gave, if it gave one. */
    public static Optional<TraceId> ofCall() {
        return Optional.ofNullable(CALL.get());
    }

    /** From now on this thread serves a call that gave this one; null when it gave none, and at its end. */
    public static void ofCall(@Nullable TraceId given) {
        if (given == null) {
            CALL.remove();
        } else {
            CALL.set(given);
        }
    }
}
