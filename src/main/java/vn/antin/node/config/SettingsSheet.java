package vn.antin.node.config;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.console.pages.MachineAccess.PendingChange;
import vn.antin.console.pages.MachineAccess.Setting;
import vn.antin.console.pages.MachineAccess.SettingChange;
import vn.antin.fault.Refused;
import vn.antin.setting.ConfigKey;
import vn.antin.setting.SettingsReader;
import vn.antin.setting.YamlValue;

/**
 * Every setting in force with the line of the configuration file it came from, and what a restart would change, for the
 * file may have been edited since. Secrets are masked.
 */
public final class SettingsSheet {

    private static final String MASK = "••••••";

    /** A setting as it is, and whether its value is shown. */
    private record SheetLine(Setting setting, boolean secret) {

        Setting masked() {
            return secret && !setting.value().isEmpty() ? new Setting(setting.key(), MASK, setting.line()) : setting;
        }
    }

    private SettingsSheet() {}

    public static List<Setting> of(Config config) {
        return read(config).values().stream().map(SheetLine::masked).toList();
    }

    /** The file as it is now against what runs. */
    public static PendingChange pending(Config config) {
        try {
            Map<String, SheetLine> running = read(config);
            Map<String, SheetLine> written = read(ConfigFile.read(config.file()));
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

    private static Optional<SettingChange> change(String key, @Nullable SheetLine now, @Nullable SheetLine then) {
        boolean same = now != null
                && then != null
                && now.setting().value().equals(then.setting().value());
        return same
                ? Optional.empty()
                : Optional.of(new SettingChange(
                        key,
                        now == null ? "" : now.masked().value(),
                        then == null ? "" : then.masked().value(),
                        then == null ? 0 : then.setting().line()));
    }

    private static Map<String, SheetLine> read(Config config) {
        Map<String, SheetLine> all = new LinkedHashMap<>();
        object("", config, YamlValue.read(config.file()), all);
        return all;
    }

    private static void object(String path, Record keys, @Nullable YamlValue written, Map<String, SheetLine> all) {
        for (RecordComponent component : keys.getClass().getRecordComponents()) {
            ConfigKey key = component.getAnnotation(ConfigKey.class);
            if (key != null) {
                String name = SettingsReader.name(component);
                value(
                        path.isEmpty() ? name : path + "." + name,
                        SettingsReader.value(component, keys),
                        written == null ? null : written.keys().get(name),
                        key.secret(),
                        all);
            }
        }
    }

    private static void value(
            String path,
            @Nullable Object value,
            @Nullable YamlValue written,
            boolean secret,
            Map<String, SheetLine> all) {
        if (value instanceof Record keys && !SettingsReader.scalar(value.getClass())) {
            object(path, keys, written, all);
        } else if (value instanceof Map<?, ?> entries) {
            entries.forEach((name, each) -> {
                String key = SettingsReader.text(name);
                value(
                        path + "." + key,
                        each,
                        written == null ? null : written.keys().get(key),
                        secret,
                        all);
            });
        } else if (value instanceof List<?> items && items.stream().anyMatch(SettingsSheet::keyed)) {
            for (int i = 0; i < items.size(); i++) {
                YamlValue item = written == null || i >= written.items().size()
                        ? null
                        : written.items().get(i);
                value(path + "." + i, items.get(i), item, secret, all);
            }
        } else if (value != null) {
            Setting setting = new Setting(path, SettingsReader.text(value), written == null ? 0 : written.line());
            all.put(path, new SheetLine(setting, secret));
        }
    }

    private static boolean keyed(Object item) {
        return item instanceof Record && !SettingsReader.scalar(item.getClass());
    }
}
