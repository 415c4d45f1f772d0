package vn.antin.console.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import vn.antin.console.web.View;
import vn.antin.ledger.query.Situations.Situation;
import vn.antin.ledger.query.Situations.Some;
import vn.antin.observe.Check;
import vn.antin.observe.Observatory;

/** The wall-board of a node: its line, what waits, and a light for each thing that is watched. */
final class NodeWall {

    private NodeWall() {}

    static Wall of(View v, Headline headline, Supplier<Line> line, Situation now, List<Check> checks) {
        List<Wall.Figure> figures = List.of(
                some(v, "now.unsent", now.unsent(), false),
                some(v, "now.way", now.onTheWay(), false),
                some(v, "now.overdue", now.overdue(), true),
                some(v, "now.wrong", now.wrong(), true),
                some(v, "now.inbox", now.inbox(), false),
                new Wall.Figure(
                        v.say("now.today"),
                        v.say("wall.today", v.number(now.sentToday()), v.number(now.receivedToday())),
                        v.say("wall.today.what"),
                        false));
        List<Wall.Light> lights = new ArrayList<>();
        lights.add(new Wall.Light(
                line.get().up() ? "good" : "bad",
                v.say("wall.line"),
                v.say(
                        line.get().up() ? "wall.up" : "wall.down",
                        v.time(line.get().since()))));
        Map<Check.Rule, Check.Level> worst = Observatory.worst(checks);
        worst.forEach((rule, level) -> {
            if (rule != Check.Rule.LINE) {
                lights.add(light(v, rule, level));
            }
        });
        return new Wall(headline, figures, lights, null);
    }

    static Wall.Light light(View v, Check.Rule rule, Check.Level level) {
        return new Wall.Light(
                level == Check.Level.OK ? "good" : level == Check.Level.WARNING ? "way" : "bad",
                v.word("rule", rule.name()),
                v.word("level", level.name()));
    }

    private static Wall.Figure some(View v, String label, Some some, boolean bad) {
        return new Wall.Figure(
                v.say(label),
                v.number(some.count()),
                some.oldest() == null ? "" : v.say("now.oldest", v.since(some.oldest())),
                bad && !some.none());
    }
}
