package vn.antin.setting;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * A value of a YAML file.
 *
 * @param line it stands in, from 1
 * @param value the text of a scalar as it is written, a {@code List<YamlValue>} or a {@code Map<String, YamlValue>}; null
 *     for nothing
 */
public record YamlValue(int line, @Nullable Object value) {

    private static final Pattern LINE = Pattern.compile("\\bline (\\d+)");
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /**
     * Reads a file.
     *
     * @throws Refused CONFIGURATION with the line, if it is no YAML or a key stands twice; FILE_MISSING
     */
    public static YamlValue read(Path file) {
        try {
            return read(Files.readString(file));
        } catch (JsonProcessingException e) {
            String message = e.getOriginalMessage();
            Matcher marks = LINE.matcher(message);
            String line = Integer.toString(e.getLocation().getLineNr());
            while (marks.find()) {
                line = marks.group(1); // the last mark is where the trouble is, those before say within what
            }
            String told = message.lines().filter(one -> !one.startsWith(" ")).collect(Collectors.joining(", "));
            throw new Refused(Fault.CONFIGURATION, e, file + ", line " + line, told);
        } catch (IOException e) {
            throw new Refused(Fault.FILE_MISSING, e, file.toString());
        }
    }

    static YamlValue read(String text) throws IOException {
        try (JsonParser in = YAML.createParser(text)) {
            return in.nextToken() == null ? new YamlValue(1, null) : read(in, 1);
        }
    }

    private static YamlValue read(JsonParser in, int line) throws IOException {
        switch (in.currentToken()) {
            case START_OBJECT -> {
                Map<String, YamlValue> keys = new LinkedHashMap<>();
                while (in.nextToken() != JsonToken.END_OBJECT) {
                    String name = in.currentName();
                    int at = in.currentTokenLocation().getLineNr();
                    in.nextToken();
                    keys.put(name, read(in, at));
                }
                return new YamlValue(line, keys);
            }
            case START_ARRAY -> {
                List<YamlValue> items = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    items.add(read(in, in.currentTokenLocation().getLineNr()));
                }
                return new YamlValue(line, items);
            }
            default -> {
                return new YamlValue(line, in.currentToken() == JsonToken.VALUE_NULL ? null : in.getText());
            }
        }
    }

    /** The keys of an object; none of anything else. */
    @SuppressWarnings("unchecked") // made above
    public Map<String, YamlValue> keys() {
        return value instanceof Map ? (Map<String, YamlValue>) value : Map.of();
    }

    /** The items of a list; none of anything else. */
    @SuppressWarnings("unchecked") // made above
    public List<YamlValue> items() {
        return value instanceof List ? (List<YamlValue>) value : List.of();
    }
}
