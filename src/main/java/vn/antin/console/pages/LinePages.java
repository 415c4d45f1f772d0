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
import vn.antin.console.web.Paging;
import vn.antin.console.web.TableAsk;
import vn.antin.console.web.View;
import vn.antin.console.web.Visit;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Books;
import vn.antin.ledger.Contacts;
import vn.antin.ledger.Heartbeats;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.people.AuditLog;
import vn.antin.relay.LineRow;
import vn.antin.relay.LineState;
import vn.antin.relay.Lines;

/** At the hub: how every agency and its line stand, and one of them. */
final class LinePages {

    private static final int ROWS = 50;

    /** Of what waits for a node, the first so many are shown. */
    private static final int WAITING = 50;

    private final Ledger ledger;
    private final Lines lines;
    private final Heartbeats heartbeats;
    private final WaitingDocuments waiting;
    private final AuditLog audit;
    private final Supplier<Names> names;
    private final ViewPages views;

    LinePages(
            Books books,
            Lines lines,
            Heartbeats heartbeats,
            WaitingDocuments waiting,
            AuditLog audit,
            Supplier<Names> names,
            ViewPages views) {
        this.views = views;
        this.ledger = books.ledger();
        this.lines = lines;
        this.heartbeats = heartbeats;
        this.waiting = waiting;
        this.audit = audit;
        this.names = names;
    }

    void on(Console console) {
        console.at("lines", (visit, rest) -> list(visit))
                .at("lines-export", this::export)
                .at("line", this::one)
                .does("contact", (visit, rest) -> contact(visit));
    }

    /** How many there are of each state. */
    static Map<LineState, Integer> counts(List<LineRow> rows) {
        Map<LineState, Integer> counts = new EnumMap<>(LineState.class);
        rows.forEach(row -> counts.merge(row.state(), 1, Integer::sum));
        return counts;
    }

    /** What the address of the list, or a form of it, asks for. */
    static TableAsk ask(Visit visit) {
        return TableAsk.of(visit, "lines", LineColumn.values());
    }

    private void list(Visit visit) throws IOException {
        visit.needs(Action.SEE_OPERATIONS);
        TableAsk ask = ask(visit);
        List<LineRow> all = lines.rows();
        Paging<LineRow> page = Paging.of(found(all, ask), visit.field("page"), ROWS);
        Map<String, Object> model = new HashMap<>();
        model.put("page", page);
        model.put("ask", ask);
        model.put("views", views.of(visit, ask.page()));
        model.put("counts", counts(all));
        model.put("days", ask.columns().contains(LineColumn.DAY) ? days(visit.view(), page.rows()) : Map.of());
        visit.page("lines", model);
    }

    private static List<LineRow> found(List<LineRow> all, TableAsk ask) {
        String q = ask.q().toLowerCase(Locale.ROOT);
        Stream<LineRow> found = all.stream()
                .filter(row -> ask.state().isEmpty() || row.state().name().equals(ask.state()))
                .filter(row -> q.isEmpty() || named(row, q));
        // Sorting keeps the worst first among those that are alike.
        return ask.sort() instanceof LineColumn column
                ? found.sorted(column.order(ask.turned())).toList()
                : found.toList();
    }

    /** All there is to know of what the address asks for, whichever columns it shows. */
    private void export(Visit visit, String form) throws IOException {
        visit.needs(Action.SEE_OPERATIONS);
        Exports.Form as = Exports.Form.of(form);
        View v = visit.view();
        TableAsk ask = ask(visit);
        List<LineRow> found = found(lines.rows(), ask);
        LineSheet rows = new LineSheet(v);
        String what = Stream.of(ask.q(), ask.state().isEmpty() ? "" : v.word("line", ask.state()))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
        Sheet sheet = Exports.open(
                visit,
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

    private Map<AgencyCode, Strip> days(View v, List<LineRow> rows) {
        Set<NodeId> nodes = rows.stream()
                .map(row -> row.agency().node())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        Map<NodeId, List<Heartbeats.Slot>> days = ledger.read(tx -> heartbeats.day(tx, nodes, v.now()));
        return rows.stream().collect(Collectors.toMap(row -> row.agency().code(), row -> strip(row, days, v)));
    }

    private static Strip strip(LineRow row, Map<NodeId, List<Heartbeats.Slot>> days, View v) {
        @Nullable NodeId node = row.agency().node();
        return Strip.of(node == null ? List.of() : days.getOrDefault(node, List.of()), row.kept(), v.now());
    }

    private void one(Visit visit, String code) throws IOException {
        visit.needs(Action.SEE_OPERATIONS);
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
                        days(visit.view(), List.of(row)).get(row.agency().code())));
        model.put(
                "contact",
                ledger.read(tx -> Contacts.of(tx, row.agency().code())).orElse(""));
        model.put("queued", node == null ? List.of() : waiting.queued(node, WAITING));
        model.put("unsent", node == null ? List.of() : waiting.unsent(node, WAITING));
        model.put("most", WAITING);
        model.put("names", names.get());
        visit.page("line", model);
    }

    private void contact(Visit visit) {
        visit.needs(Action.SET_CONTACT);
        AgencyCode agency = row(lines, visit.field("agency")).agency().code();
        String contact = visit.field("contact").replaceAll("\\p{Cntrl}+", " ");
        if (contact.length() > Contacts.LONGEST) {
            throw new Refused(Fault.FIELD_INVALID, "contact", contact);
        }
        ledger.store("console.contact", tx -> {
            if (!contact.equals(Contacts.of(tx, agency).orElse(""))) {
                Contacts.set(tx, agency, contact);
                audit.add(tx, visit.who().by(), "SET_CONTACT", agency.value(), "", contact);
            }
        });
        visit.go(Console.HOME + "/line/" + agency);
    }

    static LineRow row(Lines lines, String code) {
        return lines.rows().stream()
                .filter(row -> row.agency().code().value().equals(code))
                .findFirst()
                .orElseThrow(() -> new Refused(Fault.ADDRESS_UNKNOWN, code));
    }
}
