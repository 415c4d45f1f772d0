package vn.antin.ledger;

import java.util.Optional;
import vn.antin.envelope.AgencyCode;
import vn.antin.ledger.db.Tx;

/** At the hub: a contact for each agency, one line of text that the hub's operators maintain. */
public final class Contacts {

    /** Longest contact in characters. */
    public static final int LONGEST = 200;

    private Contacts() {}

    /** Sets the contact; an empty text deletes it. */
    public static void set(Tx tx, AgencyCode agency, String contact) {
        tx.update("delete from agency_contact where agency = ?", agency.value());
        if (!contact.isEmpty()) {
            tx.update("insert into agency_contact (agency, contact) values (?, ?)", agency.value(), contact);
        }
    }

    public static Optional<String> of(Tx tx, AgencyCode agency) {
        return tx.one(String.class, "select contact from agency_contact where agency = ?", agency);
    }
}
