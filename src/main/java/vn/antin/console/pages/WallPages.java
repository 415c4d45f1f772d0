package vn.antin.console.pages;

import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import vn.antin.console.web.Console;
import vn.antin.console.web.View;
import vn.antin.console.web.Visit;

/** The wall-board: at this machine for whoever stands before it, from elsewhere after the login. */
final class WallPages {

    private final Function<View, Wall> wall;
    private final Charts charts;

    WallPages(Function<View, Wall> wall, Charts charts) {
        this.wall = wall;
        this.charts = charts;
    }

    Console on(Console console) {
        return console.at("wall", (visit, rest) -> page(visit));
    }

    private void page(Visit visit) throws IOException {
        visit.mayWatch();
        View v = visit.view();
        visit.page("wall", Map.of("wall", wall.apply(v), "charts", charts.of(Chart.ALL, Range.DAY, v)));
    }
}
