package vn.antin.door.webhook;

import org.jspecify.annotations.Nullable;

/**
 * What came of one attempt.
 *
 * @param status of the answer; null if there was none
 * @param setback null when the message was taken
 * @param retryAfter that header, as it came
 */
record Answer(
        @Nullable Integer status,
        @Nullable Setback setback,
        @Nullable String retryAfter) {

    private static final int GONE = 410;

    static Answer of(int status, @Nullable String retryAfter) {
        Setback setback = status / 100 == 2
                ? null
                : status / 100 == 3 ? Setback.REDIRECT : status == GONE ? Setback.GONE : Setback.STATUS;
        return new Answer(status, setback, retryAfter);
    }

    static Answer none(Setback why) {
        return new Answer(null, why, null);
    }

    /** Only these may say when they want to be asked again. */
    boolean busy() {
        return status != null && (status == 429 || status == 503);
    }
}
