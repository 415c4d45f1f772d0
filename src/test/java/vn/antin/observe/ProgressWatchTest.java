package vn.antin.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.antin.ledger.query.LedgerGauges;
import vn.antin.observe.HealthCheck.CheckLevel;
import vn.antin.observe.ProgressWatch.QueueWay;
import vn.antin.observe.ProgressWatch.Runs;
import vn.antin.observe.ProgressWatch.WatchedQueue;

/** A stall is a warning after one minute and critical after two, with its beginning; slow progress is no stall. */
class ProgressWatchTest {

    private static final Instant NINE = Instant.parse("2026-12-01T02:00:00Z");
    private static final Duration LOOK = Duration.ofSeconds(15);

    private final ProgressWatch progress = new ProgressWatch(NINE);
    private final List<WatchedQueue> queues = new ArrayList<>();
    private final Map<String, Runs> routes = new HashMap<>();
    private Instant now = NINE;
    private @Nullable Instant connected = NINE;
    private @Nullable Instant receipts;
    private boolean answering = true;
    private Instant cameBack = NINE;
    private boolean hub = true;
    private List<Stall> stalls = List.of();

    /** A number of looks, a quarter of a minute apart; {@code meanwhile} runs before each. */
    private void look(int count, Runnable meanwhile) {
        for (int look = 0; look < count; look++) {
            now = now.plus(LOOK);
            queues.clear();
            meanwhile.run();
            cameBack = answering ? now : cameBack;
            stalls = progress.look(new ProgressWatch.Observation(
                    now,
                    connected,
                    List.copyOf(queues),
                    Map.copyOf(routes),
                    Set.of("relay-urgent"),
                    cameBack,
                    receipts));
        }
    }

    private void minutes(int count, Runnable meanwhile) {
        look(4 * count, meanwhile);
    }

    private List<HealthCheck> checks() {
        HealthReading reading = new HealthReading(
                now,
                new HealthReading.Self(hub, "x", "X", "production", "1", NINE),
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
                null,
                null,
                stalls);
        return new HealthChecks(AlertThresholds.defaults(), Duration.ofSeconds(30))
                .of(reading).stream()
                        .filter(check -> check.rule() == HealthCheck.Rule.PROGRESS)
                        .toList();
    }

    private void red(String subject, boolean blocks) {
        assertThat(checks())
                .filteredOn(check -> check.subject().equals(subject))
                .singleElement()
                .satisfies(check -> {
                    assertThat(check.level()).isEqualTo(CheckLevel.CRITICAL);
                    assertThat(check.blocks()).isEqualTo(blocks);
                });
    }

    private void good() {
        assertThat(checks())
                .singleElement()
                .satisfies(
                        check -> assertThat(check.good()).as(check.toString()).isTrue());
    }

    private WatchedQueue urgent(long messages, Instant oldest, long taken) {
        return new WatchedQueue("antin.up.urgent", QueueWay.INTAKE, messages, oldest, oldest.toEpochMilli(), taken);
    }

    @Test
    void messages_that_a_lost_consumer_holds_are_red_within_two_minutes() {
        look(9, () -> queues.add(urgent(312, NINE, 4_000)));

        red("queue antin.up.urgent", true);
        assertThat(stalls).extracting(Stall::since).containsExactly(NINE);
        minutes(1, () -> {});
        good();
    }

    /** Of 3,437 messages in retry one is acknowledged now and then while others arrive: the first is never the same. */
    @Test
    void a_queue_of_which_one_message_is_taken_in_a_while_is_red_although_its_first_changes() {
        long[] taken = {0};
        minutes(3, () -> queues.add(urgent(3_437 + taken[0], NINE.plusSeconds(taken[0]), taken[0]++)));

        red("queue antin.up.urgent", true);
    }

    @Test
    void a_long_queue_that_is_worked_off_is_no_stall() {
        long[] left = {5_000};
        minutes(4, () -> {
            left[0] -= 250;
            queues.add(urgent(left[0], now.minusSeconds(180), 5_000 - left[0]));
        });

        good();
    }

