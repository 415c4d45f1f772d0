package vn.antin.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.antin.ledger.query.LatencyHistogram;
import vn.antin.ledger.query.Samples.Flow;
import vn.antin.ledger.query.Samples.MinuteSample;

class ChartStepsTest {

    private static final Instant MIDNIGHT = Instant.parse("2026-11-23T17:00:00Z");

    private static MinuteSample at(Instant began, long waits) {
        LatencyHistogram took = new LatencyHistogram();
        took.record(1_000);
        return new MinuteSample(began, new Flow(6, 600), new Flow(3, 0), waits, 0, took);
    }

    @Test
    void minutes_add_up_and_the_most_that_waited_stands() {
        List<MinuteSample> samples = new ArrayList<>();
        for (int minute = 0; minute < 10; minute++) {
            samples.add(at(MIDNIGHT.plus(Duration.ofMinutes(minute)), minute));
        }

        List<ChartSteps.ChartStep> steps =
                ChartSteps.of(samples, Duration.ofMinutes(15), Duration.ofMinutes(5), MIDNIGHT.plusSeconds(599));

        assertThat(steps).extracting(ChartSteps.ChartStep::minutes).containsExactly(0, 5, 5);
        assertThat(steps.get(0).gap()).isTrue();
        assertThat(steps.get(2).came()).isEqualTo(new Flow(30, 3000));
        assertThat(steps.get(2).waits()).isEqualTo(9);
        assertThat(steps.get(2).perSecond(30)).isEqualTo(0.1);
        assertThat(steps.get(1).took().count()).isEqualTo(5);
        assertThat(samples.get(0).took().count())
                .as("what was read is not changed")
                .isEqualTo(1);
    }

    @Test
    void a_gap_is_no_zero_and_a_step_that_was_half_sampled_is_told_by_what_was() {
        List<MinuteSample> samples = List.of(at(MIDNIGHT, 0));

        List<ChartSteps.ChartStep> steps =
                ChartSteps.of(samples, Duration.ofHours(2), Duration.ofHours(1), MIDNIGHT.plus(Duration.ofHours(1)));

        assertThat(Chart.drawn("documents", steps.get(0), true)).isEqualTo(0.1);
        assertThat(Chart.drawn("took", steps.get(0), false)).isBetween(0.9, 1.1);
        assertThat(Chart.ALL)
                .allSatisfy(name ->
                        assertThat(Chart.drawn(name, steps.get(1), true)).isNull());
    }

    @Test
    void six_hours_begin_at_midnight_of_the_wall() {
        List<ChartSteps.ChartStep> steps = ChartSteps.of(List.of(), Duration.ofDays(1), Duration.ofHours(6), MIDNIGHT);

        assertThat(steps.get(3).began()).isEqualTo(MIDNIGHT);
    }

    @Test
    void a_chart_begins_where_something_was_recorded_and_is_never_a_line_of_few_points() {
        Instant now = MIDNIGHT.plus(Duration.ofHours(24)).minusSeconds(1);
        List<MinuteSample> samples = List.of(at(now.minus(Duration.ofHours(2)), 0));

        List<ChartSteps.ChartStep> day = ChartSteps.of(samples, Duration.ofHours(24), Duration.ofMinutes(5), now);

        assertThat(ChartSteps.sinceFirst(day, 12)).hasSize(25).first().matches(step -> !step.gap());
        assertThat(ChartSteps.sinceFirst(day, 12)).last().isEqualTo(day.get(day.size() - 1));
        assertThat(ChartSteps.sinceFirst(day, 40)).hasSize(40);
        assertThat(ChartSteps.sinceFirst(List.of(), 12)).isEmpty();
    }
}
