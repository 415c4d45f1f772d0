package vn.antin.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.junit.jupiter.api.Test;

class InstantAdapterTest {

    private final InstantAdapter adapter = new InstantAdapter();

    @Test
    void reads_a_time_in_any_zone() {
        assertThat(adapter.unmarshal("2026-11-02T09:00:00+07:00")).isEqualTo("2026-11-02T02:00:00Z");
        assertThat(adapter.unmarshal("2026-11-02T02:00:00.5Z")).isEqualTo("2026-11-02T02:00:00.5Z");
    }

    @Test
    void refuses_a_time_without_a_zone() {
        assertThatThrownBy(() -> adapter.unmarshal("2026-11-02T09:00:00")).isInstanceOf(DateTimeParseException.class);
    }

    @Test
    void writes_what_it_reads() {
        Instant time = Instant.parse("2026-11-02T02:00:00.123Z");
        assertThat(adapter.unmarshal(adapter.marshal(time))).isEqualTo(time);
    }
}
