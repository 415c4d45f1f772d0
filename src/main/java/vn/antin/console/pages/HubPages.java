package vn.antin.console.pages;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.Names;
import vn.antin.console.web.PageModel;
import vn.antin.console.web.RequestContext;
import vn.antin.directory.Directory;
import vn.antin.door.Errors;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Heartbeats;
import vn.antin.ledger.Relayed;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.StoppedRoutes;
import vn.antin.ledger.Timeline;
import vn.antin.ledger.people.AuditLog;
import vn.antin.ledger.query.NodeOverview;
import vn.antin.observe.HealthMonitor;
import vn.antin.relay.LineRow;
import vn.antin.relay.NodeLineState;
import vn.antin.relay.NodeLines;

/** The pages of a hub: the overview, its lines, its queues, and what needs attention. */
public final class HubPages {

    private static final int FEW = 8;
    private static final int ROWS = 100;

    private final Repositories repositories;
    private final NodeLines lines;
    private final Heartbeats heartbeats;
    private final BrokerQueues queues;
    private final Supplier<Directory> directory;
    private final Errors errors;
    private final Charts charts;
    private final HealthMonitor observatory;
    private final AuditLog audit;
    private final Relayed relayed = new Relayed();

    /**
     * Builds the pages.
     *
     * @param queues of its broker
     */
    public HubPages(
            PageServices services,
            NodeLines lines,
            Heartbeats heartbeats,
            BrokerQueues queues,
            Supplier<Directory> directory) {
        this.audit = services.audit();
        this.repositories = services.repositories();
        this.lines = lines;
        this.heartbeats = heartbeats;
        this.queues = queues;
        this.directory = directory;
        this.errors = services.errors();
        this.charts = services.charts();
        this.observatory = services.observatory();
    }

    public Console on(Console console) {
        ViewPages views =
                new ViewPages(repositories.ledger(), Map.of("lines", LinePages::ask, "queues", QueuePages::ask));
        views.on(console);
        new LinePages(
                        repositories,
                        lines,
                        heartbeats,
                        new WaitingDocuments(repositories, queues, relayed),
                        audit,
                        this::names,
                        views)
                .on(console);
        SearchPages.hub(repositories.ledger(), relayed, directory).on(console);
        new QueuePages(repositories, queues, relayed, this::names, views).on(console);
        new OutboxPages(repositories, this::names).on(console);
        new RelayedPages(repositories.ledger(), relayed, directory, lines).on(console);
        new WallPages(this::wall, charts).on(console);
        return charts.on(console)
                .at("", (context, rest) -> overview(context))
                .at("attention", (context, rest) -> attention(context))
                .at("help", (context, rest) -> context.page("hubhelp", Map.of()));
    }

    /** The node of the agency named in a form. */
    public static String node(NodeLines lines, String agency) {
        NodeId node = LinePages.row(lines, agency).agency().node();
        if (node == null) {
            throw new Refused(Fault.NODE_UNKNOWN, agency);
        }
        return node.value();
    }

    private void overview(RequestContext context) throws IOException {
        context.needs(Action.SEE_OVERVIEW);
        PageModel v = context.view();
        List<LineRow> rows = lines.rows();
        List<StoppedRoutes.StoppedRoute> stopped = repositories.ledger().read(StoppedRoutes::all);
        Map<String, Object> model = new HashMap<>();
        model.put("counts", LinePages.counts(rows));
        model.put("worst", worst(rows, FEW));
        model.put("tiles", Tiles.of(v, rows));
        model.put("headline", headline(v, rows, stopped.size()));
        model.put("stopped", stopped);
        model.put("charts", charts.of(Chart.FEW, Range.DAY, v));
        model.put("waiting", here(rows));
        model.put("there", there(rows));
        model.put("today", today(v));
        model.put(
                "alarms",
                repositories.ledger().read(repositories.timeline()::alarms).size());
        model.put("deadLetters", repositories.ledger().read(NodeOverview::deadLetters));
        context.page("hub", model);
    }

    private Names names() {
        return Names.in(directory.get());
    }

    private long today(PageModel v) {
        Instant midnight = VietnamTime.midnightBefore(v.now());
        return repositories.ledger().read(tx -> relayed.since(tx, midnight));
    }

    private Wall wall(PageModel v) {
        List<LineRow> rows = lines.rows();
        int stopped = repositories.ledger().read(StoppedRoutes::all).size();
        long alarms =
                repositories.ledger().read(repositories.timeline()::alarms).size()
                        + repositories.ledger().read(NodeOverview::deadLetters);
        return HubWall.of(v, headline(v, rows, stopped), rows, here(rows), there(rows), today(v), alarms);
    }

    private Headline headline(PageModel v, List<LineRow> rows, int stopped) {
        return HubHeadline.of(v, rows).but(v, false, stopped).unlessStill(v, observatory.checks(), errors);
    }

    /** Messages that wait here, for nodes and for the hub itself. */
    private long here(List<LineRow> rows) {
        return queues.undecided() + rows.stream().mapToLong(LineRow::documents).sum();
    }

    /** Documents that wait at nodes; each node counts once, however many agencies it hosts. */
    public static long there(List<LineRow> rows) {
        Map<Object, Long> nodes = new HashMap<>();
        rows.forEach(row -> {
            if (row.kept() != null) {
                nodes.put(row.kept().node(), row.kept().beat().documents());
            }
        });
        return nodes.values().stream().mapToLong(Long::longValue).sum();
    }

    private static List<LineRow> worst(List<LineRow> rows, int most) {
        return rows.stream()
                .filter(row -> row.state().bad() || row.state() == NodeLineState.PAUSED)
                .limit(most)
                .toList();
    }

    private void attention(RequestContext context) throws IOException {
        context.needs(Action.SEE_OPERATIONS);
        PageModel v = context.view();
        List<Timeline.Alarm> alarms = repositories.ledger().read(repositories.timeline()::alarms);
        context.page(
                "hubattention",
                Map.of(
                        "alarms", ProblemCause.told(alarms, errors, v),
                        "worst", worst(lines.rows(), ROWS),
                        "deadLetters", repositories.ledger().read(NodeOverview::deadLetters)));
    }
}
