package vn.antin.console.pages;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
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
import vn.antin.console.web.View;
import vn.antin.console.web.Visit;
import vn.antin.door.Core;
import vn.antin.door.Errors;
import vn.antin.door.Lookups;
import vn.antin.door.OwnAddress;
import vn.antin.door.pdf.ReceiptPdf;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Books;
import vn.antin.ledger.Pauses;
import vn.antin.ledger.StoppedRoutes;
import vn.antin.ledger.people.AuditLog;
import vn.antin.ledger.query.DocumentView;
import vn.antin.ledger.query.Situations;
import vn.antin.observe.Observatory;
import vn.antin.parts.RecipientLines;

/** The pages of a node: how it stands, its documents, and what needs somebody. */
public final class NodePages {

    private static final Duration RECENT = Duration.ofDays(7);
    private static final int TROUBLES = 500;
    private static final int FEW = 10;

    private final Core core;
    private final Lookups lookups;
    private final Situations situations;
    private final Books books;
    private final AuditLog audit;
    private final Supplier<Line> line;
    private final Delays delays;
    private final Supplier<Set<AgencyCode>> hosted;
    private final Errors errors;
    private final Charts charts;
    private final Observatory observatory;

    /**
     * Pages over this node.
     *
     * @param audit what people do with documents
     * @param line to the hub, as it is now
     * @param recipients the lines to the recipients of a document, as far as the hub tells them
     * @param hosted the agencies whose documents are shown
     */
    public NodePages(
            Core core,
            Lookups lookups,
            Situations situations,
            Books books,
            AuditLog audit,
            Supplier<Line> line,
            Function<EnvelopeId, Map<AgencyCode, RecipientLines.Line>> recipients,
            Supplier<Set<AgencyCode>> hosted,
            Errors errors,
            Charts charts,
            Observatory observatory) {
        this.core = core;
        this.lookups = lookups;
        this.situations = situations;
        this.books = books;
        this.audit = audit;
        this.line = line;
        this.delays = new Delays(books, recipients);
        this.hosted = hosted;
        this.errors = errors;
        this.charts = charts;
        this.observatory = observatory;
    }

    /** Puts them where they belong. */
    public Console on(Console console) {
        DocumentPages documents = new DocumentPages(lookups, hosted, this::names);
        new OutboxPages(books, this::names).on(console);
        new SenderPages(core, books, audit, hosted).on(console);
        SearchPages.node(books.ledger(), core, hosted).on(console);
        new WallPages(this::wall, charts).on(console);
        return charts.on(console)
                .at("", (visit, rest) -> overview(visit))
                .at("documents", documents::list)
                .at("document", this::document)
                .at("evidence", this::evidence)
                .at("receipt", this::receipt)
                .at("attention", (visit, rest) -> attention(visit))
                .at("help", (visit, rest) -> visit.page("help", Map.of()));
    }

    private void overview(Visit visit) throws IOException {
        visit.needs(Action.SEE_OVERVIEW);
        View v = visit.view();
        Situations.Situation now = now(v);
        Line to = line.get();
        List<Pauses.Pause> paused = books.ledger().read(Pauses::all);
        List<StoppedRoutes.Stopped> stopped = books.ledger().read(StoppedRoutes::all);
        Map<String, Object> model = new HashMap<>();
        model.put("paused", paused);
        model.put("stopped", stopped);
        model.put(
                "headline",
                Headline.of(v, to, now)
                        .but(v, !paused.isEmpty(), stopped.size())
                        .unlessStill(v, observatory.checks(), errors));
        model.put("line", to);
        model.put("now", now);
        model.put("troubles", Trouble.grouped(situations.troubles(v.now().minus(RECENT), FEW), errors, v));
        model.put("names", names());
        model.put("charts", charts.of(Chart.FEW, Range.DAY, v));
        visit.page("overview", model);
    }

