package vn.antin.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import vn.antin.envelope.Digest;
import vn.antin.fault.Refused;

class FrameTest {

    private static final byte[] ENVELOPE = "<Envelope>văn bản</Envelope>".getBytes(StandardCharsets.UTF_8);

    private static Frame frame() {
        return new Frame(
                ENVELOPE,
                Map.of(1, Digest.sha256(new byte[] {1}), 2, Digest.sha256(new byte[] {2})),
                Map.of(0, new byte[] {9, 8}, 1, new byte[0]));
    }

    @Test
    void reads_what_it_wrote() {
        Frame read = Frame.read(frame().write());

        assertThat(read.envelope()).isEqualTo(ENVELOPE);
        assertThat(read.previous()).isEqualTo(frame().previous());
        assertThat(read.parts().get(0)).isEqualTo(new byte[] {9, 8});
        assertThat(read.parts().get(1)).isEmpty();
    }

    @Test
    void writes_the_same_bytes_each_time() {
        assertThat(frame().write()).isEqualTo(frame().write());
    }

    @Test
    void keeps_any_parts() {
        qt().forAll(lists().of(integers().between(0, 3000)).ofSizeBetween(0, 20))
                .check(sizes -> {
                    Map<Integer, byte[]> parts = new TreeMap<>();
                    for (int i = 0; i < sizes.size(); i++) {
                        byte[] bytes = new byte[sizes.get(i)];
                        Arrays.fill(bytes, (byte) i);
                        parts.put(i, bytes);
                    }
                    Map<Integer, byte[]> read = Frame.read(new Frame(ENVELOPE, Map.of(), parts).write())
                            .parts();
                    return parts.keySet().equals(read.keySet())
                            && parts.entrySet().stream()
                                    .allMatch(part -> Arrays.equals(part.getValue(), read.get(part.getKey())));
                });
    }

    @Test
    void refuses_a_message_cut_at_any_byte_or_with_anything_behind() {
        byte[] whole = frame().write();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Frame.read(cut)).isInstanceOf(Refused.class);
        }
        byte[] more = Arrays.copyOf(whole, whole.length + 1);
        assertThatThrownBy(() -> Frame.read(more)).isInstanceOf(Refused.class);
    }

    @Test
    void refuses_or_reads_whatever_comes_but_never_fails_otherwise() {
        byte[] whole = frame().write();
        for (int at = 0; at < whole.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = whole.clone();
                changed[at] ^= (byte) (1 << bit);
                try {
                    assertThat(Frame.read(changed)).isNotNull();
                } catch (Refused refused) {
                    assertThat(refused.fault().code()).startsWith("ANTIN-");
                }
            }
        }
    }

    @Test
    void refuses_an_envelope_that_would_unpack_to_more_than_it_says() {
        byte[] bomb = new Frame(new byte[3 << 20], Map.of(), Map.of()).write();
        bomb[6] = 0;
        bomb[7] = 0;
        bomb[8] = 1;
        bomb[9] = 0;

        assertThatThrownBy(() -> Frame.read(bomb)).isInstanceOf(Refused.class);
    }
}
