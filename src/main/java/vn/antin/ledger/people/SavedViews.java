package vn.antin.ledger.people;

import java.util.List;
import vn.antin.ledger.db.Tx;

/** Lists as people of the console keep them for themselves: what stands behind an address, by a name of their own. */
public final class SavedViews {

    /** So many of one page a person may keep. */
    public static final int MOST = 20;

    /** What stands behind the address of the page, by its name. */
    public record Saved(String name, String address) {}

    /** A person's own, by their names. */
    public List<Saved> of(Tx tx, String person, String page) {
        return tx.query(
                "select name, address from saved_view where person = ? and page = ? order by name",
                row -> new Saved(row.text("name"), row.text("address")),
                person,
                page);
    }

    /** Keeps it, in the place of one of that name; false when there are so many that it is not kept. */
    public boolean keep(Tx tx, String person, String page, Saved view) {
        boolean there = 1
                == tx.update(
                        "update saved_view set address = ? where person = ? and page = ? and name = ?",
                        view.address(),
                        person,
                        page,
                        view.name());
        if (there) {
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

    /** A repeat changes nothing. */
    public void remove(Tx tx, String person, String page, String name) {
        tx.update("delete from saved_view where person = ? and page = ? and name = ?", person, page, name);
    }
}
