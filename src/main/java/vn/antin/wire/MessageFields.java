package vn.antin.wire;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The fields of a control message: a map in CBOR (RFC 8949) with names as keys. A field that this program does not know
 * is ignored; a field that is absent has its default. So programs of neighbouring versions understand each other.
 *
 * <p>A default is never written: 0, false, nothing. Times are milliseconds since 1970, durations milliseconds.
 */
final class MessageFields {

    /** Above the largest message that the broker takes. */
    private static final int MOST_BYTES = 1 << 20;

    private static final int MOST_DEPTH = 16;
    private static final int MOST_TOKENS = 100_000;
    private static final int LONGEST_TEXT = 64 << 10;
    private static final int LONGEST_NAME = 100;

    /** The last second of the year 9999: the ledger stores none beyond. */
    private static final long LAST_MILLIS = 253_402_300_799_000L;

    private static final ObjectMapper CBOR = CBORMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    static {
        CBOR.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MOST_DEPTH)
                        .maxTokenCount(MOST_TOKENS)
                        .maxStringLength(LONGEST_TEXT)
                        .maxNameLength(LONGEST_NAME)
                        .build());
    }

    private final ObjectNode map;

    private MessageFields(ObjectNode map) {
        this.map = map;
    }

    /** None yet, to be written. */
    MessageFields() {
        this(CBOR.createObjectNode());
    }

    /**
     * Of a message.
     *
     * @throws Refused as {@link Fault#MESSAGE_UNINTELLIGIBLE} when it is anything but exactly one map, names a field twice
     *     or exceeds a limit
     */
    static MessageFields read(byte[] message) {
        if (message.length > MOST_BYTES) {
            throw unintelligible("more than a control message");
        }
        try {
            return new MessageFields(object(CBOR.readTree(message)));
        } catch (IOException e) {
            throw new Refused(Fault.MESSAGE_UNINTELLIGIBLE, e, "control message");
        }
    }

    byte[] write() {
        try {
            return CBOR.writeValueAsBytes(map);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    MessageFields put(String name, long number) {
        return number == 0 ? this : put(name, OptionalLong.of(number));
    }

    /** Also 0, when it is there. */
    MessageFields put(String name, OptionalLong number) {
        number.ifPresent(there -> map.put(name, there));
        return this;
    }

    MessageFields put(String name, boolean flag) {
        if (flag) {
            map.put(name, true);
        }
        return this;
    }

    MessageFields put(String name, String text) {
        if (!text.isEmpty()) {
            map.put(name, text);
        }
        return this;
    }

    MessageFields put(String name, byte[] bytes) {
        if (bytes.length > 0) {
            map.put(name, bytes);
        }
        return this;
    }

    MessageFields put(String name, @Nullable Instant time) {
        return time == null ? this : put(name, OptionalLong.of(time.toEpochMilli()));
    }

    MessageFields put(String name, @Nullable Duration time) {
        return time == null ? this : put(name, OptionalLong.of(time.toMillis()));
    }

    MessageFields put(String name, @Nullable MessageFields fields) {
        if (fields != null) {
            map.set(name, fields.map);
        }
        return this;
    }

    MessageFields putNumbers(String name, List<Long> numbers) {
        if (!numbers.isEmpty()) {
            ArrayNode all = map.putArray(name);
            numbers.forEach(number -> all.add((long) number));
        }
        return this;
    }

    MessageFields putPieces(String name, List<byte[]> pieces) {
        if (!pieces.isEmpty()) {
            ArrayNode all = map.putArray(name);
            pieces.forEach(all::add);
        }
        return this;
    }

    /** Also an empty list, when there is one. */
    MessageFields putAll(String name, @Nullable List<MessageFields> maps) {
        if (maps != null) {
            ArrayNode all = map.putArray(name);
            maps.forEach(one -> all.add(one.map));
        }
        return this;
    }

    /** 0 when it is absent. */
    long number(String name) {
        return maybeNumber(name).orElse(0);
    }

    OptionalLong maybeNumber(String name) {
        JsonNode value = value(name, MessageFields::isLong);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value.longValue());
    }

    /** 0 when it is absent; refused beyond an int. */
    int integer(String name) {
        JsonNode value = value(name, number -> number.isIntegralNumber() && number.canConvertToInt());
        return value == null ? 0 : value.intValue();
    }

    /** False when it is absent. */
    boolean flag(String name) {
        JsonNode value = value(name, JsonNode::isBoolean);
        return value != null && value.booleanValue();
    }

    /** Empty when it is absent. */
    String text(String name) {
        JsonNode value = value(name, JsonNode::isTextual);
        return value == null ? "" : value.textValue();
    }

    /** Empty when it is absent. */
    byte[] bytes(String name) {
        JsonNode value = value(name, JsonNode::isBinary);
        return value == null ? new byte[0] : binary(value);
    }

    /** Refused when it is absent, or of another length. */
    byte[] bytes(String name, int length) {
        byte[] bytes = bytes(name);
        if (bytes.length != length) {
            throw unintelligible(name);
        }
        return bytes;
    }

    /** Refused when it is absent. */
    Instant time(String name) {
        Instant time = maybeTime(name);
        if (time == null) {
            throw unintelligible(name);
        }
        return time;
    }

    /** Null when it is absent; a time before 1970 or after 9999 is none. */
    @Nullable
    Instant maybeTime(String name) {
        long millis = number(name);
        return millis <= 0 || millis > LAST_MILLIS ? null : Instant.ofEpochMilli(millis);
    }

    /** Null when it is absent; more than ten thousand years are none. */
    @Nullable
    Duration maybeDuration(String name) {
        OptionalLong millis = maybeNumber(name);
        return millis.isEmpty() || millis.getAsLong() < -LAST_MILLIS || millis.getAsLong() > LAST_MILLIS
                ? null
                : Duration.ofMillis(millis.getAsLong());
    }

    /** Null when they are absent. */
    @Nullable
    MessageFields fields(String name) {
        JsonNode value = value(name, JsonNode::isObject);
        return value == null ? null : new MessageFields((ObjectNode) value);
    }

    /** Empty when they are absent. */
    List<Long> numbers(String name) {
        List<Long> numbers = new ArrayList<>();
        elements(name, MessageFields::isLong).forEach(value -> numbers.add(value.longValue()));
        return numbers;
    }

    /** Empty when they are absent. */
    List<byte[]> pieces(String name) {
        List<byte[]> pieces = new ArrayList<>();
        elements(name, JsonNode::isBinary).forEach(value -> pieces.add(binary(value)));
        return pieces;
    }

    /** Null when there is no list. */
    @Nullable
    List<MessageFields> maybeAll(String name) {
        if (!map.has(name)) {
            return null;
        }
        List<MessageFields> all = new ArrayList<>();
        elements(name, JsonNode::isObject).forEach(value -> all.add(new MessageFields((ObjectNode) value)));
        return all;
    }

    private Iterable<JsonNode> elements(String name, Predicate<JsonNode> type) {
        JsonNode value = value(name, JsonNode::isArray);
        if (value == null) {
            return List.of();
        }
        for (JsonNode element : value) {
            if (!type.test(element)) {
                throw unintelligible(name);
            }
        }
        return value;
    }

    private @Nullable JsonNode value(String name, Predicate<JsonNode> type) {
        JsonNode value = map.get(name);
        if (value != null && !type.test(value)) {
            throw unintelligible(name);
        }
        return value;
    }

    private static boolean isLong(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToLong();
    }

    private static byte[] binary(JsonNode value) {
        try {
            return value.binaryValue();
        } catch (IOException e) {
            throw new UncheckedIOException("bytes that are there", e);
        }
    }

    private static ObjectNode object(JsonNode value) {
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw unintelligible("no map");
    }

    private static Refused unintelligible(String what) {
        return new Refused(Fault.MESSAGE_UNINTELLIGIBLE, what);
    }
}
