package vn.antin.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.wire.HandshakeMessages.Certified;
import vn.antin.wire.HandshakeMessages.Hello;
import vn.antin.wire.HandshakeMessages.Over;
import vn.antin.wire.HandshakeMessages.Welcome;
import vn.antin.wire.Heartbeat.Fares;

/** Hello and welcome between programs of one version, of neighbouring versions, and from an attacker. */
class HandshakeMessagesTest {

    private static final Instant NOW = Instant.parse("2026-11-24T01:00:00Z");
    private static final byte[] DIRECTORY = {1, 2, 3};
    private static final byte[] CHECKPOINT = {4};
    private static final Over OVER =
            new Over(EnvelopeId.of("01900000-0000-7000-8000-000000000001"), 3, true, Digest.sha256(DIRECTORY));

    /** A message of the broker has no more, all its fields included ({@code BytesBinding}). */
    private static final int BROKER_BYTES = (1 << 20) - (64 << 10);

    private static final CBORMapper CBOR = new CBORMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static Heartbeat busy() {
        return new Heartbeat(
                "0.1.0-SNAPSHOT",
                12,
                7_000_000,
                NOW.minusSeconds(90),
                20,
                NOW.minusSeconds(4_000),
                NOW.minusSeconds(3),
                Duration.ofMillis(-120),
                true,
                200L << 30,
                700,
                true,
                new Fares(Duration.ofMillis(43), 2, 5),
                "hub.example:61617");
    }

    private static Heartbeat idle() {
        return new Heartbeat(
                "0.1.0-SNAPSHOT",
                0,
                0,
                null,
                0,
                null,
                NOW.minusSeconds(3),
                Duration.ofMillis(12),
                false,
                200L << 30,
                700,
                false,
                new Fares(Duration.ofMillis(43), 0, 0),
                "hub.example:61617");
    }

    private static Hello hello() {
        return new Hello(7, NOW, List.of(5L, 6L), busy(), NOW.minusSeconds(70));
    }

    private static Welcome welcome() {
        return new Welcome(
                NOW, 7, List.of(DIRECTORY), CHECKPOINT, List.of(OVER, OVER), List.of(9L), OptionalLong.of(0));
    }

    private static void assertSame(Object read, Object written) {
        assertThat(read).usingRecursiveComparison().isEqualTo(written);
    }

    private static ObjectNode map(byte[] message) throws IOException {
        return (ObjectNode) CBOR.readTree(message);
    }

    private static byte[] bytes(JsonNode message) throws IOException {
        return CBOR.writeValueAsBytes(message);
    }

    @Test
    void every_hello_is_read_as_it_was_written() {
        for (Heartbeat beat : Arrays.asList(null, idle(), busy(), busy().last())) {
            for (Instant since : Arrays.asList(null, NOW)) {
                for (List<Long> wanted : List.of(List.<Long>of(), List.of(5L, Long.MAX_VALUE))) {
                    Hello hello = new Hello(7, NOW, wanted, beat, since);
                    assertSame(Hello.read(hello.write()), hello);
                }
            }
        }
    }

    @Test
    void nodes_say_by_which_directory_they_work_and_hear_it_of_others() {
        Hello hello =
                new Hello(7, NOW, List.of(), null, null, Digest.sha256(new byte[] {7}), true, List.of(), new byte[0]);
        assertSame(Hello.read(hello.write()), hello);

        Welcome welcome = new Welcome(
                NOW,
                7,
                List.of(),
                CHECKPOINT,
                null,
                List.of(),
                OptionalLong.empty(),
                List.of(CHECKPOINT, DIRECTORY),
                null,
                false);
        assertSame(Welcome.read(welcome.write()), welcome);
    }

