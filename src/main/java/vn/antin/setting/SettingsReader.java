package vn.antin.setting;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * Makes a tree of records from a YAML file by the {@link ConfigKey} of each component. Unknown keys and values that are
 * not allowed are refused with file, line, key and what is allowed; nothing is silently repaired.
 */
public final class SettingsReader {

    /** How one value is written, and read. */
    private record Scalar(String form, Function<String, Object> parse) {}

    private static final Scalar INT = new Scalar("a whole number", text -> Integer.valueOf(text.replace("_", "")));
    private static final Scalar LONG = new Scalar("a whole number", text -> Long.valueOf(text.replace("_", "")));
    private static final Map<Class<?>, Scalar> SCALARS = Map.ofEntries(
            Map.entry(String.class, new Scalar("text", text -> text)),
            Map.entry(int.class, INT),
            Map.entry(Integer.class, INT),
            Map.entry(long.class, LONG),
            Map.entry(Long.class, LONG),
            Map.entry(boolean.class, new Scalar("true or false", SettingsReader::flag)),
            Map.entry(Duration.class, new Scalar("a duration such as PT15M or P7D", Duration::parse)),
            Map.entry(LocalTime.class, new Scalar("a time such as \"17:00\"", LocalTime::parse)),
            Map.entry(LocalDate.class, new Scalar("a day such as 2027-01-01", LocalDate::parse)),
            Map.entry(URI.class, new Scalar("an address", URI::create)),
            Map.entry(Path.class, new Scalar("a path", Path::of)),
            Map.entry(NodeId.class, new Scalar("an id such as so-y-te", NodeId::new)),
            Map.entry(AgencyCode.class, new Scalar("the code of an agency such as H06.12", AgencyCode::new)),
            Map.entry(Digest.class, new Scalar("a SHA-256 of 64 hexadecimal digits", Digest::ofHex)));

    private final Path file;
    private final Path folder;
    private String data = "data";

    private SettingsReader(Path file, Path folder) {
        this.file = file;
        this.folder = folder;
    }

    /**
     * Reads a file; paths in it are relative to its folder. A component without {@link ConfigKey} gets the file's path.
     *
     * @throws Refused CONFIGURATION or FILE_MISSING
     */
    public static <T extends Record> T read(Path file, Class<T> type) {
        Path folder = file.toAbsolutePath().normalize().resolveSibling("");
        return new SettingsReader(file, folder).object(type, YamlValue.read(file), "");
    }

    /** What an empty file says; for records without a required key. */
    public static <T extends Record> T defaults(Class<T> type) {
        Path none = Path.of("");
        return new SettingsReader(none, none).object(type, new YamlValue(1, Map.of()), "");
    }

    /** Whether values of this class are one value of the file, not an object or a list. */
    public static boolean scalar(Class<?> type) {
        return type.isEnum() || SCALARS.containsKey(type);
    }

    private static Scalar form(Class<?> type) {
        return Objects.requireNonNull(SCALARS.get(type), type::toString);
    }

    /** The name of a component's key in the file. */
    public static String name(RecordComponent component) {
        ConfigKey key = component.getAnnotation(ConfigKey.class);
        return key == null || key.name().isEmpty() ? component.getName() : key.name();
    }