    private Wall wall(View v) {
        Situations.Situation now = now(v);
        boolean paused = !books.ledger().read(Pauses::all).isEmpty();
        int stopped = books.ledger().read(StoppedRoutes::all).size();
        Headline headline =
                Headline.of(v, line.get(), now).but(v, paused, stopped).unlessStill(v, observatory.checks(), errors);
        return NodeWall.of(v, headline, line, now, observatory.checks());
    }

    private Situations.Situation now(View v) {
        Instant midnight =
                LocalDate.ofInstant(v.now(), View.ZONE).atStartOfDay(View.ZONE).toInstant();
        return situations.now(hosted.get(), midnight, v.now().minus(RECENT));
    }

    private void attention(Visit visit) throws IOException {
        visit.needs(Action.SEE_OPERATIONS);
        View v = visit.view();
        Situations.Situation now = now(v);
        visit.page(
                "attention",
                Map.of(
                        "alarms", Trouble.told(now.alarms(), errors, v),
                        "troubles", Trouble.grouped(situations.troubles(v.now().minus(RECENT), TROUBLES), errors, v),
                        "deadLetters", now.deadLetters(),
                        "names", names()));
    }

    private void document(Visit visit, String rest) throws IOException {
        visit.needs(Action.SEE_DOCUMENTS);
        DocumentView document = shown(rest);
        EnvelopeId id = document.id();
        List<DocumentView.ReceiptLine> lines = core.receipts().apply(id);
        Map<Integer, List<DocumentView.ReceiptLine>> receipts = lines.stream()
                .collect(Collectors.groupingBy(DocumentView.ReceiptLine::number, TreeMap::new, Collectors.toList()));
        SignedTimes times = new SignedTimes(lines);
        Names names = names();
        Map<String, Object> model = new HashMap<>();
        model.put("document", document);
        model.put("sent", SenderPages.may(document));
        model.put("waits", core.queue().apply(id).isPresent());
        model.put("held", books.ledger().read(tx -> books.outbox().held(tx, id)));
        model.put("delays", delays.of(document, line.get(), names, visit.view()));
        model.put("times", times);
        model.put("events", times.of(core.events().apply(id)));
        model.put("receipts", receipts);
        model.put("reports", core.reports().apply(id));
        model.put("crossings", core.crossings().apply(id));
        model.put("names", names);
        visit.page("document", model);
    }

    /** What an auditor keeps. */
    private void evidence(Visit visit, String rest) throws IOException {
        visit.needs(Action.SEE_RECEIPTS);
        EnvelopeId id = shown(rest).id();
        download(visit, "application/zip", id + ".zip", core.evidence().apply(id));
    }

    /** What a person prints and files: a receipt, by the document and its own name. */
    private void receipt(Visit visit, String rest) throws IOException {
        visit.needs(Action.SEE_RECEIPTS);
        String[] names = rest.split("/", 2);
        if (names.length < 2) {
            throw new Refused(Fault.DOCUMENT_NOT_FOUND, rest);
        }
        DocumentView document = shown(names[0]);
        View v = visit.view();
        String node = OwnAddress.of(visit.request());
        String xml = node + "/api/v1/documents/" + document.id() + "/receipts/" + names[1];
        ReceiptPdf.Reader reader = new ReceiptPdf.Reader(v.words().language(), xml, v.may(Action.SEE_CONTENT));
        byte[] pdf = ReceiptPdf.print(core, document, names[1], reader);
        download(visit, ReceiptPdf.TYPE, document.id() + "." + names[1] + ".pdf", pdf);
    }

    private static void download(Visit visit, String type, String name, byte[] bytes) throws IOException {
        HttpServletResponse response = visit.response();
        response.setContentType(type);
        response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private DocumentView shown(String id) {
        return core.document().apply(id(id), hosted.get()).orElseThrow(() -> new Refused(Fault.DOCUMENT_NOT_FOUND, id));
    }

    static EnvelopeId id(String text) {
        try {
            return EnvelopeId.of(text);
        } catch (Refused refused) {
            throw new Refused(Fault.DOCUMENT_NOT_FOUND, refused, text);
        }
    }

    /** Agencies by their code. */
    private Names names() {
        return Names.in(core.directory().get());
    }
}
