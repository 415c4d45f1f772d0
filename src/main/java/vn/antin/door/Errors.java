package vn.antin.door;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;

/** The catalogue of all faults, {@code errors.yaml}, in Vietnamese and English. */
public final class Errors {

    /** One text in both languages. */
    public record Text(String vi, String en) {

        public String in(Language language) {
            return language == Language.EN ? en : vi;
        }
    }

    /**
     * One entry of the catalogue.
     *
     * @param retryAfter seconds after which a retry makes sense
     * @param axisCode the number that older provincial axes use for this fault
     * @param title the same for every occurrence
     * @param text one sentence with placeholders {0}, {1} for the values of an occurrence
     * @param remedy what the caller does about it
     * @param operator what the operator does about it, where that differs from the remedy; see {@link #remedyHere}
     */
    public record ErrorEntry(
            @JsonProperty("name") Fault fault,
            String code,
            int http,
            boolean retryable,
            @Nullable Integer retryAfter,
            @Nullable Integer axisCode,
            Text title,
            Text text,
            @JsonProperty("do") Text remedy,
            @Nullable Text operator) {

        /** The remedy for a reader at the console or at the machine. */
        public Text remedyHere() {
            return operator == null ? remedy : operator;
        }
    }

    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]");
    private static final int LONGEST_VALUE = 200;

    private final Map<Fault, ErrorEntry> entries;

    private Errors(List<ErrorEntry> list) {
        Map<Fault, ErrorEntry> all = new EnumMap<>(Fault.class);
        for (ErrorEntry entry : list) {
            if (all.put(entry.fault(), entry) != null) {
                throw new IllegalStateException("errors.yaml names " + entry.fault() + " twice");
            }
        }
        this.entries = Collections.unmodifiableMap(all);
    }

    /** Loads the catalogue that this program ships. */
    public static Errors load() {
        try (InputStream yaml = Errors.class.getResourceAsStream("/errors.yaml")) {
            if (yaml == null) {
                throw new IllegalStateException("errors.yaml is missing");
            }
            return new Errors(JsonMapper.builder(new YAMLFactory()).build().readValue(yaml, new TypeReference<>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException("errors.yaml", e);
        }
    }

    public Collection<ErrorEntry> all() {
        return entries.values();
    }

    public ErrorEntry of(Fault fault) {
        ErrorEntry entry = entries.get(fault);
        if (entry == null) {
            throw new IllegalStateException("errors.yaml lacks " + fault);
        }
        return entry;
    }

    /** The entry of a stable code, if there is one. */
    public Optional<ErrorEntry> ofCode(String code) {
        return entries.values().stream()
                .filter(entry -> entry.code().equals(code))
                .findFirst();
    }

    /** The sentence with the values of this occurrence. */
    public String sentence(Fault fault, List<String> values, Language language) {
        Matcher places = PLACE.matcher(of(fault).text().in(language));
        return places.replaceAll(place -> Matcher.quoteReplacement(value(place, values, language)));
    }

    private static String value(MatchResult place, List<String> values, Language language) {
        int index = Integer.parseInt(place.group(1));
        if (index >= values.size()) {
            return "?";
        }
        String value = CONTROL.matcher(AlarmSubjectText.in(language, values.get(index)))
                .replaceAll(" ");
        return value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) + "…" : value;
    }
}
