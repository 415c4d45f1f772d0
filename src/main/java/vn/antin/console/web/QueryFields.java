package vn.antin.console.web;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.VietnamTime;

/** Parses fields of a query; null for an invalid one. */
public final class QueryFields {

    private QueryFields() {}

    public static <E extends Enum<E>> @Nullable E one(Class<E> of, String name) {
        for (E each : of.getEnumConstants()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        return null;
    }

    /** The beginning of that day in the agencies' time zone, some days later. */
    public static @Nullable Instant day(String text, int later) {
        try {
            return text.isEmpty()
                    ? null
                    : LocalDate.parse(text)
                            .plusDays(later)
                            .atStartOfDay(VietnamTime.ZONE)
                            .toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
