package vn.antin.door.rest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Parses query parameters; refuses invalid values. */
final class QueryParameters {

    private QueryParameters() {}

    static int number(String name, @Nullable String text, int otherwise, int least, int most) {
        if (text == null) {
            return otherwise;
        }
        int number = text.matches("\\d{1,6}") ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            throw new Refused(Fault.FIELD_INVALID, name, text + " (" + least + "–" + most + ")");
        }
        return number;
    }

    /** The serial of an earlier edition of the directory; empty when absent. */
    static Optional<Long> serial(String name, @Nullable String text, long newest) {
        if (text == null) {
            return Optional.empty();
        }
        long serial = text.matches("\\d{1,18}") ? Long.parseLong(text) : Long.MAX_VALUE;
        if (serial > newest) {
            throw new Refused(Fault.FIELD_INVALID, name, text + " (0–" + newest + ")");
        }
        return Optional.of(serial);
    }

    static <E extends Enum<E>> @Nullable E one(String name, @Nullable String text, Class<E> of) {
        if (text == null) {
            return null;
        }
        try {
            return Enum.valueOf(of, text.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            String known = Arrays.toString(of.getEnumConstants());
            throw new Refused(Fault.FIELD_INVALID, e, name, text + " " + known);
        }
    }

    /** Null when it is absent or blank. */
    static @Nullable String text(String name, @Nullable String text, int longest) {
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.length() > longest) {
            throw new Refused(Fault.FIELD_TOO_LONG, name, Integer.toString(longest));
        }
        return text.strip();
    }

    static @Nullable Boolean flag(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Refused(Fault.FIELD_INVALID, name, text + " (true, false)");
        };
    }

    /** A time with its zone, or a date: then the beginning of that day or of the next. */
    static @Nullable Instant time(String name, @Nullable String text, boolean nextDay) {
        if (text == null) {
            return null;
        }
        // In a query an unescaped plus is a space.
        String plain = text.strip().replace(' ', '+');
        try {
            return plain.length() == 10
                    ? VietnamTime.midnight(LocalDate.parse(plain).plusDays(nextDay ? 1 : 0))
                    : OffsetDateTime.parse(plain).toInstant();
        } catch (DateTimeException e) {
            throw new Refused(Fault.FIELD_INVALID, e, name, text);
        }
    }
}
