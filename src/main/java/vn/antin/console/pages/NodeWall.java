package vn.antin.console.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import vn.antin.console.web.PageModel;
import vn.antin.ledger.query.NodeOverview.CountAndAge;
import vn.antin.ledger.query.NodeOverview.Situation;
import vn.antin.observe.HealthCheck;
import vn.antin.observe.HealthMonitor;

/** The wall-board of a node: its line, what waits, and a light for each check. */
final class NodeWall {

    private NodeWall() {}

    static Wall of(
            PageModel v, Headline headline, Supplier<LineSummary> line, Situation now, List<HealthCheck> checks) {
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
        Map<HealthCheck.Rule, HealthCheck.CheckLevel> worst = HealthMonitor.worst(checks);
        worst.forEach((rule, level) -> {
            if (rule != HealthCheck.Rule.LINE) {
                lights.add(light(v, rule, level));
            }
        });
        return new Wall(headline, figures, lights, null);
    }

    static Wall.Light light(PageModel v, HealthCheck.Rule rule, HealthCheck.CheckLevel level) {
        return new Wall.Light(
                level == HealthCheck.CheckLevel.OK ? "good" : level == HealthCheck.CheckLevel.WARNING ? "way" : "bad",
                v.word("rule", rule.name()),
                v.word("level", level.name()));
    }

    private static Wall.Figure some(PageModel v, String label, CountAndAge some, boolean bad) {
        return new Wall.Figure(
                v.say(label),
                v.number(some.count()),
                some.oldest() == null ? "" : v.say("now.oldest", v.since(some.oldest())),
                bad && !some.none());
    }
}
