package vn.antin.door.vxp;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.door.DoorLimits;
import vn.antin.door.JsonFields;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The parameters of a call, with case-insensitive names: the signed headers of the SDK, or else the query, a form or a
 * JSON object.
 */
final class AxisParameters {

    private final String prefix;
    private final List<Map.Entry<String, String>> values;

    private AxisParameters(String prefix, List<Map.Entry<String, String>> values) {
        this.prefix = prefix;
        this.values = values;
    }

    static AxisParameters of(HttpServletRequest request, AxisCaller signed) throws IOException {
        Map<String, String> headers = signed.parameters();
        if (headers != null) {
            return new AxisParameters(AxisSignature.PREFIX, List.copyOf(headers.entrySet()));
        }
        List<Map.Entry<String, String>> values = new ArrayList<>();
        String type = String.valueOf(request.getContentType()).toLowerCase(Locale.ROOT);
        if (type.startsWith("application/json")) {
            try (InputStream in = request.getInputStream()) {
                byte[] bytes = in.readNBytes(DoorLimits.JSON_BYTES + 1);
                if (bytes.length > DoorLimits.JSON_BYTES) {
                    throw new Refused(Fault.TOO_LARGE, "JSON", Integer.toString(DoorLimits.JSON_BYTES));
                }
                if (bytes.length > 0) {
                    JsonFields.object(bytes)
                            .properties()
                            .forEach(member -> values.add(
                                    Map.entry(member.getKey(), member.getValue().asText())));
                }
            }
        }
        request.getParameterMap().forEach((name, given) -> {
            if (given.length > 0) {
                values.add(Map.entry(name, given[0]));
            }
        });
        return new AxisParameters("", values);
    }

    /** An exact match of the name goes before one in another case: the SDK keeps both when its caller wrote both. */
    Optional<String> maybe(String name) {
        return values.stream()
                .filter(value -> value.getKey().equals(name))
                .findFirst()
                .or(() -> values.stream()
                        .filter(value -> value.getKey().equalsIgnoreCase(name))
                        .findFirst())
                .map(value -> value.getValue().strip())
                .filter(value -> !value.isEmpty());
    }

    String needed(String name) {
        return maybe(name).orElseThrow(() -> new Refused(Fault.FIELD_MISSING, prefix + name));
    }

    /** As {@link #needed}; refused when it occurs twice with different values, one of which must be outdated. */
    String only(String name) {
        List<String> different = values.stream()
                .filter(value -> value.getKey().equalsIgnoreCase(name))
                .map(value -> value.getValue().strip())
                .distinct()
                .toList();
        if (different.size() > 1) {
            throw new Refused(Fault.FIELD_INVALID, prefix + name, String.join(", ", different));
        }
        return needed(name);
    }

    /** A day or a time in the Vietnamese time zone. */
    @Nullable
    Instant time(String name) {
        String text = maybe(name).orElse(null);
        if (text == null) {
            return null;
        }
        try {
            return text.length() == 10
                    ? VietnamTime.midnight(LocalDate.parse(text.replace('/', '-')))
                    : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new Refused(Fault.FIELD_INVALID, e, prefix + name, text);
        }
    }
}
