package vn.antin.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;

/** Who guesses waits; who mistypes hardly does. */
class GuessesTest {

    private static final String HERE = "10.1.1.7";

    private final Hand clock = new Hand();
    private final Guesses guesses = new Guesses(5, Duration.ofMinutes(15), clock);

    private static final class Hand extends Clock {
        private Instant now = Instant.parse("2026-11-26T01:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private void wrong(int times, String from) {
        for (int i = 0; i < times; i++) {
            guesses.wrong("ai-do-" + i, true, from);
        }
    }

    private Fault refused(String name, String from) {
        try {
            guesses.mind(name, from);
        } catch (Refused refused) {
            return refused.fault();
        }
        throw new AssertionError("not refused");
    }

    @Test
    void an_address_waits_twice_as_long_each_time_and_five_minutes_at_most() {
        wrong(10, HERE);
        assertThatCode(() -> guesses.mind("admin", HERE)).doesNotThrowAnyException();
        wrong(1, HERE);
        assertThat(refused("admin", HERE)).isEqualTo(Fault.LOGIN_PACED);
        assertThatCode(() -> guesses.mind("admin", "10.1.1.8")).doesNotThrowAnyException();
        clock.now = clock.now.plusSeconds(2);
        assertThatCode(() -> guesses.mind("admin", HERE)).doesNotThrowAnyException();
        wrong(1, HERE);
        clock.now = clock.now.plusSeconds(3);
        assertThat(refused("admin", HERE)).isEqualTo(Fault.LOGIN_PACED);
        wrong(60, HERE);
        assertThatThrownBy(() -> guesses.mind("admin", HERE)).hasMessageContaining("300");
        clock.now = clock.now.plusSeconds(300);
        assertThatCode(() -> guesses.mind("admin", HERE)).doesNotThrowAnyException();
    }

    @Test
    void an_address_that_was_quiet_begins_anew() {
        wrong(10, HERE);
        clock.now = clock.now.plus(Duration.ofMinutes(16));
        wrong(1, HERE);
        assertThatCode(() -> guesses.mind("admin", HERE)).doesNotThrowAnyException();
    }

    @Test
    void a_name_that_does_not_exist_is_locked_as_one_that_does() {
        for (int i = 0; i < 5; i++) {
            assertThatCode(() -> guesses.mind("khong-co", HERE)).doesNotThrowAnyException();
            guesses.wrong("khong-co", false, HERE);
        }
        assertThat(refused("khong-co", HERE)).isEqualTo(Fault.LOGIN_LOCKED);
        clock.now = clock.now.plus(Duration.ofMinutes(15));
        assertThatCode(() -> guesses.mind("khong-co", HERE)).doesNotThrowAnyException();
    }
}
