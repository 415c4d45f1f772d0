package vn.antin.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceIdTest {

    private static final String GIVEN = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void a_document_without_one_has_its_own_id() {
        EnvelopeId id = EnvelopeId.of("0193f1c2-7d3a-7b21-9c55-0a1b2c3d4e5f");

        assertThat(TraceId.of(id).hex()).isEqualTo("0193f1c27d3a7b219c550a1b2c3d4e5f");
    }

    @Test
    void reads_that_of_a_caller() {
        assertThat(TraceId.parent("00-" + GIVEN + "-00f067aa0ba902b7-01")).contains(new TraceId(GIVEN));
        assertThat(TraceId.parent(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736\n-00f067aa0ba902b7-01",
            })
    void what_is_not_of_the_form_is_none(String parent) {
        assertThat(TraceId.parent(parent)).isEmpty();
        assertThat(TraceId.read(parent)).isEmpty();
    }
}
