package vn.antin.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusedTest {

    @Test
    void a_log_line_about_what_somebody_sent_is_not_as_long_as_what_was_sent() {
        String header = "x".repeat(500_000);

        Refused refused = new Refused(Fault.FIELD_INVALID, "header", header);

        assertThat(refused.getMessage()).hasSizeLessThan(1_100).startsWith(Fault.FIELD_INVALID.code());
        assertThat(refused.values()).containsExactly("header", header);
        assertThat(new TryLater(Fault.STORE_UNAVAILABLE, header).getMessage()).hasSizeLessThan(1_100);
    }
}
