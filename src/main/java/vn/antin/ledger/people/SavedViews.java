package vn.antin.ledger.people;

import java.util.List;
import vn.antin.ledger.db.Tx;

/** Saved views of the console: a person's own names for filtered lists. */
public final class SavedViews {

    /** Views of one page that a person may save. */
    public static final int MOST = 20;

    /** A saved view: its name and the query of the page's address. */
    public record Saved(String name, String address) {}

    /** A person's views of a page, by name. */
    public List<Saved> of(Tx tx, String person, String page) {
        return tx.list(
                Saved.class,
                "select name, address from saved_view where person = ? and page = ? order by name",
                person,
                page);
    }

    /** Saves a view, replacing one with the same name; false when there are too many. */
    public boolean keep(Tx tx, String person, String page, Saved view) {
        boolean replaced = 1
                == tx.update(
                        "update saved_view set address = ? where person = ? and page = ? and name = ?",
                        view.address(),
                        person,
                        page,
                        view.name());
        if (replaced) {
            return true;
        }
        if (of(tx, person, page).size() >= MOST) {
            return false;
        }
        tx.update(
                "insert into saved_view (person, page, name, address) values (?, ?, ?, ?) on conflict do nothing",
                person,
                page,
                view.name(),
                view.address());
        return true;
    }

    /** Deletes a view; a repeat changes nothing. */
    public void remove(Tx tx, String person, String page, String name) {
        tx.update("delete from saved_view where person = ? and page = ? and name = ?", person, page, name);
    }
}
