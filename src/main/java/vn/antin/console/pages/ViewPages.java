package vn.antin.console.pages;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.TableAsk;
import vn.antin.console.web.Visit;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.people.SavedViews;
import vn.antin.ledger.people.SavedViews.Saved;

/** Tables as somebody has put them together, kept by that person under a name, each for one page. */
final class ViewPages {

    private static final int LONGEST_NAME = 80;
    private static final int LONGEST_ADDRESS = 2000;

    private final Ledger ledger;
    private final SavedViews views = new SavedViews();
    private final Map<String, Function<Visit, TableAsk>> pages;

    /**
     * None is kept yet.
     *
     * @param pages what a form asks for, by the name of the page it is on
     */
    ViewPages(Ledger ledger, Map<String, Function<Visit, TableAsk>> pages) {
        this.ledger = ledger;
        this.pages = pages;
    }

    void on(Console console) {
        console.does("keep-view", (visit, rest) -> keep(visit)).does("drop-view", (visit, rest) -> drop(visit));
    }

    /** Those of whoever looks. */
    List<Saved> of(Visit visit, String page) {
        return ledger.read(tx -> views.of(tx, visit.who().name(), page));
    }

    private void keep(Visit visit) {
        visit.needs(Action.SEE_OPERATIONS);
        TableAsk ask = ask(visit);
        String name = visit.field("name");
        String query = ask.query();
        if (name.isEmpty() || name.length() > LONGEST_NAME || query.length() > LONGEST_ADDRESS) {
            throw new Refused(Fault.FIELD_INVALID, "name", name);
        }
        boolean kept = ledger.commit(
                "console.view", tx -> views.keep(tx, visit.who().name(), ask.page(), new Saved(name, query)));
        if (!kept) {
            throw new Refused(Fault.VIEWS_FULL, Integer.toString(SavedViews.MOST));
        }
        visit.go(ask.address());
    }

    private void drop(Visit visit) {
        visit.needs(Action.SEE_OPERATIONS);
        TableAsk ask = ask(visit);
        ledger.store("console.view", tx -> views.remove(tx, visit.who().name(), ask.page(), visit.field("name")));
        visit.go(ask.address());
    }

    private TableAsk ask(Visit visit) {
        String page = visit.field("page");
        Function<Visit, TableAsk> of = pages.get(page);
        if (of == null) {
            throw new Refused(Fault.FIELD_INVALID, "page", page);
        }
        return of.apply(visit);
    }
}
