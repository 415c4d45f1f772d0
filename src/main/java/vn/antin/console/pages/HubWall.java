package vn.antin.console.pages;

import java.util.List;
import java.util.Map;
import vn.antin.console.web.PageModel;
import vn.antin.relay.LineRow;
import vn.antin.relay.NodeLineState;

/** The wall-board of a hub: large numbers, and a tile for each agency. */
final class HubWall {

    private HubWall() {}

    /**
     * Builds the wall-board.
     *
     * @param rows worst first
     * @param here messages that wait at the hub
     * @param there documents that wait at the nodes
     * @param alarms open alarms and dead letters
     */
    static Wall of(PageModel v, Headline headline, List<LineRow> rows, long here, long there, long today, long alarms) {
        Map<NodeLineState, Integer> counts = LinePages.counts(rows);
        long down = counts.getOrDefault(NodeLineState.DOWN, 0);
        long ill = counts.getOrDefault(NodeLineState.SILENT, 0) + (long) counts.getOrDefault(NodeLineState.CLOCK, 0);
        long stands = counts.getOrDefault(NodeLineState.GOOD, 0) + (long) counts.getOrDefault(NodeLineState.BUSY, 0);
        List<Wall.Figure> figures = List.of(
                new Wall.Figure(v.say("wall.stands"), v.number(stands), v.say("wall.of", v.number(rows.size())), false),
                new Wall.Figure(v.say("hub.down"), v.number(down), "", down > 0),
                new Wall.Figure(v.say("hub.ill"), v.number(ill), "", ill > 0),
                new Wall.Figure(v.say("hub.here"), v.number(here), v.say("wall.there", v.number(there)), false),
                new Wall.Figure(v.say("hub.alarms"), v.number(alarms), "", alarms > 0),
                new Wall.Figure(v.say("hub.today"), v.number(today), "", false));
        return new Wall(headline, figures, List.of(), Tiles.of(v, rows));
    }
}