    /** What a record of settings has there; null for nothing. */
    public static @Nullable Object value(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(record.getClass() + " is no public record", e);
        }
    }

    /** What a key allows, to follow “must be”. */
    public static String allowed(ConfigKey key, Class<?> type) {
        if (key.words().length > 0) {
            return "one of " + String.join(", ", key.words());
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(SettingsReader::text)
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (!key.least().isEmpty()) {
            return key.most().isEmpty() ? "at least " + key.least() : "between " + key.least() + " and " + key.most();
        }
        return type == Duration.class ? "longer than zero" : form(type).form();
    }

    /** A value as the file would write it. */
    public static String text(Object value) {
        if (value instanceof Collection<?> all) {
            // A set has no order of its own.
            return (all instanceof Set ? all.stream().sorted() : all.stream())
                    .map(SettingsReader::text)
                    .collect(Collectors.joining(", "));
        }
        return value instanceof Enum<?> word ? word.name().toLowerCase(Locale.ROOT) : value.toString();
    }

    private <T> T object(Class<T> type, YamlValue given, String path) {
        if (!(given.value() instanceof Map) && !(path.isEmpty() && given.value() == null)) {
            throw wrong(given.line(), (path.isEmpty() ? "the file" : path) + ": must be keys with values");
        }
        RecordComponent[] components = type.getRecordComponents();
        checkNames(given.keys(), components, path);
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String name = name(components[i]);
            ConfigKey key = components[i].getAnnotation(ConfigKey.class);
            values[i] = key == null
                    ? file
                    : read(components[i], key, given.keys().get(name), joined(path, name), given.line());
            if (name.equals("data") && path.isEmpty() && values[i] != null) {
                data = values[i].toString();
            }
        }
        return made(type, components, values, given, path);
    }

    private void checkNames(Map<String, YamlValue> given, RecordComponent[] components, String path) {
        List<String> known = Arrays.stream(components)
                .filter(component -> component.isAnnotationPresent(ConfigKey.class))
                .map(SettingsReader::name)
                .toList();
        given.forEach((name, value) -> {
            if (!known.contains(name)) {
                String meant = known.stream()
                        .filter(one -> distance(one, name) <= 3)
                        .min(Comparator.comparingInt(one -> distance(one, name)))
                        .map(one -> "did you mean '" + one + "'?")
                        .orElse("keys here are " + String.join(", ", known));
                throw wrong(value.line(), "'" + joined(path, name) + "' is not a key; " + meant);
            }
        });
    }

    private <T> T made(Class<T> type, RecordComponent[] components, Object[] values, YamlValue given, String path) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            T made = type.getDeclaredConstructor(types).newInstance(values);
            if (made instanceof ConfigCheck rules) {
                rules.check();
            }
            return made;
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            YamlValue at = given.keys().getOrDefault(message.split(":", 2)[0], given);
            throw wrong(at.line(), joined(path, message));
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(path + ": " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " is no public record", e);
        }
    }

    private @Nullable Object read(
            RecordComponent component, ConfigKey key, @Nullable YamlValue given, String path, int above) {
        YamlValue value = given;
        if (value == null || value.value() == null) {
            if (key.required()) {
                throw wrong(above, path + " is missing: " + key.value());
            }
            if (key.preset().isEmpty()) {
                return null;
            }
            value = preset(component, key, above);
        } else if (component.getType() == Map.class && !key.preset().isEmpty() && value.value() instanceof Map) {
            Map<String, YamlValue> both =
                    new LinkedHashMap<>(preset(component, key, above).keys());
            both.putAll(value.keys());
            value = new YamlValue(value.line(), both);
        }
        return converted(component.getGenericType(), key, value, path);
    }

    private YamlValue preset(RecordComponent component, ConfigKey key, int line) {
        String text = key.preset().replace("${data}", data);
        try {
            return scalar(component.getType()) ? new YamlValue(line, text) : YamlValue.read(text);
        } catch (IOException e) {
            throw new UncheckedIOException(component + ": default " + text, e);
        }
    }

    private Object converted(Type type, ConfigKey key, YamlValue given, String path) {
        if (!(type instanceof ParameterizedType generic)) {
            Class<?> plain = (Class<?>) type;
            return scalar(plain) ? one(plain, key, given, path) : object(plain, given, path);
        }
        Type[] of = generic.getActualTypeArguments();
        if (generic.getRawType() == Map.class) {
            if (!(given.value() instanceof Map)) {
                throw wrong(given.line(), path + ": must be keys with values");
            }
            Map<Object, Object> all = new LinkedHashMap<>();
            given.keys()
                    .forEach((name, value) -> all.put(
                            converted(of[0], key, new YamlValue(value.line(), name), path),
                            converted(of[1], key, value, joined(path, name))));
            return all;
        }
        if (!(given.value() instanceof List)) {
            throw wrong(given.line(), path + ": must be a list");
        }
        List<Object> all = new ArrayList<>();
        for (YamlValue item : given.items()) {
            all.add(converted(of[0], key, item, joined(path, Integer.toString(all.size()))));
        }
        return generic.getRawType() == List.class ? all : new LinkedHashSet<>(all);
    }

    private Object one(Class<?> type, ConfigKey key, YamlValue given, String path) {
        if (given.value() instanceof String text) {
            Object value = parsed(type, text);
            if (value instanceof Path relative) {
                return folder.resolve(relative).normalize();
            }
            if (value != null && within(type, key, value)) {
                return value;
            }
            String form = value == null && !type.isEnum() ? form(type).form() : allowed(key, type);
            throw wrong(given.line(), path + ": must be " + form + ", not '" + text + "'");
        }
        throw wrong(given.line(), path + ": must be " + allowed(key, type));
    }

    private static @Nullable Object parsed(Class<?> type, String text) {
        if (type.isEnum()) {
            String word = text.replace('-', '_');
            return Arrays.stream(type.getEnumConstants())
                    .filter(one -> text(one).equalsIgnoreCase(word))
                    .findFirst()
                    .orElse(null);
        }
        try {
            return form(type).parse().apply(text);
        } catch (IllegalArgumentException | DateTimeException | Refused e) {
            return null; // told by the caller, with what is allowed
        }
    }

    private static boolean within(Class<?> type, ConfigKey key, Object value) {
        if (value instanceof Duration time && (time.isNegative() || time.isZero())) {
            return false;
        }
        return (key.words().length == 0
                        || type.isEnum()
                        || Arrays.asList(key.words()).contains(value.toString()))
                && compared(type, value, key.least()) >= 0
                && compared(type, value, key.most()) <= 0;
    }

    /** Below, at or above a bound; at it where there is none. A list's bound is that of each item. */
    @SuppressWarnings("unchecked") // both are of the type
    private static int compared(Class<?> type, Object value, String bound) {
        Object other = bound.isEmpty() ? null : parsed(type, bound);
        return other == null ? 0 : ((Comparable<Object>) value).compareTo(other);
    }

    private static Object flag(String text) {
        if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
            throw new IllegalArgumentException(text);
        }
        return Boolean.valueOf(text);
    }

    private Refused wrong(int line, String what) {
        return new Refused(Fault.CONFIGURATION, file + ", line " + line, what);
    }

    private static String joined(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** How many letters must be changed, added or left out to make one word the other (Levenshtein). */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
