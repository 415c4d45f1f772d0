package vn.antin.node.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.antin.console.pages.MachineAccess.PendingChange;
import vn.antin.console.pages.MachineAccess.Setting;
import vn.antin.console.pages.MachineAccess.SettingChange;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * Every setting in force, and the line of the configuration file it came from; and what a restart would change, for the
 * file may have been edited since. What opens something is masked.
 */
public final class SettingsSheet {

    private static final String MASK = "••••••";
    private static final Pattern SECRET = Pattern.compile(".*(sha256|observe\\.keys\\.\\d+)$");

    /** What the program calls otherwise than the file. */
    private static final Map<String, String> IN_FILE = Map.of(
            "signatures", "packageSignatures",
            "rules.days", "rules.workingDays",
            "observe.port.host", "observe.host",
            "observe.port.port", "observe.port",
            "traces", "traces.otlp");

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule()
                    .addSerializer(Path.class, new ToStringSerializer(Path.class))
                    .addSerializer(AgencyCode.class, new ToStringSerializer(AgencyCode.class))
                    .addSerializer(NodeId.class, new ToStringSerializer(NodeId.class))
                    .addSerializer(Digest.class, new ToStringSerializer(Digest.class)))
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private SettingsSheet() {}

    public static List<Setting> of(Config config) {
        return read(config).values().stream().map(SettingsSheet::masked).toList();
    }

    /** The file as it is now against what runs. */
    public static PendingChange pending(Config config) {
        try {
            Map<String, Setting> running = read(config);
            Map<String, Setting> written = read(ConfigFile.read(config.file()));
            Set<String> keys = new LinkedHashSet<>(running.keySet());
            keys.addAll(written.keySet());
            return new PendingChange(
                    keys.stream()
                            .map(key -> change(key, running.get(key), written.get(key)))
                            .flatMap(Optional::stream)
                            .toList(),
                    null);
        } catch (Refused refused) {
            return new PendingChange(List.of(), refused);
        }
    }

    private static Optional<SettingChange> change(String key, @Nullable Setting now, @Nullable Setting then) {
        boolean same = now != null && then != null && now.value().equals(then.value());
        return same
                ? Optional.empty()
                : Optional.of(new SettingChange(
                        key,
                        now == null ? "" : masked(now).value(),
                        then == null ? "" : masked(then).value(),
                        then == null ? 0 : then.line()));
    }

    private static Map<String, Setting> read(Config config) {
        Map<String, Setting> all = new LinkedHashMap<>();
        flatten("", JSON.valueToTree(config), lines(config.file()), all);
        return all;
    }

    private static Setting masked(Setting one) {
        boolean secret = SECRET.matcher(one.key()).matches() || one.key().equals("observe.keys");
        return secret && !one.value().isEmpty() ? new Setting(one.key(), MASK, one.line()) : one;
    }

    private static void flatten(String path, JsonNode node, Map<String, Integer> lines, Map<String, Setting> all) {
        if (node.isObject()) {
            node.properties().forEach(each -> flatten(joined(path, each.getKey()), each.getValue(), lines, all));
        } else if (node.isArray() && node.size() > 0 && !plain(node)) {
            for (int at = 0; at < node.size(); at++) {
                flatten(joined(path, Integer.toString(at)), node.get(at), lines, all);
            }
        } else if (!node.isNull()) {
            String key = IN_FILE.getOrDefault(path, path);
            String value = node.isArray() ? list(node) : node.asText();
            all.put(key, new Setting(key, value, lines.getOrDefault(key, 0)));
        }
    }

    private static boolean plain(JsonNode list) {
        for (JsonNode each : list) {
            if (each.isContainerNode()) {
                return false;
            }
        }
        return true;
    }

    private static String list(JsonNode list) {
        List<String> values = new ArrayList<>();
        list.forEach(each -> values.add(each.asText()));
        return String.join(", ", values);
    }

    private static String joined(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Where each key stands. */
    private static Map<String, Integer> lines(Path file) {
        Map<String, Integer> lines = new LinkedHashMap<>();
        try (JsonParser parser = new YAMLFactory().createParser(file.toFile())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    lines.put(path(parser), parser.currentTokenLocation().getLineNr());
                }
            }
            return lines;
        } catch (IOException e) {
            throw new Refused(Fault.FILE_MISSING, e, file.toString());
        }
    }

    private static String path(JsonParser parser) {
        return parser.getParsingContext()
                .pathAsPointer()
                .toString()
                .substring(1)
                .replace('/', '.');
    }
}