    @Test
    void a_node_that_is_connected_and_takes_nothing_is_red_and_one_that_takes_something_is_not() {
        long[] taken = {0};
        minutes(3, () -> {
            queues.add(new WatchedQueue("antin.down.a", QueueWay.TO_NODE, 9, NINE, 1, 77));
            queues.add(new WatchedQueue("antin.down.b", QueueWay.TO_NODE, 900, NINE, 1, taken[0]++));
        });

        red("queue antin.down.a", false);
        assertThat(stalls).hasSize(1);
    }

    @Test
    void what_must_leave_and_does_not_although_the_line_is_up_is_red_since_the_line_came_back() {
        hub = false;
        connected = null;
        Runnable stuck = () -> queues.add(new WatchedQueue("out.urgent", QueueWay.OUTBOX, 3, null, 42, 0));
        answering = false;
        receipts = NINE;
        minutes(30, stuck);
        good();

        connected = now;
        Instant back = now.plus(LOOK);
        look(3, stuck);
        good();
        minutes(2, stuck);
        red("queue out.urgent", false);
        red("receipts", false);
        red("probe", true);
        assertThat(Stream.of(stalls.get(0).since()))
                .allMatch(since -> !since.isBefore(connected) && !since.isAfter(back));
    }

    @Test
    void a_route_that_fails_most_of_its_runs_is_red_within_two_minutes_and_good_again_soon() {
        long[] runs = {200, 0};
        minutes(2, () -> routes.put("relay-urgent", new Runs(runs[0] += 2, 0)));
        good();
        Instant before = now;
        minutes(3, () -> routes.put("relay-urgent", new Runs(runs[0] += 10, runs[1] += 9)));

        red("route relay-urgent", true);
        assertThat(stalls).extracting(Stall::since).containsExactly(before);
        minutes(2, () -> routes.put("relay-urgent", new Runs(runs[0] += 10, runs[1])));
        good();
    }

    @Test
    void a_route_that_fails_now_and_then_or_without_which_documents_go_on_blocks_nothing() {
        long[] runs = {0};
        minutes(4, () -> {
            runs[0] += 4;
            routes.put("relay-urgent", new Runs(runs[0], runs[0] / 4));
            routes.put("stamp", new Runs(runs[0], runs[0]));
        });

        red("route stamp", false);
        assertThat(stalls).hasSize(1);
    }

    @Test
    void a_probe_that_does_not_come_back_is_red_within_two_minutes() {
        minutes(5, () -> {});
        good();
        answering = false;
        look(3, () -> {});
        good();
        look(5, () -> {});

        red("probe", true);
    }

    @Test
    void what_waited_while_the_hub_was_stopped_counts_from_its_start() {
        look(3, () -> queues.add(urgent(4, NINE.minusSeconds(7_200), 0)));

        good();
    }

    @Test
    void a_line_that_breaks_again_and_again_because_the_hub_stands_still_is_judged_all_the_same() {
        hub = false;
        answering = false;
        look(1, () -> {});
        minutes(3, () -> connected = now.minusSeconds(2));

        assertThat(stalls).extracting(Stall::kind).containsExactly(Stall.StallKind.PROBE);
        assertThat(stalls).extracting(Stall::since).containsExactly(NINE);
        assertThat(checks()).anyMatch(check -> check.level() == CheckLevel.CRITICAL && check.blocks());
    }

    @Test
    void a_line_that_was_away_for_longer_is_judged_from_its_return() {
        hub = false;
        answering = false;
        connected = null;
        minutes(3, () -> {});
        connected = now.plusSeconds(1);
        look(3, () -> {});
        assertThat(stalls).isEmpty();

        minutes(2, () -> {});
        assertThat(stalls).extracting(Stall::since).containsExactly(connected);
    }
}
