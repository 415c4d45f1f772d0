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
import vn.antin.envelope.NodeId;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Heartbeats;
import vn.antin.ledger.Relayed;
import vn.antin.ledger.StoppedRoutes;
import vn.antin.ledger.Timeline;
import vn.antin.ledger.query.NodeOverview;
import vn.antin.relay.LineRow;
import vn.antin.relay.NodeLineState;
import vn.antin.relay.NodeLines;

/** The pages of a hub: the overview, its lines, its queues, and what needs attention. */
public final class HubPages {

    private static final int FEW = 8;
    private static final int ROWS = 100;

    private final PageServices services;
    private final NodeLines lines;
    private final Heartbeats heartbeats;
    private final BrokerQueues queues;
    private final Supplier<Directory> directory;
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
        this.services = services;
        this.lines = lines;
        this.heartbeats = heartbeats;
        this.queues = queues;
        this.directory = directory;
    }

    public Console on(Console console) {
        ViewPages views = new ViewPages(services.ledger(), Map.of("lines", LinePages::ask, "queues", QueuePages::ask));
        views.on(console);
        new LinePages(
                        services,
                        lines,
                        heartbeats,
                        new WaitingDocuments(services.repositories(), queues, relayed),
                        this::names,
                        views)
                .on(console);
        SearchPages.hub(services.ledger(), relayed, directory).on(console);
        new QueuePages(services.repositories(), queues, relayed, this::names, views).on(console);
        new OutboxPages(services.repositories(), this::names).on(console);
        new RelayedPages(services.ledger(), relayed, directory, lines).on(console);
        new WallPages(this::wall, services.charts()).on(console);
        return services.charts()
                .on(console)
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
        List<StoppedRoutes.StoppedRoute> stopped = services.ledger().read(StoppedRoutes::all);
        Map<String, Object> model = new HashMap<>();
        model.put("counts", LinePages.counts(rows));
        model.put("worst", worst(rows, FEW));
        model.put("tiles", Tiles.of(v, rows));
        model.put("headline", headline(v, rows, stopped.size()));
        model.put("stopped", stopped);
        model.put("charts", services.charts().of(Chart.FEW, Range.DAY, v));
        model.put("waiting", here(rows));
        model.put("there", there(rows));
        model.put("today", today(v));
        model.put(
                "alarms",
                services.ledger()
                        .read(services.repositories().timeline()::alarms)
                        .size());
        model.put("deadLetters", services.ledger().read(NodeOverview::deadLetters));
        context.page("hub", model);
    }

    private Names names() {
        return Names.in(directory.get());
    }

    private long today(PageModel v) {
        Instant midnight = VietnamTime.midnightBefore(v.now());
        return services.ledger().read(tx -> relayed.since(tx, midnight));
    }

    private Wall wall(PageModel v) {
        List<LineRow> rows = lines.rows();
        int stopped = services.ledger().read(StoppedRoutes::all).size();
        long alarms = services.ledger()
                        .read(services.repositories().timeline()::alarms)
                        .size()
                + services.ledger().read(NodeOverview::deadLetters);
        return HubWall.of(v, headline(v, rows, stopped), rows, here(rows), there(rows), today(v), alarms);
    }

    private Headline headline(PageModel v, List<LineRow> rows, int stopped) {
        return HubHeadline.of(v, rows)
                .but(v, false, stopped)
                .unlessStill(v, services.observatory().checks(), services.errors());
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
        List<Timeline.Alarm> alarms =
                services.ledger().read(services.repositories().timeline()::alarms);
        context.page(
                "hubattention",
                Map.of(
                        "alarms", ProblemCause.told(alarms, services.errors(), v),
                        "worst", worst(lines.rows(), ROWS),
                        "deadLetters", services.ledger().read(NodeOverview::deadLetters)));
    }
}
