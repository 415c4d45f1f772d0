package vn.antin.console.pages;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.Action;
import vn.antin.console.web.DocumentQuery;
import vn.antin.console.web.Names;
import vn.antin.console.web.QueryFields;
import vn.antin.console.web.RequestContext;
import vn.antin.door.BusQueries;
import vn.antin.door.Cursor;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Urgency;
import vn.antin.fault.Refused;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Direction;
import vn.antin.ledger.query.DocumentLine;
import vn.antin.ledger.query.ListFilter;

/** The list of documents; its filter is in the address, so that a list can be bookmarked and shared. */
public final class DocumentPages {

    private static final int ROWS = 50;

    private final BusQueries queries;
    private final Supplier<Set<AgencyCode>> hosted;
    private final Supplier<Names> names;

    DocumentPages(BusQueries queries, Supplier<Set<AgencyCode>> hosted, Supplier<Names> names) {
        this.queries = queries;
        this.hosted = hosted;
        this.names = names;
    }

    void list(RequestContext context, String rest) throws IOException {
        context.needs(Action.SEE_DOCUMENTS);
        DocumentQuery ask = new DocumentQuery(
                context.field("direction"),
                context.field("state"),
                names.get().written(context.field("counterparty")),
                context.field("urgency"),
                context.field("number"),
                context.field("from"),
                context.field("to"),
                context.field("q"),
                context.field("overdue").equals("true"));
        boolean content = context.view().may(Action.SEE_CONTENT);
        DocumentLine.DocumentPage page = queries.page(filter(ask, content), place(context.field("cursor")), ROWS);
        DocumentLine.PagePosition next = page.next();
        Map<String, Object> model = new HashMap<>();
        model.put("ask", ask);
        model.put("lines", page.lines());
        model.put("next", next == null ? "" : Cursor.of(next));
        model.put("names", names.get());
        context.page("documents", model);
    }

    /** A person who may not read subjects cannot search in them either. */
    private ListFilter filter(DocumentQuery ask, boolean content) {
        return new ListFilter(
                hosted.get(),
                QueryFields.one(Direction.class, ask.direction()),
                QueryFields.one(CopyState.class, ask.state()),
                agency(ask.counterparty()),
                QueryFields.one(Urgency.class, ask.urgency()),
                null,
                ask.number().isEmpty() ? null : ask.number(),
                QueryFields.day(ask.from(), 0),
                QueryFields.day(ask.to(), 1),
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

    private static DocumentLine.@Nullable PagePosition place(String cursor) {
        return cursor.isEmpty() ? null : Cursor.read(cursor);
    }
}
