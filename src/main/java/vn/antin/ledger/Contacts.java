package vn.antin.ledger;

import java.util.Optional;
import vn.antin.envelope.AgencyCode;
import vn.antin.ledger.db.Tx;

/** At the hub: whom to call at an agency, one line of text each, as the hub's operators wrote it. */
public final class Contacts {

    /** The longest, in characters. */
    public static final int LONGEST = 200;

    private Contacts() {}

    /** Keeps it in place of what was there; an empty one removes it. A repeat changes nothing. */
    public static void set(Tx tx, AgencyCode agency, String contact) {
        tx.update("delete from agency_contact where agency = ?", agency.value());
        if (!contact.isEmpty()) {
            tx.update("insert into agency_contact (agency, contact) values (?, ?)", agency.value(), contact);
        }
    }

    public static Optional<String> of(Tx tx, AgencyCode agency) {
        return tx.one(
                "select contact from agency_contact where agency = ?", row -> row.text("contact"), agency.value());
    }
}
