package vn.antin.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.console.pages.MachineAccess.Setting;
import vn.antin.setting.ConfigKey;
import vn.antin.setting.SettingsReader;
import vn.antin.setting.YamlValue;

/** Every key of the configuration stands in {@code src/docs/configuration.md} and in the example of its role. */
class ConfigDocumentationTest {

    private static final Path DOCUMENT = Path.of("src/docs/configuration.md");
    private static final String HEAD = "| key | default | allowed | what it says |\n|---|---|---|---|\n";
    private static final Pattern COMMENTED =
            Pattern.compile("(\\s*)# (\\s*(?:- \\{ )?([A-Za-z0-9]+):(?: .*)?|\\s+- \\{.*)");

    /** What is allowed, and for whom; empty for a record, which only holds keys. */
    private record Documented(ConfigKey key, String allowed, String role) {}

    private static final Map<String, Documented> KEYS = keys();

    @TempDir
    Path folder;

    private static Map<String, Documented> keys() {
        Map<String, Documented> all = new LinkedHashMap<>();
        collect(Config.class, "", "", all);
        return all;
    }

    private static void collect(Class<?> type, String path, String role, Map<String, Documented> all) {
        for (RecordComponent component : type.getRecordComponents()) {
            ConfigKey key = component.getAnnotation(ConfigKey.class);
            if (key != null) {
                String name = path + SettingsReader.name(component);
                String own = key.role().isEmpty() ? role : key.role();
                collect(component.getGenericType(), key, name, own, all);
            }
        }
    }

    private static void collect(Type type, ConfigKey key, String path, String role, Map<String, Documented> all) {
        if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            Class<?> item = (Class<?>) of[of.length - 1];
            if (SettingsReader.scalar(item)) {
                String kind = of.length == 2 ? "keys with values, each " : "a list, each ";
                all.put(path, new Documented(key, kind + SettingsReader.allowed(key, item), role));
            } else {
                all.put(path, new Documented(key, "a list", role));
                collect(item, path + ".*.", role, all);
            }
        } else if (SettingsReader.scalar((Class<?>) type)) {
            all.put(path, new Documented(key, SettingsReader.allowed(key, (Class<?>) type), role));
        } else {
            all.put(path, new Documented(key, "", role));
            collect((Class<?>) type, path + ".", role, all);
        }
    }

    @Test
    void the_table_of_keys_is_what_the_program_reads() throws Exception {
        StringBuilder table = new StringBuilder(HEAD);
        KEYS.forEach((path, each) -> {
            String preset = each.key().preset();
            String filled = preset.isEmpty() || preset.equals("{}")
                    ? (each.key().required() ? "required" : "")
                    : "`" + preset + "`";
            String whose = each.role().isEmpty() ? "" : " (" + each.role() + " only)";
            table.append("| `" + path + "` | " + filled + " | " + each.allowed() + " | "
                    + each.key().value() + whose + " |\n");
        });
        String text = Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : HEAD;
        String current = text.substring(0, text.indexOf(HEAD)) + table;
        Files.writeString(Path.of("target/configuration.md"), current);

        assertThat(text).as("copy target/configuration.md to " + DOCUMENT).isEqualTo(current);
    }

    @ParameterizedTest
    @ValueSource(strings = {"node", "hub"})
    void the_example_names_every_key(String role) throws Exception {
        Path whole = Files.writeString(folder.resolve("whole.yaml"), uncommented(role));
        Set<String> written = new LinkedHashSet<>();
        collect(YamlValue.read(whole), "", written);

        assertThat(ConfigFile.read(whole).role().name()).isEqualToIgnoringCase(role);
        assertThat(KEYS.entrySet().stream()
                        .filter(each -> each.getValue().role().isEmpty()
                                || each.getValue().role().equals(role))
                        .map(Map.Entry::getKey)
                        .filter(path -> !written.contains(path)))
                .as("keys that config/" + role + ".yaml does not name")
                .isEmpty();
    }

    /** The example with its commented keys as keys. */
    private static String uncommented(String role) throws Exception {
        Set<String> names = KEYS.keySet().stream()
                .map(path -> path.substring(path.lastIndexOf('.') + 1))
                .collect(Collectors.toSet());
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("config", role + ".yaml"))) {
            String key = line;
            for (Matcher m = COMMENTED.matcher(key); m.matches(); m = COMMENTED.matcher(key)) {
                if (m.group(3) != null && !names.contains(m.group(3))) {
                    break;
                }
                key = m.group(1) + m.group(2);
            }
            lines.add(key);
        }
        return String.join("\n", lines);
    }

    private static void collect(YamlValue value, String path, Set<String> all) {
        if (!path.isEmpty()) {
            all.add(path);
        }
        value.keys().forEach((name, each) -> collect(each, path.isEmpty() ? name : path + "." + name, all));
        value.items().forEach(each -> collect(each, path + ".*", all));
    }

    @ParameterizedTest
    @ValueSource(strings = {"node", "hub"})
    void the_example_shows_the_defaults(String role) throws Exception {
        String named = Files.readString(Path.of("config", role + ".yaml"));
        Path example = Files.writeString(folder.resolve("example.yaml"), named);
        String needed = role.equals("node")
                ? "hub: { host: hub.example, port: 61617 }\n"
                : "broker: { host: 0.0.0.0, port: 61617 }\nauthority: {}\nlisten: { host: 0.0.0.0, port: 8443 }\n";
        Path least = Files.writeString(folder.resolve("least.yaml"), "role: " + role + "\nnode: x\n" + needed);

        Map<String, String> shown = values(example);
        Map<String, String> preset = values(least);
        shown.keySet().retainAll(preset.keySet());
        List.of("node", "apiKeys").forEach(own -> {
            shown.remove(own);
            preset.remove(own);
        });
        assertThat(shown).containsAllEntriesOf(preset);
    }

    private static Map<String, String> values(Path file) {
        Collection<Setting> settings = SettingsSheet.of(ConfigFile.read(file));
        return settings.stream()
                .collect(Collectors.toMap(Setting::key, Setting::value, (a, b) -> b, LinkedHashMap::new));
    }
}
