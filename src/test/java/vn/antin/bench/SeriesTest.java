package vn.antin.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeriesTest {

    private final Series five = Series.of(5, 1, 4, 2, 3);

    @Test
    void is_in_order_whatever_came_first() {
        assertThat(five.min()).isEqualTo(1);
        assertThat(five.median()).isEqualTo(3);
        assertThat(five.max()).isEqualTo(5);
    }

    @Test
    void the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
        assertThat(Series.of(1, 2, 10, 11).median()).isEqualTo(6);
    }

    @Test
    void a_percentile_is_one_of_the_numbers() {
        assertThat(five.percentile(50)).isEqualTo(3);
        assertThat(five.percentile(99)).isEqualTo(5);
        assertThat(five.percentile(0)).isEqualTo(1);
        assertThat(five.percentile(100)).isEqualTo(5);
        assertThat(Series.of().percentile(99)).isZero();
    }

    @Test
    void one_more_leaves_the_others_as_they_were() {
        assertThat(five.and(0).min()).isZero();
        assertThat(five.min()).isEqualTo(1);
    }
}
