package vn.antin.console.web;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.VietnamTime;

/** What stands in the fields of an address, read as what it means; null when it means nothing. */
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

    /** When a day begins where the agencies are, or one so many days later. */
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
