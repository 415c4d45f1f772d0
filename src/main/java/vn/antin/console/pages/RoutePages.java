package vn.antin.console.pages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.PageModel;
import vn.antin.console.web.RequestContext;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.StoppedRoutes;

/**
 * The running routes: what each does, its statistics and a drawing; starts and stops those that may be stopped. The row
 * in the ledger is the stop, so a restart does not end it.
 */
public final class RoutePages {

    private final PageServices services;
    private final StoppedRoutes stopped;
    private final RunningRoutes flow;
    private final List<String> files;
    private List<RouteText.Route> read = List.of();

    /**
     * Builds the pages.
     *
     * @param files below {@code routes/}, in order
     */
    public RoutePages(PageServices services, StoppedRoutes stopped, RunningRoutes flow, List<String> files) {
        this.services = services;
        this.stopped = stopped;
        this.flow = flow;
        this.files = List.copyOf(files);
    }

    public Console on(Console console) {
        return console.at("routes", (context, rest) -> all(context))
                .at("route", this::one)
                .does("route-stop", (context, rest) -> stop(context))
                .does("route-start", (context, rest) -> start(context));
    }

    private void all(RequestContext context) throws IOException {
        context.needs(Action.SEE_OPERATIONS);
        context.page("routes", Map.of("routes", rows(context.view())));
    }

    private void one(RequestContext context, String id) throws IOException {
        context.needs(Action.SEE_OPERATIONS);
        RouteRow row = rows(context.view()).stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Refused(Fault.ADDRESS_UNKNOWN, id));
        context.page("route", Map.of("row", row));
    }

    /** The routes of the files; placeholders are resolved once the routes run. */
    private synchronized List<RouteText.Route> routes() {
        if (read.isEmpty()) {
            read = files.stream()
                    .flatMap(file -> RouteText.read(file, flow::resolved).stream())
                    .toList();
        }
        return read;
    }

    private List<RouteRow> rows(PageModel v) {
        Map<String, RunningRoutes.Run> runs = flow.runs();
        List<StoppedRoutes.StoppedRoute> stands = services.ledger().read(StoppedRoutes::all);
        List<RouteRow> rows = new ArrayList<>();
        for (RouteText.Route route : routes()) {
            RunningRoutes.Run run = runs.get(route.id());
            if (run != null) {
                Optional<StoppedRoutes.StoppedRoute> by = stands.stream()
                        .filter(one -> one.route().equals(route.id()))
                        .findFirst();
                rows.add(row(route, run, by.orElse(null), v));
            }
        }
        return rows;
    }

    private RouteRow row(
            RouteText.Route route, RunningRoutes.Run run, StoppedRoutes.@Nullable StoppedRoute by, PageModel v) {
        RunningRoutes.RouteFailure last = run.last();
        List<RouteRow.StepText> told = new ArrayList<>();
        tell(route.steps(), 0, null, told);
        return new RouteRow(
                route.id(),
                route.file(),
                run,
                RouteRule.of(route.id()),
                by,
                last == null
                        ? ""
                        : services.errors()
                                .of(last.fault())
                                .title()
                                .in(v.words().language()),
                last == null ? "" : last.fault().code(),
                Drawing.of(route, this::link),
                told);
    }

    private String link(String endpoint) {
        return RouteText.from(routes(), endpoint)
                .map(route -> Console.HOME + "/route/" + route.id())
                .orElse("");
    }

    private static void tell(
            List<RouteText.RouteStep> steps, int depth, @Nullable String when, List<RouteRow.StepText> told) {
        String first = when;
        for (RouteText.RouteStep step : steps) {
            String text = step.detail().isEmpty() ? step.title() : step.title() + " (" + step.detail() + ")";
            told.add(new RouteRow.StepText(
                    depth, first, step.kind().name(), step.branches().isEmpty() ? text : ""));
            first = null;
            step.branches().forEach(branch -> tell(branch.steps(), depth + 1, branch.when(), told));
        }
    }

    /** Records the stop in the ledger first: after a crash the route is stopped at the next start. */
    private void stop(RequestContext context) {
        context.needs(Action.STOP_ROUTE);
        String id = known(context);
        if (RouteRule.of(id) != RouteRule.MAY) {
            throw new Refused(Fault.ROUTE_FIXED, id);
        }
        String reason = context.reason();
        if (!context.field("sure").equals("yes")) {
            throw new Refused(Fault.FIELD_INVALID, "sure", context.field("sure"));
        }
        services.ledger().store("console.route-stop", tx -> {
            if (stopped.stop(tx, id, context.who().name(), reason)) {
                services.logAction(tx, context, "STOP_ROUTE", id, reason, "");
            }
        });
        follow(context, id);
    }

    private void start(RequestContext context) {
        context.needs(Action.STOP_ROUTE);
        String id = known(context);
        String reason = context.reason();
        services.ledger().store("console.route-start", tx -> {
            if (stopped.start(tx, id)) {
                services.logAction(tx, context, "START_ROUTE", id, reason, "");
            }
        });
        follow(context, id);
    }

    private String known(RequestContext context) {
        String id = context.field("route");
        return routes().stream()
                .map(RouteText.Route::id)
                .filter(id::equals)
                .findFirst()
                .orElseThrow(() -> new Refused(Fault.ADDRESS_UNKNOWN, id));
    }

    private void follow(RequestContext context, String id) {
        flow.follow();
        context.redirect(Console.HOME + "/route/" + id);
    }
}
