package vn.antin.door;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Problem details for HTTP (RFC 9457). */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        String code,
        boolean retryable,
        @Nullable Integer retryAfter,
        @Nullable Integer axisCode,
        List<FieldFault> errors,
        String traceId) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /** One violation; the pointer names the member of the JSON. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FieldFault(@Nullable String pointer, String code, String detail) {}
}
