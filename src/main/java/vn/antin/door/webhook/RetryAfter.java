package vn.antin.door.webhook;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Parses the Retry-After header (RFC 9110, section 10.2.3): seconds or a date. */
final class RetryAfter {

    private RetryAfter() {}

    /** The instant, at most {@link RetrySchedule#LONGEST_HOLD} from now; null if there is no valid one. */
    static @Nullable Instant read(@Nullable String header, Instant now) {
        Instant asked = header == null ? null : asked(header.strip(), now);
        Instant latest = now.plus(RetrySchedule.LONGEST_HOLD);
        return asked == null || !asked.isAfter(now) ? null : asked.isAfter(latest) ? latest : asked;
    }

    private static @Nullable Instant asked(String header, Instant now) {
        if (header.matches("\\d{1,9}")) {
            return now.plusSeconds(Long.parseLong(header));
        }
        try {
            return ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
