package vn.antin.console.pages;

import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import vn.antin.console.web.Console;
import vn.antin.console.web.PageModel;
import vn.antin.console.web.RequestContext;

/** The wall-board: without a login on this machine, with one from elsewhere. */
final class WallPages {

    private final Function<PageModel, Wall> wall;
    private final Charts charts;

    WallPages(Function<PageModel, Wall> wall, Charts charts) {
        this.wall = wall;
        this.charts = charts;
    }

    Console on(Console console) {
        return console.at("wall", (context, rest) -> page(context));
    }

    private void page(RequestContext context) throws IOException {
        context.mayWatch();
        PageModel v = context.view();
        context.page("wall", Map.of("wall", wall.apply(v), "charts", charts.of(Chart.ALL, Range.DAY, v)));
    }
}