    @Test
    void every_welcome_is_read_as_it_was_written() {
        for (List<Over> over : Arrays.asList(null, List.<Over>of(), List.of(OVER))) {
            for (List<Long> fetch : List.of(List.<Long>of(), List.of(8L, 9L))) {
                for (OptionalLong witnessed :
                        List.of(OptionalLong.empty(), OptionalLong.of(0), OptionalLong.of(Welcome.ALL))) {
                    Welcome welcome = new Welcome(NOW, 7, List.of(DIRECTORY), CHECKPOINT, over, fetch, witnessed);
                    Welcome read = Welcome.read(welcome.write());
                    assertSame(read, welcome);
                    assertThat(read.onlyNews()).isFalse();
                }
            }
        }
        assertThat(Welcome.read(Welcome.news(NOW).write()).onlyNews()).isTrue();
    }

    @Test
    void a_request_for_certificates_and_its_answer_are_read_as_they_were_written() {
        Hello hello =
                new Hello(7, NOW, List.of(), null, null, null, false, List.of(CHECKPOINT, new byte[] {1}), DIRECTORY);
        assertSame(Hello.read(hello.write()), hello);
        for (Certified certified : Arrays.asList(
                null,
                new Certified(List.of(CHECKPOINT, DIRECTORY), "", ""),
                new Certified(List.of(), "ANTIN-2142", "so-y-te SEAL"))) {
            Welcome welcome = new Welcome(
                    NOW, 7, List.of(), CHECKPOINT, null, List.of(), OptionalLong.empty(), List.of(), certified, true);
            assertSame(Welcome.read(welcome.write()), welcome);
        }
    }

    /** One value of every type, and what only other writers of CBOR make. */
    private static List<JsonNode> everyType() {
        return List.of(
                NODES.numberNode(1),
                NODES.numberNode(-1L << 40),
                NODES.numberNode(BigInteger.ONE.shiftLeft(200)),
                NODES.numberNode(1.5),
                NODES.textNode("mới"),
                NODES.binaryNode(new byte[] {1}),
                NODES.booleanNode(true),
                NODES.nullNode(),
                NODES.arrayNode().add(1).add("x").add(NODES.objectNode().put("y", 2)),
                NODES.objectNode().set("z", NODES.objectNode().put("time", 3)));
    }

    private static void grow(JsonNode node) {
        node.forEach(HandshakeMessagesTest::grow);
        if (node instanceof ObjectNode map) {
            int number = 0;
            for (JsonNode value : everyType()) {
                map.set("new" + number++, value);
            }
        }
    }

    @Test
    void a_newer_program_that_says_more_is_understood_in_everything_this_one_knows() throws IOException {
        ObjectNode fromNode = map(hello().write());
        ObjectNode fromHub = map(welcome().write());
        grow(fromNode);
        grow(fromHub);

        assertSame(Hello.read(bytes(fromNode)), hello());
        assertSame(Welcome.read(bytes(fromHub)), welcome());
    }

    @Test
    void an_older_program_that_says_less_is_understood_with_defaults() throws IOException {
        ObjectNode least = NODES.objectNode().put("time", NOW.toEpochMilli());
        assertSame(Hello.read(bytes(least)), new Hello(0, NOW, List.of(), null, null));
        assertSame(Welcome.read(bytes(least)), new Welcome(NOW, 0, List.of(), new byte[0]));

        ObjectNode silent = least.deepCopy();
        silent.putObject("beat");
        assertThat(Hello.read(bytes(silent)).heartbeat())
                .isEqualTo(new Heartbeat(
                        "", 0, 0, null, 0, null, null, null, false, 0, 0, false, new Fares(null, 0, 0), ""));
    }

