package vn.antin.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Large parts stay below the rate of the hour, Vietnam time. */
class ThrottleTest {

    private static final List<Throttle.Hours> OFFICE = List.of(new Throttle.Hours(7, 17, 1_000_000));

    private static Clock at(String utc) {
        return Clock.fixed(Instant.parse("2026-11-24T" + utc + ":00Z"), ZoneOffset.UTC);
    }

    private static Duration taking(Clock clock, int bytes) {
        Throttle throttle = new Throttle(OFFICE, clock);
        long start = System.nanoTime();
        for (int sent = 0; sent < bytes; sent += 10_000) {
            throttle.take(10_000);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void an_hour_belongs_to_its_range_also_round_midnight() {
        Throttle.Hours day = new Throttle.Hours(7, 17, 1);
        Throttle.Hours night = new Throttle.Hours(22, 5, 1);

        assertThat(List.of(day.at(6), day.at(7), day.at(16), day.at(17))).containsExactly(false, true, true, false);
        assertThat(List.of(night.at(21), night.at(22), night.at(0), night.at(4), night.at(5)))
                .containsExactly(false, true, true, true, false);
    }

    @Test
    void in_office_hours_it_holds_back() {
        // 500 kB at 1 MB/s, minus the burst of a tenth of a second.
        assertThat(taking(at("02:30"), 500_000)).isGreaterThan(Duration.ofMillis(350));
    }

    @Test
    void at_other_hours_it_does_not() {
        // At the other rate a gigabyte would take a quarter of an hour.
        assertThat(taking(at("12:30"), 1_000_000_000)).isLessThan(Duration.ofMinutes(1));
    }
}
