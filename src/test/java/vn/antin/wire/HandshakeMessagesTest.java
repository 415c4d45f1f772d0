package vn.antin.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.antin.fault.Refused;
import vn.antin.wire.HandshakeMessages.Hello;
import vn.antin.wire.Heartbeat.Fares;

/** Greetings of programs older and newer than this one: what is written here by hand is what they send. */
class HandshakeMessagesTest {

    private static final Instant NOW = Instant.parse("2026-11-24T01:00:00Z");
    private static final long NONE = Long.MIN_VALUE;

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static Heartbeat beat(@Nullable Fares fares) {
        return new Heartbeat("1.0", 3, 7_000, NOW, 2, null, NOW, Duration.ofMillis(-12), false, 9, 700, false, fares);
    }

    private static byte[] bytes(Writing writing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writing.to(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static void head(DataOutputStream out, int version) throws IOException {
        out.writeByte(version);
        out.writeLong(7);
        out.writeLong(NOW.toEpochMilli());
        out.writeShort(1);
        out.writeLong(5);
    }

    private static void heartbeat(DataOutputStream out) throws IOException {
        out.writeUTF("1.0");
        for (long number : new long[] {3, 7_000, NOW.toEpochMilli(), 2, NONE, NOW.toEpochMilli(), -12}) {
            out.writeLong(number);
        }
        out.writeBoolean(false);
        out.writeLong(9);
        out.writeInt(700);
        out.writeBoolean(false);
    }

    private static void block(DataOutputStream out, long... numbers) throws IOException {
        out.writeShort(Long.BYTES * numbers.length);
        for (long number : numbers) {
            out.writeLong(number);
        }
    }

    @Test
    void a_node_of_before_is_understood_and_says_nothing_of_how_its_documents_fare() throws IOException {
        assertThat(Hello.read(bytes(out -> head(out, 1)))).isEqualTo(new Hello(7, NOW, List.of(5L), null));
        byte[] second = bytes(out -> {
            head(out, 2);
            heartbeat(out);
        });
        assertThat(Hello.read(second)).isEqualTo(new Hello(7, NOW, List.of(5L), beat(null)));
        byte[] third = bytes(out -> {
            head(out, 3);
            heartbeat(out);
            out.writeLong(NOW.toEpochMilli());
        });
        assertThat(Hello.read(third)).isEqualTo(new Hello(7, NOW, List.of(5L), beat(null), NOW));
    }

    @Test
    void what_says_nothing_new_is_written_as_hubs_of_before_read_it() throws IOException {
        assertThat(new Hello(7, NOW, List.of(5L), beat(null)).write()).isEqualTo(bytes(out -> {
            head(out, 2);
            heartbeat(out);
        }));
    }

    @Test
    void a_node_of_now_says_how_its_documents_fare_also_after_it_was_brought_back() {
        for (Fares fares : List.of(new Fares(Duration.ofMillis(43), 2, 5), new Fares(null, 0, 0))) {
            for (Instant since : Arrays.asList(null, NOW)) {
                Hello hello = new Hello(7, NOW, List.of(), beat(fares), since);
                assertThat(Hello.read(hello.write())).isEqualTo(hello);
            }
        }
    }

    @Test
    void a_node_that_will_say_more_is_understood_as_far_as_this_program_knows() throws IOException {
        byte[] later = bytes(out -> {
            head(out, 4);
            heartbeat(out);
            block(out, 43, 2, 5, 99, 98);
            out.writeLong(NOW.toEpochMilli());
        });
        assertThat(Hello.read(later))
                .isEqualTo(new Hello(7, NOW, List.of(5L), beat(new Fares(Duration.ofMillis(43), 2, 5)), NOW));
    }

    @Test
    void what_is_neither_is_refused_and_not_half_understood() throws IOException {
        byte[] whole = new Hello(7, NOW, List.of(), beat(new Fares(null, 0, 0))).write();
        byte[] shortBlock = bytes(out -> {
            head(out, 4);
            heartbeat(out);
            block(out, 43, 2);
            out.writeLong(NONE);
        });
        byte[] nextVersion = whole.clone();
        nextVersion[0] = 5;
        for (byte[] bad : List.of(
                nextVersion,
                shortBlock,
                Arrays.copyOf(whole, whole.length - 1),
                Arrays.copyOf(whole, whole.length - 9),
                Arrays.copyOf(whole, whole.length + 1))) {
            assertThatThrownBy(() -> Hello.read(bad)).isInstanceOf(Refused.class);
        }
    }

    @Test
    void nobody_fares_worse_than_numbers_can_say() {
        assertThat(new Fares(Duration.ofMillis(-1), -2, -3)).isEqualTo(new Fares(null, 0, 0));
    }
}
