package vn.antin.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.query.LatencyHistogram;
import vn.antin.ledger.query.LedgerGauges;
import vn.antin.ledger.query.Samples;
import vn.antin.receipt.TestClock;

/** Samples at readings that the test triggers, with a clock that it sets. */
class SamplerTest {

    private static final Instant NINE = Instant.parse("2026-11-02T02:00:05Z");
    private static final Instant MINUTE = Instant.parse("2026-11-02T02:00:00Z");

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock(NINE);
    private final LatencyHistogram took = new LatencyHistogram();
    private Ledger ledger;
    private long waits;

    @BeforeEach
    void open() {
        ledger = Ledger.open(folder.resolve("data"), CrashPoints.NONE);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private HealthReading reading(boolean hub) {
        LedgerGauges.Queue out = new LedgerGauges.Queue("out", waits, null, 0);
        return new HealthReading(
                clock.instant(),
                new HealthReading.Self(hub, "nut-a", "Sở Nội vụ", "production", "1", NINE),
                null,
                List.of(),
                null,
                List.of(
                        new HealthReading.QueueReading("out", waits, null, 0, 0),
                        new HealthReading.QueueReading("inbox", 7, null, 0, 0),
                        new HealthReading.QueueReading("down", 100, null, 0, 0)),
                new LedgerGauges.GaugeReading(
                        List.of(out, new LedgerGauges.Queue("inbox", 7, null, 0)),
                        0,
                        null,
                        0,
                        List.of(),
                        null,
                        List.of(),
                        List.of(),
                        null),
                0,
                0,
                new HealthReading.Disk(1L << 40, 1L << 41, 1L << 28),
                null,
                List.of(),
                new HealthReading.DirectoryEdition(1, NINE, NINE.plus(Duration.ofDays(300))),
                0,
                null,
                null,
                null,
                null,
                List.of());
    }

    private HealthMonitor observatory(boolean hub) {
        AlertSettings preset = AlertSettings.defaults();
        return new HealthMonitor(() -> reading(hub), new HealthChecks(preset.limits(), Duration.ofSeconds(30)), 0);
    }

    private List<Samples.MinuteSample> kept() {
        return ledger.read(tx -> new Samples().since(tx, MINUTE.minus(Duration.ofDays(1))));
    }

    private void look(Sampler sampler, Duration after, long waiting) {
        clock.pass(after);
        waits = waiting;
        sampler.look();
    }

    @Test
    void a_minute_that_is_over_has_one_row_with_the_most_that_waited() {
        Sampler sampler = Sampler.node(ledger, observatory(false));
        look(sampler, Duration.ofSeconds(15), 4);
        look(sampler, Duration.ofSeconds(15), 9);
        look(sampler, Duration.ofSeconds(15), 1);
        assertThat(kept()).isEmpty();
        for (int i = 0; i < 8; i++) {
            look(sampler, Duration.ofSeconds(15), 2);
        }

        assertThat(kept()).hasSize(2);
        assertThat(kept().get(0).began()).isEqualTo(MINUTE);
        assertThat(kept().get(0).waits()).isEqualTo(9);
        assertThat(kept().get(0).there()).isEqualTo(7);
        assertThat(kept().get(1).waits()).isEqualTo(2);
    }

    @Test
    void every_minute_has_its_row_and_a_time_in_which_nobody_looked_has_none() {
        Sampler sampler = Sampler.node(ledger, observatory(false));
        for (int i = 0; i < 40; i++) {
            look(sampler, Duration.ofSeconds(15), 0);
        }
        assertThat(kept()).hasSize(9);
        look(sampler, Duration.ofHours(2), 0);
        assertThat(kept()).hasSize(9);
        for (int i = 0; i < 6; i++) {
            look(sampler, Duration.ofSeconds(15), 0);
        }
        assertThat(kept()).hasSize(10);
        assertThat(kept().get(9).began()).isAfter(MINUTE.plus(Duration.ofHours(2)));
    }

    @Test
    void a_hub_counts_its_queues_what_waits_at_the_nodes_and_receipts_that_came_through() {
        LedgerGauges gauges = new LedgerGauges(Repositories.of(new NodeId("hub"), ledger, clock));
        Sampler sampler = Sampler.hub(ledger, observatory(true), gauges, took, () -> 33);
        took.record(2_000);
        for (int i = 0; i < 5; i++) {
            look(sampler, Duration.ofSeconds(15), 5);
        }

        assertThat(kept()).singleElement().satisfies(one -> {
            assertThat(one.waits()).isEqualTo(105);
            assertThat(one.there()).isEqualTo(33);
            assertThat(one.took().count()).isEqualTo(1);
        });
        assertThat(took.count()).isZero();
    }
}
