package vn.antin.directory;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.json.Json;

/** Reads and writes an act as JSON, in which codes and ids are texts. */
final class ActJson {

    private static final JsonMapper MAPPER = Json.MAPPER
            .rebuild()
            .addMixIn(AgencyCode.class, TextValue.class)
            .addMixIn(NodeId.class, TextValue.class)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private ActJson() {}

    /** How a record of one text is written. */
    private abstract static class TextValue {

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        @SuppressWarnings("unused") // read by the mapper
        TextValue(String value) {}

        @JsonValue
        abstract String value();
    }

    static String write(DirectoryAct act) {
        try {
            return MAPPER.writerFor(DirectoryAct.class).writeValueAsString(act);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a value that has no JSON", e);
        }
    }

    static DirectoryAct read(String json) {
        try {
            DirectoryAct act = MAPPER.readValue(json, DirectoryAct.class);
            if (act == null) {
                throw new Refused(Fault.REQUEST_FORM, "act");
            }
            return act;
        } catch (JsonMappingException e) {
            throw Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
                    .filter(Refused.class::isInstance)
                    .map(Refused.class::cast)
                    .findFirst()
                    .orElseGet(() -> new Refused(Fault.FIELD_INVALID, e, field(e), e.getOriginalMessage()));
        } catch (JsonProcessingException e) {
            throw new Refused(Fault.REQUEST_FORM, e, "act");
        }
    }

    private static String field(JsonMappingException wrong) {
        return wrong.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("."));
    }
}
