package vn.antin.console.pages;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.Names;
import vn.antin.console.web.PageModel;
import vn.antin.console.web.RequestContext;
import vn.antin.door.Bus;
import vn.antin.door.BusQueries;
import vn.antin.door.OwnAddress;
import vn.antin.door.pdf.ReceiptPdf;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.LegalHolds;
import vn.antin.ledger.Pauses;
import vn.antin.ledger.StoppedRoutes;
import vn.antin.ledger.query.DocumentView;
import vn.antin.ledger.query.NodeOverview;
import vn.antin.parts.RecipientLines;

/** The pages of a node: the overview, its documents, and what needs attention. */
public final class NodePages {

    private static final Duration RECENT = Duration.ofDays(7);
    private static final int TROUBLES = 500;
    private static final int FEW = 10;

    private final Bus bus;
    private final BusQueries queries;
    private final NodeOverview overview;
    private final PageServices services;
    private final Supplier<LineSummary> line;
    private final DelayReasons delays;
    private final Supplier<Set<AgencyCode>> hosted;

    /**
     * Builds the pages.
     *
     * @param line to the hub
     * @param recipients the lines to the recipients of a document, as far as the hub reports them
     * @param hosted the agencies whose documents are shown
     */
    public NodePages(
            PageServices services,
            Bus bus,
            BusQueries queries,
            Supplier<LineSummary> line,
            Function<EnvelopeId, Map<AgencyCode, RecipientLines.RecipientLine>> recipients,
            Supplier<Set<AgencyCode>> hosted) {
        this.bus = bus;
        this.queries = queries;
        this.overview = new NodeOverview(services.repositories());
        this.services = services;
        this.line = line;
        this.delays = new DelayReasons(services.repositories(), recipients);
        this.hosted = hosted;
    }

    public Console on(Console console) {
        DocumentPages documents = new DocumentPages(queries, hosted, this::names);
        new OutboxPages(services.repositories(), this::names).on(console);
        new SenderPages(services, bus, hosted).on(console);
        SearchPages.node(services.ledger(), bus, hosted).on(console);
        new WallPages(this::wall, services.charts()).on(console);
        return services.charts()
                .on(console)
                .at("", (context, rest) -> overview(context))
                .at("documents", documents::list)
                .at("document", this::document)
                .at("evidence", this::evidence)
                .at("receipt", this::receipt)
                .at("attention", (context, rest) -> attention(context))
                .at("help", (context, rest) -> context.page("help", Map.of()));
    }

    private void overview(RequestContext context) throws IOException {
        context.needs(Action.SEE_OVERVIEW);
        PageModel v = context.view();
        NodeOverview.Situation now = now(v);
        LineSummary to = line.get();
        List<Pauses.PausedNode> paused = services.ledger().read(Pauses::all);
        List<StoppedRoutes.StoppedRoute> stopped = services.ledger().read(StoppedRoutes::all);
        Map<String, Object> model = new HashMap<>();
        model.put("paused", paused);
        model.put("stopped", stopped);
        model.put(
                "headline",
                Headline.of(v, to, now)
                        .but(v, !paused.isEmpty(), stopped.size())
                        .unlessStill(v, services.observatory().checks(), services.errors()));
        model.put("line", to);
        model.put("now", now);
        model.put(
                "troubles", ProblemCause.grouped(overview.problems(v.now().minus(RECENT), FEW), services.errors(), v));
        model.put("names", names());
        model.put("charts", services.charts().of(Chart.FEW, Range.DAY, v));
        context.page("overview", model);
    }

    private Wall wall(PageModel v) {
        NodeOverview.Situation now = now(v);
        boolean paused = !services.ledger().read(Pauses::all).isEmpty();
        int stopped = services.ledger().read(StoppedRoutes::all).size();
        Headline headline = Headline.of(v, line.get(), now)
                .but(v, paused, stopped)
                .unlessStill(v, services.observatory().checks(), services.errors());
        return NodeWall.of(v, headline, line, now, services.observatory().checks());
    }

