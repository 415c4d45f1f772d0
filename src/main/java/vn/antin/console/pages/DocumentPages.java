package vn.antin.console.pages;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.Action;
import vn.antin.console.web.Ask;
import vn.antin.console.web.Fields;
import vn.antin.console.web.Names;
import vn.antin.console.web.Visit;
import vn.antin.door.Cursor;
import vn.antin.door.Lookups;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Urgency;
import vn.antin.fault.Refused;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.query.DocumentLine;
import vn.antin.ledger.query.DocumentView.Direction;
import vn.antin.ledger.query.ListFilter;

/** The list of documents: looked through by what its address says, so that a list can be kept and sent on. */
public final class DocumentPages {

    private static final int ROWS = 50;

    private final Lookups lookups;
    private final Supplier<Set<AgencyCode>> hosted;
    private final Supplier<Names> names;

    DocumentPages(Lookups lookups, Supplier<Set<AgencyCode>> hosted, Supplier<Names> names) {
        this.lookups = lookups;
        this.hosted = hosted;
        this.names = names;
    }

    void list(Visit visit, String rest) throws IOException {
        visit.needs(Action.SEE_DOCUMENTS);
        Ask ask = new Ask(
                visit.field("direction"),
                visit.field("state"),
                names.get().written(visit.field("counterparty")),
                visit.field("urgency"),
                visit.field("number"),
                visit.field("from"),
                visit.field("to"),
                visit.field("q"),
                visit.field("overdue").equals("true"));
        boolean content = visit.view().may(Action.SEE_CONTENT);
        DocumentLine.Page page = lookups.pages().page(filter(ask, content), place(visit.field("cursor")), ROWS);
        DocumentLine.Place next = page.next();
        Map<String, Object> model = new HashMap<>();
        model.put("ask", ask);
        model.put("lines", page.lines());
        model.put("next", next == null ? "" : Cursor.of(next));
        model.put("names", names.get());
        visit.page("documents", model);
    }

    /** Who may not read subjects does not find by them either. */
    private ListFilter filter(Ask ask, boolean content) {
        return new ListFilter(
                hosted.get(),
                Fields.one(Direction.class, ask.direction()),
                Fields.one(CopyState.class, ask.state()),
                agency(ask.counterparty()),
                Fields.one(Urgency.class, ask.urgency()),
                null,
                ask.number().isEmpty() ? null : ask.number(),
                Fields.day(ask.from(), 0),
                Fields.day(ask.to(), 1),
                ask.q().isEmpty() || !content ? null : ask.q(),
                null,
                ask.overdue() ? Boolean.TRUE : null);
    }

    public static @Nullable AgencyCode agency(String code) {
        try {
            return code.isEmpty() ? null : new AgencyCode(code);
        } catch (Refused refused) {
            return null;
        }
    }

    private static DocumentLine.@Nullable Place place(String cursor) {
        return cursor.isEmpty() ? null : Cursor.read(cursor);
    }
}
