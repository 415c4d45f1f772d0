package vn.antin.envelope;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** The time zone in which people and official documents read days and hours, wherever a program runs. */
public final class VietnamTime {

    public static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");

    private VietnamTime() {}

    /** The beginning of that day. */
    public static Instant midnight(LocalDate day) {
        return day.atStartOfDay(ZONE).toInstant();
    }

    /** The beginning of the day of that moment. */
    public static Instant midnightBefore(Instant moment) {
        return midnight(LocalDate.ofInstant(moment, ZONE));
    }

    /**
     * Parses an instant in ISO 8601, or a date as the beginning of the day.
     *
     * @throws java.time.DateTimeException when it is neither
     */
    public static Instant read(String text) {
        return text.length() == 10 ? midnight(LocalDate.parse(text)) : Instant.parse(text);
    }
}
