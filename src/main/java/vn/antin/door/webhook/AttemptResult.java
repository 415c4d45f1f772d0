package vn.antin.door.webhook;

import org.jspecify.annotations.Nullable;

/**
 * What came of one attempt.
 *
 * @param status of the answer; null if there was none
 * @param setback null when the message was taken
 * @param retryAfter that header, as it came
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

    /** Only these may say when they want to be asked again. */
    boolean busy() {
        return status != null && (status == 429 || status == 503);
    }
}
