package vn.antin.adapter.vxp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.adapter.JsonFields;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;

/** The parameters of a call: in its address, in a form or in a JSON object, under names of any case. */
final class Asked {

    private static final int MOST_BYTES = 64 << 10;
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private final HttpServletRequest request;
    private final JsonNode body;

    private Asked(HttpServletRequest request, JsonNode body) {
        this.request = request;
        this.body = body;
    }

    static Asked of(HttpServletRequest request) throws IOException {
        String type = String.valueOf(request.getContentType()).toLowerCase(Locale.ROOT);
        if (!type.startsWith("application/json")) {
            return new Asked(request, JsonNodeFactory.instance.objectNode());
        }
        try (InputStream in = request.getInputStream()) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new Refused(Fault.TOO_LARGE, "JSON", Integer.toString(MOST_BYTES));
            }
            return new Asked(request, JsonFields.object(bytes));
        }
    }

    Optional<String> maybe(String name) {
        for (var member : body.properties()) {
            if (member.getKey().equalsIgnoreCase(name)
                    && !member.getValue().asText().isBlank()) {
                return Optional.of(member.getValue().asText().strip());
            }
        }
        for (var parameter : request.getParameterMap().entrySet()) {
            if (parameter.getKey().equalsIgnoreCase(name)
                    && parameter.getValue().length > 0
                    && !parameter.getValue()[0].isBlank()) {
                return Optional.of(parameter.getValue()[0].strip());
            }
        }
        return Optional.empty();
    }

    String needed(String name) {
        return maybe(name).orElseThrow(() -> new Refused(Fault.FIELD_MISSING, name));
    }

    /** A day, or a moment, of the Vietnamese calendar. */
    @Nullable
    Instant time(String name) {
        String text = maybe(name).orElse(null);
        if (text == null) {
            return null;
        }
        try {
            return text.length() == 10
                    ? LocalDate.parse(text.replace('/', '-'))
                            .atStartOfDay(VIETNAM)
                            .toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new Refused(Fault.FIELD_INVALID, e, name, text);
        }
    }
}