    private NodeOverview.Situation now(PageModel v) {
        Instant midnight = VietnamTime.midnightBefore(v.now());
        return overview.now(hosted.get(), midnight, v.now().minus(RECENT));
    }

    private void attention(RequestContext context) throws IOException {
        context.needs(Action.SEE_OPERATIONS);
        PageModel v = context.view();
        NodeOverview.Situation now = now(v);
        context.page(
                "attention",
                Map.of(
                        "alarms", ProblemCause.told(now.alarms(), services.errors(), v),
                        "troubles",
                                ProblemCause.grouped(
                                        overview.problems(v.now().minus(RECENT), TROUBLES), services.errors(), v),
                        "deadLetters", now.deadLetters(),
                        "names", names()));
    }

    private void document(RequestContext context, String rest) throws IOException {
        context.needs(Action.SEE_DOCUMENTS);
        DocumentView document = shown(rest);
        EnvelopeId id = document.id();
        List<DocumentView.ReceiptLine> lines = bus.receipts(id);
        Map<Integer, List<DocumentView.ReceiptLine>> receipts = lines.stream()
                .collect(Collectors.groupingBy(DocumentView.ReceiptLine::number, TreeMap::new, Collectors.toList()));
        SignedTimes times = new SignedTimes(lines);
        Names names = names();
        Map<String, Object> model = new HashMap<>();
        model.put("document", document);
        model.put("sent", SenderPages.may(document));
        model.put("waits", bus.queue(id).isPresent());
        model.put(
                "held",
                services.ledger().read(tx -> services.repositories().outbox().held(tx, id)));
        model.put("delays", delays.of(document, line.get(), names, context.view()));
        model.put("times", times);
        model.put("events", times.of(bus.events(id)));
        model.put("receipts", receipts);
        model.put("reports", bus.reports(id));
        model.put(
                "erased",
                services.ledger()
                        .read(tx -> services.repositories().documents().erased(tx, id))
                        .orElse(null));
        model.put("keeping", services.ledger().read(tx -> LegalHolds.on(tx, id)).orElse(null));
        model.put("crossings", bus.crossings(id));
        model.put("names", names);
        context.page("document", model);
    }

    /** Downloads the evidence bundle of a document. */
    private void evidence(RequestContext context, String rest) throws IOException {
        context.needs(Action.SEE_RECEIPTS);
        EnvelopeId id = shown(rest).id();
        context.download("application/zip", id + ".zip", bus.evidence(id));
    }

    /** Downloads a receipt as PDF, by document and name. */
    private void receipt(RequestContext context, String rest) throws IOException {
        context.needs(Action.SEE_RECEIPTS);
        String[] names = rest.split("/", 2);
        if (names.length < 2) {
            throw new Refused(Fault.DOCUMENT_NOT_FOUND, rest);
        }
        DocumentView document = shown(names[0]);
        PageModel v = context.view();
        String node = OwnAddress.of(context.request());
        String xml = node + "/api/v1/documents/" + document.id() + "/receipts/" + names[1];
        ReceiptPdf.Reader reader = new ReceiptPdf.Reader(v.words().language(), xml, v.may(Action.SEE_CONTENT));
        byte[] pdf = ReceiptPdf.print(bus, document, names[1], reader);
        context.download(ReceiptPdf.TYPE, document.id() + "." + names[1] + ".pdf", pdf);
    }

    private DocumentView shown(String id) {
        return bus.document(id(id).toString(), hosted.get());
    }

    static EnvelopeId id(String text) {
        try {
            return EnvelopeId.of(text);
        } catch (Refused refused) {
            throw new Refused(Fault.DOCUMENT_NOT_FOUND, refused, text);
        }
    }

    /** The agencies by their code. */
    private Names names() {
        return Names.in(bus.directory());
    }
}
