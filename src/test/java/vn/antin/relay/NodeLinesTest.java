package vn.antin.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.directory.Agency;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Heartbeats;
import vn.antin.ledger.Pauses;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.receipt.TestClock;
import vn.antin.wire.Heartbeat;

/** The states of a line as a hub tells them apart, with a broker made of sets and a clock set by hand. */
class NodeLinesTest {

    private static final Instant MORNING = Instant.parse("2026-11-24T01:00:00Z");
    private static final NodeId NODE = new NodeId("nut-a");
    private static final AgencyCode AGENCY = new AgencyCode("H06.11");

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock(MORNING);
    private final Heartbeats heartbeats = new Heartbeats();
    private final Wires wires = new Wires();
    private final TrafficCounter passing = new TrafficCounter(clock);
    private final List<Agency> agencies = new ArrayList<>(
            List.of(agency("H06.11", NODE), agency("H06.12", null), agency("H06.13", new NodeId("nut-moi"))));
    private Ledger ledger;
    private NodeLines lines;

    private static final class Wires implements BrokerTraffic {
        final Set<NodeId> connected = new HashSet<>();
        final Map<NodeId, WaitingMessages> waiting = new HashMap<>();
        final Set<NodeId> paused = new HashSet<>();

        @Override
        public Set<NodeId> connected() {
            return Set.copyOf(connected);
        }

        @Override
        public Map<NodeId, WaitingMessages> waiting() {
            return Map.copyOf(waiting);
        }

        @Override
        public void drain(NodeId node, Consumer<byte[]> taken) {
            throw new IllegalStateException("lines take nothing");
        }

        @Override
        public void pause(NodeId node, boolean now) {
            if (now) {
                paused.add(node);
            } else {
                paused.remove(node);
            }
        }
    }

    private static Agency agency(String code, @Nullable NodeId node) {
        return new Agency(
                new AgencyCode(code),
                List.of(new AgencyCode(code.replace("H06", "000.00"))),
                "Cơ quan " + code,
                node,
                null,
                2,
                4,
                null,
                null,
                null,
                true,
                true,
                null,
                null);
    }

