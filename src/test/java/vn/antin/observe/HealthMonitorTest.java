package vn.antin.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;
import vn.antin.ledger.query.LedgerGauges;

/** Every caller gets an answer in time, also when the ledger hangs. */
class HealthMonitorTest {

    private static final Instant NINE = Instant.parse("2026-12-01T02:00:00Z");

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();
    private Supplier<HealthReading> source = HealthMonitorTest::reading;
    private final HealthMonitor observatory = new HealthMonitor(
            () -> {
                looks.incrementAndGet();
                return source.get();
            },
            new HealthChecks(AlertThresholds.defaults(), Duration.ofSeconds(30)),
            Duration.ofSeconds(1).toNanos(),
            Duration.ZERO,
            nanos::get);

    @Test
    void a_look_counts_for_a_second() {
        observatory.now();
        nanos.addAndGet(Duration.ofMillis(999).toNanos());
        observatory.now();
        assertThat(looks).hasValue(1);

        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        await().until(() -> observatory.now().stalls().isEmpty() && looks.get() == 2);
    }

    @Test
    void a_ledger_that_stands_still_is_told_since_when_red_after_two_minutes_and_good_again_when_it_answers() {
        observatory.now();
        CountDownLatch frozen = new CountDownLatch(1);
        source = () -> {
            try {
                frozen.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return reading();
        };

        nanos.addAndGet(Duration.ofSeconds(90).toNanos());
        assertThat(standing()).extracting(HealthCheck::level).isEqualTo(HealthCheck.CheckLevel.WARNING);
        assertThat(HealthMonitor.ready(observatory.checks())).isTrue();
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        assertThat(standing()).extracting(HealthCheck::level).isEqualTo(HealthCheck.CheckLevel.CRITICAL);
        assertThat(standing()).extracting(HealthCheck::fault).isEqualTo(Fault.LEDGER_STANDS);
        assertThat(HealthMonitor.ready(observatory.checks())).isFalse();
        // The second one begins in a thread of its own.
        await().untilAsserted(() ->
                assertThat(looks).as("one look at a time, however many ask").hasValue(2));

        frozen.countDown();
        await().until(() -> HealthMonitor.ready(observatory.checks()));
    }

    @Test
    void a_look_that_fails_is_told_and_the_next_is_made_anew() {
        source = () -> {
            throw new TryLater(Fault.LEDGER_UNAVAILABLE, "closed");
        };
        assertThatThrownBy(observatory::now).isInstanceOf(TryLater.class);
        source = HealthMonitorTest::reading;
        assertThat(observatory.now().at()).isEqualTo(NINE);
    }

    private HealthCheck standing() {
        return observatory.checks().stream()
                .filter(check -> check.subject().equals("ledger"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_token_that_does_not_sign_is_critical_and_blocks() {
        List<HealthCheck> good = checks(new HealthReading.TokenReading("hsm", null, null));
        List<HealthCheck> gone =
                checks(new HealthReading.TokenReading("hsm", NINE.minusSeconds(30), Fault.TOKEN_ABSENT));

        assertThat(HealthMonitor.ready(good)).isTrue();
        assertThat(HealthMonitor.ready(gone)).isFalse();
        assertThat(gone)
                .filteredOn(check -> check.rule() == HealthCheck.Rule.TOKEN)
                .singleElement()
                .satisfies(check -> {
                    assertThat(check.level()).isEqualTo(HealthCheck.CheckLevel.CRITICAL);
                    assertThat(check.value()).isEqualTo(30);
                    assertThat(check.fault()).isEqualTo(Fault.TOKEN_ABSENT);
                    assertThat(check.said()).containsExactly("hsm");
                });
        assertThat(checks(null)).noneMatch(check -> check.rule() == HealthCheck.Rule.TOKEN);
    }

    private static List<HealthCheck> checks(HealthReading.@Nullable TokenReading token) {
        return new HealthChecks(AlertThresholds.defaults(), Duration.ofSeconds(30)).of(reading(token));
    }

    private static HealthReading reading() {
        return reading(null);
    }

    private static HealthReading reading(HealthReading.@Nullable TokenReading token) {
        return new HealthReading(
                NINE,
                new HealthReading.Self(true, "hub", "Tỉnh", "production", "1", NINE),
                null,
                List.of(),
                null,
                List.of(),
                new LedgerGauges.GaugeReading(List.of(), 0, null, 0, List.of(), null, List.of(), List.of(), null),
                0,
                0,
                new HealthReading.Disk(1L << 40, 1L << 41, 1L << 28),
                null,
                List.of(),
                new HealthReading.DirectoryEdition(1, NINE, NINE.plus(Duration.ofDays(300))),
                0,
                null,
                null,
                token,
                null,
                List.of());
    }
}
