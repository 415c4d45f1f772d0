package vn.antin.door.webhook;

import org.jspecify.annotations.Nullable;

/**
 * The result of one attempt.
 *
 * @param status of the answer; null if there was none
 * @param setback why it failed; null when the receiver accepted the message
 * @param retryAfter the Retry-After header as received
 */
record AttemptResult(
        @Nullable Integer status,
        @Nullable FailureReason setback,
        @Nullable String retryAfter) {

    private static final int GONE = 410;

    static AttemptResult of(int status, @Nullable String retryAfter) {
        FailureReason setback = status / 100 == 2
                ? null
                : status / 100 == 3
                        ? FailureReason.REDIRECT
                        : status == GONE ? FailureReason.GONE : FailureReason.STATUS;
        return new AttemptResult(status, setback, retryAfter);
    }

    static AttemptResult none(FailureReason why) {
        return new AttemptResult(null, why, null);
    }

    /** Whether the status allows a Retry-After header. */
    boolean busy() {
        return status != null && (status == 429 || status == 503);
    }
}
