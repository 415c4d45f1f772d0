package vn.antin.console.pages;

import java.util.List;
import java.util.Map;
import vn.antin.console.web.PageModel;
import vn.antin.relay.LineRow;
import vn.antin.relay.NodeLineState;

/** The sentence at the top of a hub's overview. */
public final class HubHeadline {

    private HubHeadline() {}

    /** The most important fact first; a single broken line is named. */
    static Headline of(PageModel v, List<LineRow> rows) {
        Map<NodeLineState, Integer> counts = LinePages.counts(rows);
        for (NodeLineState state : NodeLineState.values()) {
            int count = counts.getOrDefault(state, 0);
            if (state.bad() && count > 0) {
                LineRow first = rows.stream()
                        .filter(row -> row.state() == state)
                        .findFirst()
                        .orElseThrow();
                return new Headline(
                        Headline.Mood.BAD,
                        count == 1 ? said(v, first) : v.say("hub.head." + state.name(), v.number(count)));
            }
        }
        int stands = counts.getOrDefault(NodeLineState.GOOD, 0) + counts.getOrDefault(NodeLineState.BUSY, 0);
        int still = counts.getOrDefault(NodeLineState.STOPPED, 0) + counts.getOrDefault(NodeLineState.PAUSED, 0);
        if (still > 0) {
            return new Headline(Headline.Mood.BUSY, v.say("hub.head.still", v.number(stands), v.number(still)));
        }
        return stands == 0
                ? new Headline(Headline.Mood.BUSY, v.say("hub.head.nobody"))
                : new Headline(Headline.Mood.GOOD, v.say("hub.head.good", v.number(stands)));
    }

    /** The state of one line in a sentence. */
    public static String said(PageModel v, LineRow row) {
        String key = "line.say." + (row.why().isEmpty() ? row.state().name() : row.why());
        return v.say(
                key, row.agency().name(), row.since() == null ? "" : v.time(row.since()), v.number(row.documents()));
    }
}
