package vn.antin.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The JSON mapper of the commands. */
public final class Json {

    public static final JsonMapper MAPPER = new JsonMapper();

    private Json() {}

    public static String pretty(JsonNode json) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON that was read or made", e);
        }
    }
}
