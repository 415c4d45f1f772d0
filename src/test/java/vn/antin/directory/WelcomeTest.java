package vn.antin.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.fault.Refused;
import vn.antin.wire.HandshakeMessages.Over;
import vn.antin.wire.HandshakeMessages.Welcome;

class WelcomeTest {

    private static final Instant NOW = Instant.parse("2026-11-16T02:00:00Z");
    private static final byte[] DIRECTORY = {1, 2, 3};
    private static final byte[] CHECKPOINT = {4};
    private static final Over OVER =
            new Over(EnvelopeId.of("01900000-0000-7000-8000-000000000001"), 3, true, Digest.sha256(DIRECTORY));

    @Test
    void a_welcome_says_only_what_there_is_so_that_an_older_node_understands_it() {
        assertThat(new Welcome(NOW, 7, List.of(DIRECTORY), CHECKPOINT).write()[0])
                .isEqualTo((byte) 1);
        assertThat(new Welcome(NOW, 7, List.of(), CHECKPOINT, List.of(OVER), List.of()).write()[0])
                .isEqualTo((byte) 2);
        assertThat(new Welcome(NOW, 7, List.of(), CHECKPOINT, null, List.of(9L)).write()[0])
                .isEqualTo((byte) 3);
    }

    @Test
    void every_welcome_is_read_as_it_was_written() {
        for (List<Over> over : Arrays.asList(null, List.<Over>of(), List.of(OVER))) {
            for (List<Long> fetch : List.of(List.<Long>of(), List.of(8L, 9L))) {
                Welcome read = Welcome.read(new Welcome(NOW, 7, List.of(DIRECTORY), CHECKPOINT, over, fetch).write());
                assertThat(read.time()).isEqualTo(NOW);
                assertThat(read.echo()).isEqualTo(7);
                assertThat(read.directories()).containsExactly(DIRECTORY);
                assertThat(read.lastCheckpoint()).isEqualTo(CHECKPOINT);
                assertThat(read.over()).isEqualTo(over);
                assertThat(read.fetch()).isEqualTo(fetch);
                assertThat(read.onlyNews()).isFalse();
            }
        }
        assertThat(Welcome.read(Welcome.news(NOW).write()).onlyNews()).isTrue();
    }

    @Test
    void a_welcome_that_ends_anywhere_else_is_refused() {
        byte[] whole = new Welcome(NOW, 7, List.of(DIRECTORY), CHECKPOINT, List.of(OVER), List.of(9L)).write();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Welcome.read(cut)).as("%d bytes", length).isInstanceOf(Refused.class);
        }
        assertThatThrownBy(() -> Welcome.read(Arrays.copyOf(whole, whole.length + 1)))
                .isInstanceOf(Refused.class);
    }
}
