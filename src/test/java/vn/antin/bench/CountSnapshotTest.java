package vn.antin.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.antin.bench.count.Counter;

class CountSnapshotTest {

    @Test
    void each_counter_has_a_line() {
        CountSnapshot counts = CountSnapshot.parse(lines(7));

        assertThat(counts.of(Counter.STATEMENTS)).isEqualTo(7);
        assertThat(counts.of(Counter.ALLOCATED_BYTES)).isEqualTo(7);
    }

    @Test
    void a_counter_without_a_line_is_an_error_and_not_0() {
        List<String> lines = lines(7);
        lines.removeIf(line -> line.startsWith("syncs "));

        assertThatThrownBy(() -> CountSnapshot.parse(lines)).hasMessageContaining("syncs");
    }

    @Test
    void a_counted_method_that_does_not_exist_is_an_error_and_not_0() {
        List<String> lines = lines(7);
        lines.add("missing sun/nio/ch/FileChannelImpl.force(Z)");

        assertThatThrownBy(() -> CountSnapshot.parse(lines)).hasMessageContaining("FileChannelImpl.force");
    }

    @Test
    void what_was_counted_before_is_left_out() {
        CountSnapshot since = CountSnapshot.parse(lines(10)).since(CountSnapshot.parse(lines(7)));

        assertThat(since.of(Counter.COMMITS)).isEqualTo(3);
    }

    private static List<String> lines(int value) {
        return new ArrayList<>(Arrays.stream(Counter.values())
                .map(counter -> counter.key() + " " + value)
                .toList());
    }
}
