package vn.antin.console.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.VietnamTime;

/** Parses fields of a query; null for an invalid one. */
public final class QueryFields {

    private QueryFields() {}

    /** The query string of these fields; an empty one is left out. */
    public static String written(Map<String, String> fields) {
        return fields.entrySet().stream()
                .filter(field -> !field.getValue().isEmpty())
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

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
                    : VietnamTime.midnight(LocalDate.parse(text).plusDays(later));
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
