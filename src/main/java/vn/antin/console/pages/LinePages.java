package vn.antin.console.pages;

import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.antin.console.export.Exports;
import vn.antin.console.export.LineSheet;
import vn.antin.console.export.Sheet;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.Names;
import vn.antin.console.web.PageModel;
import vn.antin.console.web.Paging;
import vn.antin.console.web.RequestContext;
import vn.antin.console.web.TableQuery;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Contacts;
import vn.antin.ledger.Heartbeats;
import vn.antin.relay.LineRow;
import vn.antin.relay.NodeLineState;
import vn.antin.relay.NodeLines;

/** The hub's list of agencies and lines, and the page of one line. */
final class LinePages {

    private static final int ROWS = 50;

    /** Most waiting messages of a node that are shown. */
    private static final int WAITING = 50;

    private final PageServices services;
    private final NodeLines lines;
    private final Heartbeats heartbeats;
    private final WaitingDocuments waiting;
    private final Supplier<Names> names;
    private final ViewPages views;

    LinePages(
            PageServices services,
            NodeLines lines,
            Heartbeats heartbeats,
            WaitingDocuments waiting,
            Supplier<Names> names,
            ViewPages views) {
        this.services = services;
        this.views = views;
        this.lines = lines;
        this.heartbeats = heartbeats;
        this.waiting = waiting;
        this.names = names;
    }

    void on(Console console) {
        console.at("lines", (context, rest) -> list(context))
                .at("lines-export", this::export)
                .at("line", this::one)
                .does("contact", (context, rest) -> contact(context));
    }

    /** The number of lines in each state. */
    static Map<NodeLineState, Integer> counts(List<LineRow> rows) {
        Map<NodeLineState, Integer> counts = new EnumMap<>(NodeLineState.class);
        rows.forEach(row -> counts.merge(row.state(), 1, Integer::sum));
        return counts;
    }

    /** The view that the address or a form asks for. */
    static TableQuery ask(RequestContext context) {
        return TableQuery.of(context, "lines", LineColumn.values());
    }

    private void list(RequestContext context) throws IOException {
        context.needs(Action.SEE_OPERATIONS);
        TableQuery ask = ask(context);
        List<LineRow> all = lines.rows();
        Paging<LineRow> page = Paging.of(found(all, ask), context.field("page"), ROWS);
        Map<String, Object> model = new HashMap<>();
        model.put("page", page);
        model.put("ask", ask);
        model.put("views", views.of(context, ask.page()));
        model.put("counts", counts(all));
        model.put("days", ask.columns().contains(LineColumn.DAY) ? days(context.view(), page.rows()) : Map.of());
        context.page("lines", model);
    }

    private static List<LineRow> found(List<LineRow> all, TableQuery ask) {
        String q = ask.q().toLowerCase(Locale.ROOT);
        Stream<LineRow> found = all.stream()
                .filter(row -> ask.state().isEmpty() || row.state().name().equals(ask.state()))
                .filter(row -> q.isEmpty() || named(row, q));
        // The sort is stable: ties stay in the order worst first.
        return ask.sort() instanceof LineColumn column
                ? found.sorted(column.order(ask.turned())).toList()
                : found.toList();
    }

    /** Exports all columns of the selected lines, whichever are shown. */
    private void export(RequestContext context, String form) throws IOException {
        context.needs(Action.SEE_OPERATIONS);
        Exports.Form as = Exports.Form.of(form);
        PageModel v = context.view();
        TableQuery ask = ask(context);
        List<LineRow> found = found(lines.rows(), ask);
        LineSheet rows = new LineSheet(v);
        String what = Stream.of(ask.q(), ask.state().isEmpty() ? "" : v.word("line", ask.state()))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
        Sheet sheet = Exports.open(
                context,
                as,
                "duong-truyen",
                v.say("nav.lines"),
                what.isEmpty() ? v.say("ask.any") : what,
                rows.columns());
        int most = Math.min(found.size(), as.rows());
        for (LineRow row : found.subList(0, most)) {
            sheet.row(rows.of(row));
        }
        sheet.end(v.say(most == found.size() ? "export.whole" : "export.cut", v.number(most)));
    }

    private static boolean named(LineRow row, String q) {
        NodeId node = row.agency().node();
        return row.agency().name().toLowerCase(Locale.ROOT).contains(q)
                || row.agency().code().value().toLowerCase(Locale.ROOT).contains(q)
                || (node != null && node.value().contains(q));
    }

    private Map<AgencyCode, DayStrip> days(PageModel v, List<LineRow> rows) {
        Set<NodeId> nodes = rows.stream()
                .map(row -> row.agency().node())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        Map<NodeId, List<Heartbeats.Slot>> days = services.ledger().read(tx -> heartbeats.day(tx, nodes, v.now()));
        return rows.stream().collect(Collectors.toMap(row -> row.agency().code(), row -> strip(row, days, v)));
    }

    private static DayStrip strip(LineRow row, Map<NodeId, List<Heartbeats.Slot>> days, PageModel v) {
        @Nullable NodeId node = row.agency().node();
        return DayStrip.of(node == null ? List.of() : days.getOrDefault(node, List.of()), row.kept(), v.now());
    }

    private void one(RequestContext context, String code) throws IOException {
        context.needs(Action.SEE_OPERATIONS);
        LineRow row = row(lines, code);
        List<LineRow> beside = lines.rows().stream()
                .filter(other -> row.agency().node() != null
                        && row.agency().node().equals(other.agency().node())
                        && !other.agency().code().equals(row.agency().code()))
                .toList();
        NodeId node = row.agency().node();
        Map<String, Object> model = new HashMap<>();
        model.put("row", row);
        model.put("beside", beside);
        model.put(
                "strip",
                Objects.requireNonNull(
                        days(context.view(), List.of(row)).get(row.agency().code())));
        model.put(
                "contact",
                services.ledger()
                        .read(tx -> Contacts.of(tx, row.agency().code()))
                        .orElse(""));
        model.put("queued", node == null ? List.of() : waiting.queued(node, WAITING));
        model.put("unsent", node == null ? List.of() : waiting.unsent(node, WAITING));
        model.put("most", WAITING);
        model.put("names", names.get());
        model.put("inForce", lines.edition());
        context.page("line", model);
    }

    private void contact(RequestContext context) {
        context.needs(Action.SET_CONTACT);
        AgencyCode agency = row(lines, context.field("agency")).agency().code();
        String contact = context.field("contact").replaceAll("\\p{Cntrl}+", " ");
        if (contact.length() > Contacts.LONGEST) {
            throw new Refused(Fault.FIELD_INVALID, "contact", contact);
        }
        services.ledger().store("console.contact", tx -> {
            if (!contact.equals(Contacts.of(tx, agency).orElse(""))) {
                Contacts.set(tx, agency, contact);
                services.logAction(tx, context, "SET_CONTACT", agency.value(), "", contact);
            }
        });
        context.redirect(Console.HOME + "/line/" + agency);
    }

    static LineRow row(NodeLines lines, String code) {
        return lines.rows().stream()
                .filter(row -> row.agency().code().value().equals(code))
                .findFirst()
                .orElseThrow(() -> new Refused(Fault.ADDRESS_UNKNOWN, code));
    }
}
