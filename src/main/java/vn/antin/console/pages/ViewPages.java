package vn.antin.console.pages;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.RequestContext;
import vn.antin.console.web.TableQuery;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.people.SavedViews;
import vn.antin.ledger.people.SavedViews.Saved;

/** Saved views: filters, orders and columns of tables that a person keeps under a name. */
final class ViewPages {

    private static final int LONGEST_NAME = 80;
    private static final int LONGEST_ADDRESS = 2000;

    private final Ledger ledger;
    private final SavedViews views = new SavedViews();
    private final Map<String, Function<RequestContext, TableQuery>> pages;

    /**
     * Builds the pages.
     *
     * @param pages parses the view in a form, by the name of its page
     */
    ViewPages(Ledger ledger, Map<String, Function<RequestContext, TableQuery>> pages) {
        this.ledger = ledger;
        this.pages = pages;
    }

    void on(Console console) {
        console.does("keep-view", (context, rest) -> keep(context)).does("drop-view", (context, rest) -> drop(context));
    }

    /** The views of the signed-in person. */
    List<Saved> of(RequestContext context, String page) {
        return ledger.read(tx -> views.of(tx, context.who().name(), page));
    }

    private void keep(RequestContext context) {
        context.needs(Action.SEE_OPERATIONS);
        TableQuery ask = ask(context);
        String name = context.field("name");
        String query = ask.query();
        if (name.isEmpty() || name.length() > LONGEST_NAME || query.length() > LONGEST_ADDRESS) {
            throw new Refused(Fault.FIELD_INVALID, "name", name);
        }
        boolean kept = ledger.commit(
                "console.view", tx -> views.keep(tx, context.who().name(), ask.page(), new Saved(name, query)));
        if (!kept) {
            throw new Refused(Fault.VIEWS_FULL, Integer.toString(SavedViews.MOST));
        }
        context.redirect(ask.address());
    }

    private void drop(RequestContext context) {
        context.needs(Action.SEE_OPERATIONS);
        TableQuery ask = ask(context);
        ledger.store("console.view", tx -> views.remove(tx, context.who().name(), ask.page(), context.field("name")));
        context.redirect(ask.address());
    }

    private TableQuery ask(RequestContext context) {
        String page = context.field("page");
        Function<RequestContext, TableQuery> of = pages.get(page);
        if (of == null) {
            throw new Refused(Fault.FIELD_INVALID, "page", page);
        }
        return of.apply(context);
    }
}
