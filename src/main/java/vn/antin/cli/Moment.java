package vn.antin.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import vn.antin.envelope.VietnamTime;

/** Formats times as people in Vietnam write them, to the millisecond. */
public final class Moment {

    private static final DateTimeFormatter WRITTEN =
            DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm:ss.SSS").withZone(VietnamTime.ZONE);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(VietnamTime.ZONE);

    private Moment() {}

    public static String of(Instant at) {
        return WRITTEN.format(at);
    }

    /** The time of day, without the date. */
    public static String time(Instant at) {
        return TIME.format(at);
    }

    /** Seconds with one decimal. */
    public static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toMillis() / 1000d);
    }
}
