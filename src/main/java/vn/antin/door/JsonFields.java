package vn.antin.door;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * Reads the members of a JSON object and collects violations: missing, wrong and unknown members are reported together.
 */
public final class JsonFields {

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(16).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Characters that XML cannot hold, and therefore no package. */
    private static final Pattern UNWRITABLE = Pattern.compile("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]");

    /** Length of a date; a longer text is a time with its zone. */
    private static final int DAY = 10;

    private final ObjectNode object;
    private final String above;
    private final List<ValidationException.Violation> flaws;
    private final Set<String> known = new HashSet<>();
    private final List<JsonFields> below = new ArrayList<>();

    private JsonFields(ObjectNode object, String above, List<ValidationException.Violation> flaws) {
        this.object = object;
        this.above = above;
        this.flaws = flaws;
    }

    /** Reads an object that was not parsed from JSON text. */
    public static JsonFields of(ObjectNode object) {
        return new JsonFields(object, "", new ArrayList<>());
    }

    public static JsonFields read(byte[] json) {
        return of(object(json));
    }

    /** Parses exactly one object: no trailing content, no duplicate members, bounded nesting. */
    public static ObjectNode object(byte[] json) {
        try {
            if (JSON.readTree(json) instanceof ObjectNode object) {
                return object;
            }
            throw new Refused(Fault.JSON_MALFORMED, "1:1");
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new Refused(Fault.JSON_MALFORMED, e, at == null ? "1:1" : at.getLineNr() + ":" + at.getColumnNr());
        } catch (IOException e) {
            throw new UncheckedIOException("JSON from memory", e);
        }
    }

    /** The text of a member, or null when it is absent or empty. */
    @Nullable
    public String text(String name, int longest) {
        return as(name, longest, Function.identity());
    }

    /** The text of a member; empty when it is absent. */
    public String words(String name, int longest) {
        String text = text(name, longest);
        return text == null ? "" : text;
    }

    /** The text of a required member; empty after a violation was recorded. */
    public String required(String name, int longest) {
        String text = text(name, longest);
        if (text == null && flaws.stream().noneMatch(flaw -> pointer(name).equals(flaw.pointer()))) {
            flaw(pointer(name), new Refused(Fault.FIELD_MISSING, name));
        }
        return text == null ? "" : text;
    }

    /** The text of a member, converted. */
    public <T> @Nullable T as(String name, int longest, Function<String, T> meaning) {
        known.add(name);
        JsonNode node = object.path(name);
        return node.isMissingNode()
                        || node.isNull()
                        || (node.isTextual() && node.textValue().isBlank())
                ? null
                : element(name, pointer(name), node, longest, meaning);
    }

