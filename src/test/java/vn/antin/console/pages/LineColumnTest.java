package vn.antin.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.antin.console.web.PageModel;
import vn.antin.console.web.TemplateRenderer;
import vn.antin.directory.Agency;
import vn.antin.door.Language;
import vn.antin.door.Messages;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Heartbeats.LastHeartbeat;
import vn.antin.relay.LineRow;
import vn.antin.relay.NodeLineState;
import vn.antin.relay.TrafficCounter.Passed;
import vn.antin.wire.Heartbeat;
import vn.antin.wire.Heartbeat.Fares;

/** The order of the list of lines, and its cells for unknown values. */
class LineColumnTest {

    /** 7:30 in the agencies' time zone. */
    private static final Instant NOW = Instant.parse("2026-11-24T00:30:00Z");

    private static final PageModel VIEW = new PageModel(
            Messages.in(Language.EN, TemplateRenderer.class, "console"),
            null,
            "",
            "/console/lines",
            "x",
            Set.of(),
            NOW,
            0);

    private static LineRow row(String name, Instant heard, @Nullable Fares fares, long received) {
        NodeId node = new NodeId("nut-" + name);
        Agency agency = new Agency(
                new AgencyCode("H06." + name.length()),
                List.of(),
                name,
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
        return new LineRow(
                agency,
                NodeLineState.GOOD,
                "",
                NOW,
                fares == null ? null : heard(node, heard, fares),
                0,
                0,
                new Passed(NOW.minus(Duration.ofMinutes(5)), 0, received),
                null);
    }

    private static LastHeartbeat heard(NodeId node, Instant heard, Fares fares) {
        Heartbeat beat = new Heartbeat("1", 0, 0, null, 0, null, null, null, false, 1, 1, false, fares, "");
        return new LastHeartbeat(node, "GOOD", NOW, NOW, heard, beat, 1);
    }

    private final LineRow fast = row("a", NOW, new Fares(Duration.ofMillis(4), 0, 1), 9);
    private final LineRow slow = row("bb", NOW, new Fares(Duration.ofMillis(900), 3, 0), 0);
    private final LineRow silent = row("ccc", NOW, null, 1);

    private List<LineRow> sorted(LineColumn column, boolean turned) {
        List<LineRow> rows = new ArrayList<>(List.of(silent, fast, slow));
        Collections.shuffle(rows);
        rows.sort(column.order(turned));
        return rows;
    }

    @Test
    void the_most_comes_first_and_what_is_not_known_last_whichever_way_round() {
        assertThat(sorted(LineColumn.TRIP, false)).containsExactly(slow, fast, silent);
        assertThat(sorted(LineColumn.TRIP, true)).containsExactly(fast, slow, silent);
        assertThat(sorted(LineColumn.RECEIVED, false)).containsExactly(fast, silent, slow);
        assertThat(sorted(LineColumn.AGENCY, true)).containsExactly(silent, slow, fast);
    }

    @Test
    void what_is_not_said_is_a_dash_and_not_a_nought() {
        assertThat(LineColumn.OVERDUE.cell(VIEW, silent).text()).isEqualTo("–");
        assertThat(LineColumn.TRIP.cell(VIEW, slow).text()).isEqualTo("0.9 s");
        assertThat(LineColumn.RECEIVED.cell(VIEW, fast).text()).isEqualTo("1.8");
        assertThat(LineColumn.SENT.cell(VIEW, fast).text()).isEqualTo("0");
    }

    @Test
    void what_failed_yesterday_did_not_fail_today() {
        LineRow heardToday = row("a", NOW.minus(Duration.ofHours(7)), new Fares(null, 3, 0), 0);
        LineRow heardYesterday = row("a", NOW.minus(Duration.ofHours(8)), new Fares(null, 3, 0), 0);
        assertThat(LineColumn.FAILED.cell(VIEW, heardToday).text()).isEqualTo("3");
        assertThat(LineColumn.FAILED.cell(VIEW, heardYesterday).text()).isEqualTo("–");
    }
}
