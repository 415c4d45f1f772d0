package vn.antin.ledger.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyHistogramTest {

    @ParameterizedTest
    @ValueSource(longs = {5, 80, 1_000, 2_400, 60_000, 3_600_000, 604_800_000})
    void a_time_is_told_right_within_a_tenth(long millis) {
        LatencyHistogram histogram = new LatencyHistogram();
        histogram.record(millis);

        assertThat((double) histogram.within(0.5).orElseThrow() / millis).isCloseTo(1, within(0.1));
    }

    @Test
    void half_of_them_and_nearly_all_of_them_are_told_apart() {
        LatencyHistogram histogram = new LatencyHistogram();
        for (int i = 0; i < 90; i++) {
            histogram.record(100);
        }
        for (int i = 0; i < 10; i++) {
            histogram.record(60_000);
        }

        assertThat(histogram.count()).isEqualTo(100);
        assertThat(histogram.within(0.5).orElseThrow()).isBetween(90L, 110L);
        assertThat(histogram.within(0.9).orElseThrow()).isBetween(90L, 110L);
        assertThat(histogram.within(0.95).orElseThrow()).isBetween(54_000L, 66_000L);
    }

    @Test
    void none_has_no_middle_and_a_text_brings_it_back() {
        LatencyHistogram histogram = new LatencyHistogram();
        assertThat(histogram.within(0.5)).isEmpty();
        assertThat(histogram.text()).isEmpty();
        histogram.record(0);
        histogram.record(-5);
        histogram.record(Long.MAX_VALUE);

        LatencyHistogram again = LatencyHistogram.read(histogram.text());
        again.add(histogram);

        assertThat(again.count()).isEqualTo(6);
        assertThat(LatencyHistogram.read("").count()).isZero();
        assertThat(again.drain().count()).isEqualTo(6);
        assertThat(again.count()).isZero();
    }

    @Test
    void the_fullest_one_fits_its_column() {
        LatencyHistogram histogram = new LatencyHistogram();
        for (int step = 0; step < 128; step++) {
            histogram.add(step, 99_999_999);
        }

        assertThat(histogram.text()).hasSizeLessThan(2_000);
    }
}