    /** The texts of a list, each converted. */
    public <T> List<T> list(String name, int longest, Function<String, T> meaning) {
        known.add(name);
        JsonNode node = object.path(name);
        if (!node.isArray()) {
            flaw(
                    pointer(name),
                    node.isMissingNode()
                            ? new Refused(Fault.FIELD_MISSING, name)
                            : new Refused(Fault.FIELD_INVALID, name, node + " ≠ [" + node + "]"));
            return List.of();
        }
        List<T> all = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            T one = element(name, pointer(name) + "/" + i, node.get(i), longest, meaning);
            if (one != null) {
                all.add(one);
            }
        }
        return all;
    }

    public boolean has(String name) {
        return object.has(name);
    }

    public boolean flag(String name) {
        known.add(name);
        JsonNode node = object.path(name);
        if (!node.isMissingNode() && !node.isBoolean()) {
            flaw(pointer(name), new Refused(Fault.FIELD_INVALID, name, node.toString()));
        }
        return node.asBoolean(false);
    }

    /** A boolean, or null when the member is absent. */
    @Nullable
    public Boolean yesOrNo(String name) {
        return object.path(name).isMissingNode() ? null : (Boolean) flag(name);
    }

    /** An integer, or null when the member is absent. */
    @Nullable
    public Integer whole(String name, int least, int most) {
        return object.path(name).isMissingNode() ? null : (Integer) (int) number(name, least, most);
    }

    /** The texts of an optional list. */
    public <T> List<T> maybeList(String name, int longest, Function<String, T> meaning) {
        return object.path(name).isMissingNode() ? List.of() : list(name, longest, meaning);
    }

    /** A required integer; {@code least} after a violation was recorded. */
    public long number(String name, long least, long most) {
        known.add(name);
        JsonNode node = object.path(name);
        if (node.isIntegralNumber()
                && node.canConvertToLong()
                && node.longValue() >= least
                && node.longValue() <= most) {
            return node.longValue();
        }
        flaw(
                pointer(name),
                node.isMissingNode()
                        ? new Refused(Fault.FIELD_MISSING, name)
                        : new Refused(Fault.FIELD_INVALID, name, node + " (" + least + "–" + most + ")"));
        return least;
    }

    /** The object in a member; an object without members when it is absent. */
    public JsonFields object(String name) {
        known.add(name);
        JsonNode node = object.path(name);
        if (!node.isMissingNode() && !node.isObject()) {
            flaw(pointer(name), new Refused(Fault.FIELD_INVALID, name, "{…}"));
        }
        JsonFields one = new JsonFields(
                node instanceof ObjectNode there ? there : JSON.createObjectNode(), pointer(name), flaws);
        below.add(one);
        return one;
    }

    /** The objects of a list; empty when it is absent. */
    public List<JsonFields> objects(String name) {
        known.add(name);
        JsonNode node = object.path(name);
        List<JsonFields> all = new ArrayList<>();
        if (!node.isMissingNode() && !node.isArray()) {
            flaw(pointer(name), new Refused(Fault.FIELD_INVALID, name, "[…]"));
        }
        for (int i = 0; i < node.size() && node.isArray(); i++) {
            String at = pointer(name) + "/" + i;
            if (node.get(i) instanceof ObjectNode one) {
                all.add(new JsonFields(one, at, flaws));
            } else {
                flaw(at, new Refused(Fault.FIELD_INVALID, name, "{…}"));
            }
        }
        below.addAll(all);
        return all;
    }

    private <T> @Nullable T element(String name, String at, JsonNode node, int longest, Function<String, T> meaning) {
        if (!node.isTextual()) {
            flaw(at, new Refused(Fault.FIELD_INVALID, name, node.toString()));
            return null;
        }
        String text = node.textValue().strip();
        if (text.length() > longest) {
            flaw(at, new Refused(Fault.FIELD_TOO_LONG, name, Integer.toString(longest)));
            return null;
        }
        try {
            T meant = meaning.apply(text);
            if (meant instanceof String words) {
                writable(name, words);
            }
            return meant;
        } catch (Refused e) {
            flaw(at, e);
        } catch (DateTimeException e) {
            String form = longest == DAY ? "2026-11-30" : "2026-11-30T17:00:00+07:00";
            flaw(at, new Refused(Fault.FIELD_INVALID, e, name, text + " ≠ " + form));
        } catch (IllegalArgumentException e) {
            flaw(at, new Refused(Fault.FIELD_INVALID, e, name, text));
        }
        return null;
    }

    private static void writable(String name, String words) {
        Matcher unwritable = UNWRITABLE.matcher(words);
        if (unwritable.find()) {
            String sign = "U+%04X".formatted((int) words.charAt(unwritable.start()));
            throw new Refused(Fault.FIELD_INVALID, name, sign);
        }
    }

    private void flaw(String at, Refused refused) {
        flaws.add(new ValidationException.Violation(at, refused));
    }

    /** Ends the reading: reports unknown members and throws if any violation was recorded. */
    public void refuse() {
        leftOver();
        if (!flaws.isEmpty()) {
            throw new ValidationException(flaws);
        }
    }

    private void leftOver() {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                flaw(pointer(name), new Refused(Fault.FIELD_UNKNOWN, name));
            }
        });
        below.forEach(JsonFields::leftOver);
    }

    private String pointer(String name) {
        return above + "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
