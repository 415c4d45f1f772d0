package vn.antin.door.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

    private static final Instant NOON = Instant.parse("2026-11-24T05:00:00Z");
    private final RetrySchedule schedule = new RetrySchedule(new Random(7));

    @Test
    void ten_attempts_each_a_little_later_than_its_time() {
        List<String> least = new ArrayList<>();
        for (int tries = 1; tries <= 9; tries++) {
            Duration wait = RetrySchedule.WAITS.get(tries - 1);
            for (int i = 0; i < 200; i++) {
                assertThat(schedule.next(tries, NOON, null).orElseThrow())
                        .isBetween(
                                NOON.plus(wait), NOON.plus(wait.multipliedBy(11).dividedBy(10)));
            }
            least.add(wait.toString());
        }
        assertThat(least).containsExactly("PT5S", "PT5M", "PT30M", "PT2H", "PT5H", "PT10H", "PT14H", "PT20H", "PT24H");
        assertThat(schedule.next(10, NOON, null)).isEmpty();
        assertThat(schedule.next(1, NOON, null)).isNotEqualTo(schedule.next(1, NOON, null));
    }

    @Test
    void a_receiver_may_ask_for_later_but_not_for_sooner_or_never() {
        assertThat(schedule.next(1, NOON, NOON.plusSeconds(600))).contains(NOON.plusSeconds(600));
        assertThat(schedule.next(3, NOON, NOON.plusSeconds(1)).orElseThrow()).isAfter(NOON.plusSeconds(1_700));
        assertThat(RetryAfter.read("120", NOON)).isEqualTo(NOON.plusSeconds(120));
        assertThat(RetryAfter.read("Tue, 24 Nov 2026 05:02:00 GMT", NOON)).isEqualTo(NOON.plusSeconds(120));
        assertThat(RetryAfter.read("999999999", NOON)).isEqualTo(NOON.plus(RetrySchedule.LONGEST_HOLD));
        assertThat(RetryAfter.read("Tue, 24 Nov 2026 04:02:00 GMT", NOON)).isNull();
        assertThat(RetryAfter.read("0", NOON)).isNull();
        assertThat(RetryAfter.read("soon", NOON)).isNull();
        assertThat(RetryAfter.read(null, NOON)).isNull();
    }
}
