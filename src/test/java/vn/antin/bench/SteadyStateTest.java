package vn.antin.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SteadyStateTest {

    private final SteadyState state = new SteadyState();

    @Test
    void two_windows_are_too_few() {
        add(10, 10);

        assertThat(state.reached()).isFalse();
    }

    @Test
    void the_last_three_windows_differ_by_a_tenth_at_most() {
        add(90, 40, 11, 10, 10.5);

        assertThat(state.reached()).isTrue();
        assertThat(state.lastWindows()).isEqualTo("11, 10, 10.5");
    }

    @Test
    void a_cost_that_still_falls_is_not_steady() {
        add(10, 10, 10, 8.9);

        assertThat(state.reached()).isFalse();
    }

    @Test
    void three_that_each_differ_a_little_from_the_one_before_are_not_steady() {
        add(10.8, 10.2, 9.7);

        assertThat(state.reached()).isFalse();
    }

    @Test
    void windows_without_a_cost_prove_nothing() {
        add(0, 0, 0);

        assertThat(state.reached()).isFalse();
    }

    @Test
    void the_report_says_it_with_all_windows() {
        add(20, 10);

        assertThat(state.json()).hasToString("{\"steady\":false,\"windows_cpu_ms\":[20.0,10.0]}");
    }

    private void add(double... windows) {
        for (double window : windows) {
            state.add(window);
        }
    }
}
