package vn.antin.console;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import vn.antin.relay.LineRow;
import vn.antin.relay.LineState;

/** The wall-board of a hub: the worst lines by name, all others as numbers. */
final class HubWall {

    /** As many lights as somebody sees at a glance. */
    private static final int LIGHTS = 18;

    private HubWall() {}

    /**
     * The wall.
     *
     * @param rows worst first
     * @param here messages that wait at the hub
     * @param there documents that wait at the nodes
     * @param alarms open alarms and dead letters
     */
    static Wall of(View v, Headline headline, List<LineRow> rows, long here, long there, long today, long alarms) {
        Map<LineState, Integer> counts = LinePages.counts(rows);
        long down = counts.getOrDefault(LineState.DOWN, 0);
        long ill = counts.getOrDefault(LineState.SILENT, 0) + (long) counts.getOrDefault(LineState.CLOCK, 0);
        long stands = counts.getOrDefault(LineState.GOOD, 0) + (long) counts.getOrDefault(LineState.BUSY, 0);
        List<Wall.Figure> figures = List.of(
                new Wall.Figure(v.say("wall.stands"), v.number(stands), v.say("wall.of", v.number(rows.size())), false),
                new Wall.Figure(v.say("hub.down"), v.number(down), "", down > 0),
                new Wall.Figure(v.say("hub.ill"), v.number(ill), "", ill > 0),
                new Wall.Figure(v.say("hub.here"), v.number(here), v.say("wall.there", v.number(there)), false),
                new Wall.Figure(v.say("hub.alarms"), v.number(alarms), "", alarms > 0),
                new Wall.Figure(v.say("hub.today"), v.number(today), "", false));
        List<LineRow> shown = rows.stream()
                .filter(row -> row.state() != LineState.NOT_JOINED)
                .limit(LIGHTS)
                .toList();
        List<Wall.Light> lights = shown.stream().map(row -> light(v, row)).toList();
        return new Wall(headline, figures, lights, rows.size() > shown.size() ? rest(v, rows, shown) : "");
    }

    private static Wall.Light light(View v, LineRow row) {
        LineState state = row.state();
        boolean good = state == LineState.GOOD || state == LineState.BUSY;
        boolean none = state == LineState.NOT_JOINED || state == LineState.NEVER;
        String word =
                v.word("line", state.name()) + (row.since() == null || good || none ? "" : ", " + v.time(row.since()));
        return new Wall.Light(
                state.bad() ? "bad" : good ? "good" : none ? "none" : "way",
                row.agency().name(),
                word);
    }

    /** "and 94 more: 91 good, 3 not joined". */
    private static String rest(View v, List<LineRow> rows, List<LineRow> shown) {
        Map<LineState, Integer> counts = LinePages.counts(rows);
        LinePages.counts(shown).forEach((state, count) -> counts.merge(state, -count, Integer::sum));
        String said = counts.entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .map(each -> v.word("line", each.getKey().name()) + " " + v.number(each.getValue()))
                .collect(Collectors.joining(", "));
        return v.say("wall.rest", v.number(rows.size() - shown.size()), said);
    }
}