    @Test
    void each_field_may_be_missing_and_the_others_stay() throws IOException {
        List<String> needed = List.of("time", "d", "h");
        for (String name : names(map(hello().write()))) {
            byte[] less = bytes(without(map(hello().write()), name));
            if (needed.contains(name)) {
                assertRefused(() -> Hello.read(less), name);
            } else {
                assertThat(map(Hello.read(less).write())).as(name).isEqualTo(map(less));
            }
        }
        for (String name : names(map(welcome().write()))) {
            byte[] less = bytes(without(map(welcome().write()), name));
            if (needed.contains(name)) {
                assertRefused(() -> Welcome.read(less), name);
            } else {
                assertThat(map(Welcome.read(less).write())).as(name).isEqualTo(map(less));
            }
        }
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        node.forEach(child -> names.addAll(names(child)));
        return names;
    }

    private static ObjectNode without(ObjectNode map, String name) {
        map.remove(name);
        map.forEach(child -> {
            if (child instanceof ObjectNode inner) {
                without(inner, name);
            }
            if (child instanceof ArrayNode array) {
                array.forEach(element -> {
                    if (element instanceof ObjectNode inner) {
                        without(inner, name);
                    }
                });
            }
        });
        return map;
    }

    @Test
    void a_field_of_a_wrong_type_is_refused() throws IOException {
        int tried =
                wrongTypes(hello().write(), Hello::read) + wrongTypes(welcome().write(), Welcome::read);
        assertThat(tried).isGreaterThan(200);
    }

    private static int wrongTypes(byte[] message, Consumer<byte[]> reader) throws IOException {
        int tried = 0;
        for (String path : paths(map(message), "")) {
            for (JsonNode value : everyType()) {
                ObjectNode changed = map(message);
                JsonNode there = changed.at(path);
                boolean same = there.getNodeType() == value.getNodeType() && !value.isFloatingPointNumber();
                if (!same || value.isBigInteger()) {
                    set(changed, path, value);
                    byte[] bad = bytes(changed);
                    assertRefused(() -> reader.accept(bad), path + " " + value);
                    tried++;
                }
            }
        }
        return tried;
    }