    @BeforeEach
    void start() {
        ledger = Ledger.open(folder, CrashPoints.NONE);
        lines = started();
        wires.connected.add(NODE);
        wires.waiting.put(NODE, new BrokerTraffic.WaitingMessages(0, 0, 0, 2));
        heard(beat(false, null, false));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private NodeLines started() {
        return new NodeLines(ledger, heartbeats, () -> agencies, wires, passing, clock);
    }

    private static Heartbeat beat(boolean clockWrong, @Nullable Instant unread, boolean stopping) {
        return new Heartbeat(
                "1",
                0,
                0,
                null,
                0,
                unread,
                null,
                Duration.ZERO,
                clockWrong,
                1,
                1,
                stopping,
                new Heartbeat.Fares(null, 0, 0),
                "");
    }

    private void heard(Heartbeat beat) {
        ledger.storeRelaxed("test", tx -> heartbeats.heard(tx, NODE, beat, 1, clock.instant()));
    }

    private LineRow now() {
        lines.look();
        return lines.row(AGENCY).orElseThrow();
    }

    @Test
    void worst_is_first_and_who_has_no_node_last() {
        wires.connected.clear();
        clock.pass(Duration.ofMinutes(2));
        lines.look();
        assertThat(lines.rows())
                .extracting(LineRow::state)
                .containsExactly(NodeLineState.DOWN, NodeLineState.NEVER, NodeLineState.NOT_JOINED);
    }

    @Test
    void a_node_that_is_back_is_silent_only_when_it_has_not_greeted_since_its_return() {
        assertThat(now().state()).isEqualTo(NodeLineState.GOOD);
        wires.connected.clear();
        clock.pass(Duration.ofMinutes(10));
        assertThat(now().state()).isEqualTo(NodeLineState.DOWN);

        wires.connected.add(NODE);
        assertThat(now().state()).as("just back").isEqualTo(NodeLineState.GOOD);
        clock.pass(Duration.ofSeconds(99));
        assertThat(now().state()).as("its time to greet").isEqualTo(NodeLineState.GOOD);
        clock.pass(Duration.ofSeconds(2));
        assertThat(now().state()).as("no greeting since").isEqualTo(NodeLineState.SILENT);
        heard(beat(false, null, false));
        assertThat(now().state()).isEqualTo(NodeLineState.GOOD);
    }

    @Test
    void a_line_that_broke_is_down_since_then_also_for_the_next_hub() {
        assertThat(now().state()).isEqualTo(NodeLineState.GOOD);
        clock.pass(Duration.ofSeconds(20));
        wires.connected.clear();
        Instant broke = clock.instant();
        assertThat(now().state()).isEqualTo(NodeLineState.DOWN);
        clock.pass(Duration.ofHours(1));
        lines = started();
        assertThat(now()).extracting(LineRow::state, LineRow::since).containsExactly(NodeLineState.DOWN, broke);

        wires.connected.add(NODE);
        heard(beat(false, null, false));
        assertThat(now())
                .extracting(LineRow::state, LineRow::since)
                .containsExactly(NodeLineState.GOOD, clock.instant());
    }

    @Test
    void after_a_start_nodes_have_a_minute_to_come_back() {
        now();
        Instant heard = clock.instant();
        clock.pass(Duration.ofHours(1));
        lines = started();
        wires.connected.clear();
        assertThat(now()).extracting(LineRow::state, LineRow::why).containsExactly(NodeLineState.GOOD, "COMING_BACK");
        clock.pass(Duration.ofSeconds(61));
        assertThat(now()).extracting(LineRow::state, LineRow::since).containsExactly(NodeLineState.DOWN, heard);
    }

    @Test
    void who_said_so_has_stopped() {
        heard(beat(false, null, true));
        wires.connected.clear();
        assertThat(now().state()).isEqualTo(NodeLineState.STOPPED);
    }

    @Test
    void who_is_connected_and_takes_nothing_is_silent() {
        wires.waiting.put(NODE, new BrokerTraffic.WaitingMessages(3, 3_000, 7, 2));
        assertThat(now().state()).isEqualTo(NodeLineState.BUSY);
        clock.pass(Duration.ofSeconds(90));
        heard(beat(false, null, false));
        wires.waiting.put(NODE, new BrokerTraffic.WaitingMessages(3, 3_000, 8, 2));
        assertThat(now().state()).as("one was taken").isEqualTo(NodeLineState.BUSY);
        clock.pass(Duration.ofSeconds(121));
        heard(beat(false, null, false));
        assertThat(now()).extracting(LineRow::state, LineRow::why).containsExactly(NodeLineState.SILENT, "UNTAKEN");
        clock.pass(Duration.ofSeconds(101));
        assertThat(now().why()).isEqualTo("UNHEARD");
    }

    @Test
    void software_that_takes_nothing_for_a_working_day_is_silent_too() {
        heard(beat(false, MORNING.minus(Duration.ofHours(9)), false));
        assertThat(now()).extracting(LineRow::state, LineRow::why).containsExactly(NodeLineState.SILENT, "UNREAD");
    }

    @Test
    void a_wrong_clock_is_told() {
        heard(beat(true, null, false));
        assertThat(now().state()).isEqualTo(NodeLineState.CLOCK);
    }

    @Test
    void the_broker_follows_the_row_of_a_pause() {
        Pauses pauses = new Pauses(clock);
        ledger.store("test", tx -> pauses.pause(tx, NODE.value(), "an", "bảo trì"));
        assertThat(now().state()).isEqualTo(NodeLineState.PAUSED);
        assertThat(wires.paused).containsExactly(NODE);
        ledger.store("test", tx -> pauses.resume(tx, NODE.value()));
        assertThat(now().paused()).isNull();
        assertThat(wires.paused).isEmpty();
    }

    @Test
    void what_passed_is_told_by_the_minute_and_forgotten_after_five() {
        AgencyCode other = new AgencyCode("H06.12");
        clock.pass(Duration.ofMinutes(10));
        passing.passed(AGENCY, List.of(other, AGENCY));
        passing.passed(AGENCY, List.of());
        clock.pass(Duration.ofMinutes(4));
        passing.passed(other, List.of(new AgencyCode("000.00.11")));

        TrafficCounter.Passed passed = now().passed();
        assertThat(passed)
                .extracting(TrafficCounter.Passed::sent, TrafficCounter.Passed::received)
                .containsExactly(1L, 2L);
        assertThat(passed.sentPerMinute(clock.instant())).isEqualTo(0.25);
        assertThat(passed.receivedPerMinute(clock.instant().plusSeconds(60))).isEqualTo(0.4);
        clock.pass(Duration.ofMinutes(1));
        assertThat(now().passed())
                .extracting(TrafficCounter.Passed::sent, TrafficCounter.Passed::received)
                .containsExactly(0L, 1L);
        clock.pass(Duration.ofMinutes(30));
        assertThat(now().passed().received()).isZero();
    }

    @Test
    void after_a_start_what_passes_is_a_mean_of_a_minute_at_the_least() {
        TrafficCounter fresh = new TrafficCounter(clock);
        clock.pass(Duration.ofSeconds(2));
        fresh.passed(AGENCY, List.of(AGENCY));
        assertThat(fresh.of(List.of(AGENCY), clock.instant()).sentPerMinute(clock.instant()))
                .isEqualTo(1);
    }

    @Test
    void what_waits_is_told_in_the_time_the_line_needs_for_it() {
        wires.waiting.put(NODE, new BrokerTraffic.WaitingMessages(2, 5_000_000, 0, 2));
        assertThat(now().drain()).isEqualTo(Duration.ofSeconds(11));
    }
}
