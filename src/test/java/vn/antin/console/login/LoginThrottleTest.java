package vn.antin.console.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The pauses after wrong passwords: long for guessing, short for typing errors. */
class LoginThrottleTest {

    private static final String HERE = "10.1.1.7";

    private final Hand clock = new Hand();
    private final LoginThrottle throttle = new LoginThrottle(clock);

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

    private LoginThrottle.LoginAttempt attempt(String name, String from) {
        return throttle.attempt(name, new LoginThrottle.From(from, null));
    }

    private LoginThrottle.LoginAttempt known(String name, String from, String browser) {
        return throttle.attempt(name, new LoginThrottle.From(from, browser));
    }

    @Test
    void a_name_from_an_address_waits_twice_as_long_each_time_and_five_minutes_at_most() {
        for (int i = 0; i < LoginThrottle.FREE; i++) {
            assertThat(attempt("admin", HERE).pause()).isZero();
        }
        long expected = 2;
        for (int i = 0; i < 20; i++) {
            LoginThrottle.LoginAttempt taken = attempt("admin", HERE);
            assertThat(taken.accepted()).isTrue();
            assertThat(taken.pause()).isEqualTo(Duration.ofSeconds(Math.min(300, expected)));
            assertThat(attempt("admin", HERE))
                    .isEqualTo(new LoginThrottle.LoginAttempt(taken.pause(), 1, Duration.ZERO));
            assertThat(attempt("admin", HERE).refused()).isEqualTo(2);
            clock.now = clock.now.plus(taken.pause());
            expected *= 2;
        }
    }

    @Test
    void the_same_name_from_elsewhere_does_not_wait() {
        for (int i = 0; i < 8; i++) {
            attempt("admin", HERE);
            clock.now = clock.now.plusSeconds(30);
        }
        assertThat(attempt("admin", HERE).accepted()).isTrue();
        assertThat(attempt("admin", HERE).accepted()).isFalse();
        assertThat(attempt("admin", "10.1.1.8").accepted()).isTrue();
    }

    @Test
    void a_browser_that_is_known_waits_for_nobody_but_itself() {
        for (int i = 0; i < 30; i++) {
            attempt("ai-do-" + i, HERE);
            attempt("admin", HERE);
        }
        assertThat(attempt("admin", HERE).accepted()).isFalse();
        for (int i = 0; i < LoginThrottle.FREE + 1; i++) {
            assertThat(known("admin", HERE, "b").accepted()).isTrue();
        }
        assertThat(known("admin", HERE, "b").accepted()).isFalse();
    }

    @Test
    void an_address_with_many_names_waits() {
        for (int i = 0; i <= LoginThrottle.FREE_OF_ADDRESS; i++) {
            assertThat(attempt("ai-do-" + i, HERE).accepted()).isTrue();
        }
        assertThat(attempt("ai-do-khac", HERE).accepted()).isFalse();
        assertThat(attempt("ai-do-khac", "10.1.1.8").accepted()).isTrue();
    }

    @Test
    void many_at_once_are_not_taken_together() {
        long taken = IntStream.range(0, 100)
                .filter(each -> attempt("admin", HERE).accepted())
                .count();
        assertThat(taken).isEqualTo(LoginThrottle.FREE + 1);
    }

    @Test
    void all_addresses_of_one_ipv6_network_are_one() {
        for (int i = 0; i <= LoginThrottle.FREE; i++) {
            attempt("admin", "2001:db8:1:2::" + i);
        }
        assertThat(attempt("admin", "[2001:db8:1:2:ffff::1%eth0]").accepted()).isFalse();
        assertThat(attempt("admin", "2001:db8:1:3::1").accepted()).isTrue();
    }

    @Test
    void the_right_one_and_quiet_begin_anew() {
        for (int i = 0; i <= LoginThrottle.FREE; i++) {
            attempt("admin", HERE);
        }
        assertThat(attempt("admin", HERE).accepted()).isFalse();
        throttle.right("admin", new LoginThrottle.From(HERE, null));
        assertThat(attempt("admin", HERE).pause()).isZero();
        for (int i = 0; i < LoginThrottle.FREE; i++) {
            attempt("admin", HERE);
        }
        clock.now = clock.now.plus(Duration.ofMinutes(16));
        assertThat(attempt("admin", HERE).pause()).isZero();
    }

    @Test
    void what_nobody_could_judge_does_not_count() {
        for (int i = 0; i < 30; i++) {
            assertThat(attempt("admin", HERE).accepted()).isTrue();
            throttle.undecided("admin", new LoginThrottle.From(HERE, null));
        }
    }
}