    private static List<String> paths(JsonNode node, String at) {
        List<String> paths = new ArrayList<>();
        node.fieldNames().forEachRemaining(name -> {
            paths.add(at + "/" + name);
            paths.addAll(paths(node.get(name), at + "/" + name));
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            paths.add(at + "/" + i);
            paths.addAll(paths(node.get(i), at + "/" + i));
        }
        return paths;
    }

    private static void set(ObjectNode map, String path, JsonNode value) {
        int last = path.lastIndexOf('/');
        String name = path.substring(last + 1);
        JsonNode parent = map.at(path.substring(0, last));
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(name), value);
        } else {
            ((ObjectNode) parent).set(name, value);
        }
    }

    private static void assertRefused(Runnable reading, String what) {
        assertThatThrownBy(reading::run, "%s", what)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.fault()).isEqualTo(Fault.MESSAGE_UNINTELLIGIBLE));
    }

    private static void assertUnintelligible(byte[] message) {
        String shown = HexFormat.of().formatHex(message, 0, Math.min(60, message.length));
        assertRefused(() -> Hello.read(message), shown);
        assertRefused(() -> Welcome.read(message), shown);
    }

    @Test
    void a_message_that_is_cut_or_has_anything_behind_is_refused() {
        for (byte[] whole : List.of(hello().write(), welcome().write())) {
            for (int length = 0; length < whole.length; length++) {
                assertUnintelligible(Arrays.copyOf(whole, length));
            }
            assertUnintelligible(Arrays.copyOf(whole, whole.length + 1));
            assertUnintelligible(Arrays.copyOf(whole, 2 * whole.length));
        }
    }

    @Test
    void each_changed_bit_is_read_or_refused_and_never_fails_otherwise() {
        int read = bits(hello().write(), Hello::read) + bits(welcome().write(), Welcome::read);
        assertThat(read).as("changes of a value").isPositive();
    }

    private static int bits(byte[] whole, Consumer<byte[]> reader) {
        int read = 0;
        for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
            byte[] changed = whole.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            read += reads(changed, reader) ? 1 : 0;
        }
        return read;
    }

    private static boolean reads(byte[] message, Consumer<byte[]> reader) {
        try {
            reader.accept(message);
            return true;
        } catch (Refused refused) {
            assertThat(refused.fault()).isEqualTo(Fault.MESSAGE_UNINTELLIGIBLE);
            return false;
        }
    }

    @Test
    void messages_with_many_changes_are_read_or_refused_and_never_fail_otherwise() {
        Random random = new Random(39);
        for (byte[] whole : List.of(hello().write(), welcome().write())) {
            for (int round = 0; round < 2_000; round++) {
                byte[] changed = whole.clone();
                for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
                reads(changed, Hello::read);
                reads(changed, Welcome::read);
            }
        }
    }

    /** Hexadecimal: what stands where a map with a time should. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "00", // a number
                "80", // a list
                "f6", // null
                "40", // bytes
                "ff", // the end of nothing
                "a0", // a map without a time
                "a2 6474696d65 01 6474696d65 02", // a name twice
                "bf 6474696d65 01 6474696d65 01 ff", // the same value twice
                "a2 6474696d65 01 6462656174 a2 63766572 6131 63766572 6132", // a name twice, further in
                "a1 6474696d65 1bffffffffffffffff", // beyond a long
                "a1 6474696d65 c249ffffffffffffffffff", // a number of nine bytes
                "a1 6474696d65 fb42785c5bd0000000", // a fraction that is none
                "a1 6474696d65 20", // before 1970
                "a1 6474696d65 1b7fffffffffffffff", // after 9999
                "a2 6474696d65 01 647365656e 5b7fffffffffffffff 00", // bytes of nine exabytes
                "a2 6474696d65 01 647365656e 5bffffffffffffffff 00", // of a length below zero
                "a2 6474696d65 01 647365656e 5a7fffffff 00", // of two gigabytes
                "a2 6474696d65 01 6178 7a7fffffff 61", // text of two gigabytes
                "a2 6474696d65 01 6178 9b7fffffffffffffff 00", // a list of as many
                "a2 6474696d65 01 6178 bb7fffffffffffffff 00", // a map of as many
                "a2 6474696d65 01 6178 62c328", // text that is no UTF-8
                "a2 6474696d65 01 6178 1c", // a reserved kind
                "a2 6474696d65 01 6178 fe", // a reserved kind
                "a2 6474696d65 01 f6 00" // null for a name
            })
    void what_is_no_message_is_refused(String hex) {
        assertUnintelligible(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static byte[] around(int opening, int times, int inner) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(HexFormat.of().parseHex("a26474696d65016178"));
        for (int i = 0; i < times; i++) {
            out.write(opening);
        }
        out.write(inner);
        return out.toByteArray();
    }

    @Test
    void what_is_deep_is_refused() {
        assertThat(Hello.read(around(0x81, 10, 0)).time()).isEqualTo(Instant.ofEpochMilli(1));
        for (int times : new int[] {20, 1_000, 900_000}) {
            assertUnintelligible(around(0x81, times, 0));
            assertUnintelligible(around(0xC1, times, 0x1C));
            byte[] maps = around(0xA1, 0, 0);
            ByteArrayOutputStream nested = new ByteArrayOutputStream();
            nested.write(maps, 0, maps.length - 1);
            for (int i = 0; i < times / 3; i++) {
                nested.writeBytes(new byte[] {(byte) 0xBF, 0x61, 0x61});
            }
            assertUnintelligible(nested.toByteArray());
        }
    }

    @Test
    void what_is_huge_is_refused() throws IOException {
        byte[] small = new byte[(1 << 20) - 100];
        ObjectNode message = NODES.objectNode().put("time", 1);
        message.put("seen", small);
        assertThat(Welcome.read(bytes(message)).lastCheckpoint()).hasSameSizeAs(small);
        message.put("seen", new byte[1 << 20]);
        assertUnintelligible(bytes(message));

        ObjectNode many = NODES.objectNode().put("time", 1);
        many.putArray("x").addAll(Collections.nCopies(90_000, NODES.arrayNode()));
        assertUnintelligible(bytes(many));

        ObjectNode longText = NODES.objectNode().put("time", 1).put("x", "x".repeat(70_000));
        assertUnintelligible(bytes(longText));
        ObjectNode longName = NODES.objectNode().put("time", 1).put("x".repeat(1_000), 1);
        assertUnintelligible(bytes(longName));
    }

    @Test
    void a_time_no_ledger_can_keep_is_none() throws IOException {
        for (long millis : new long[] {Long.MIN_VALUE, -1, 0, 253_402_300_800_000L, Long.MAX_VALUE}) {
            ObjectNode message = map(hello().write());
            message.put("since", millis);
            ObjectNode beat = (ObjectNode) message.get("beat");
            beat.put("old", millis).put("unread", millis).put("last", millis);
            Hello read = Hello.read(bytes(message));
            assertThat(read.since()).isNull();
            assertThat(heartbeat(read))
                    .extracting(Heartbeat::oldest, Heartbeat::inboxOldest, Heartbeat::lastDocument)
                    .containsOnlyNulls();
        }
    }

    @Test
    void what_a_node_says_beyond_measure_is_cut() throws IOException {
        ObjectNode message = map(hello().write());
        ObjectNode beat = (ObjectNode) message.get("beat");
        beat.put("ver", "9".repeat(50))
                .put("clock", Long.MIN_VALUE)
                .put("trip", -1)
                .put("docs", -1);
        beat.put("bytes", -1).put("inbox", -1).put("free", -1).put("fail", -1).put("late", -1);
        Heartbeat read = heartbeat(Hello.read(bytes(message)));
        assertThat(read.version()).isEqualTo("9".repeat(40));
        assertThat(read.clock()).isNull();
        assertThat(read.documents() + read.bytes() + read.inbox() + read.freeBytes())
                .isZero();
        assertThat(read.fares()).isEqualTo(new Fares(null, 0, 0));

        beat.put("days", 1L << 31);
        byte[] tooMany = bytes(message);
        assertRefused(() -> Hello.read(tooMany), "days");
    }

    private static Heartbeat heartbeat(Hello hello) {
        return Objects.requireNonNull(hello.heartbeat());
    }

    @Test
    void what_is_sent_every_half_minute_stays_small() {
        assertThat(new Hello(41, NOW, List.of(), idle(), null).write().length).isLessThanOrEqualTo(139);
        assertThat(new Hello(41, NOW, List.of(), busy(), null).write().length).isLessThanOrEqualTo(200);
        assertThat(Welcome.news(NOW).write()).hasSizeLessThanOrEqualTo(23);
        assertThat(new Welcome(NOW, NOW.toEpochMilli(), List.of(), new byte[5_000]).write())
                .hasSizeLessThanOrEqualTo(5_050);
    }

    @Test
    void the_fullest_welcome_is_a_message_the_broker_takes() {
        Welcome fullest = new Welcome(
                NOW,
                NOW.toEpochMilli(),
                List.of(new byte[768 << 10]),
                new byte[8_000],
                Collections.nCopies(2_500, OVER),
                Collections.nCopies(17, Long.MAX_VALUE - 1),
                OptionalLong.of(Long.MAX_VALUE - 1));
        byte[] message = fullest.write();
        assertThat(message).hasSizeLessThan(BROKER_BYTES);
        assertThat(Welcome.read(message).over()).hasSize(2_500);
    }

    @Test
    void a_message_is_readable_by_any_reader_of_cbor() {
        byte[] news = Welcome.news(Instant.ofEpochMilli(1)).write();
        assertThat(news).isEqualTo(HexFormat.of().parseHex("a16474696d6501"));
        assertThat(new String(hello().write(), StandardCharsets.ISO_8859_1)).contains("serial", "beat", "docs");
    }
}
