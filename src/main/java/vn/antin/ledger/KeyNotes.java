package vn.antin.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import vn.antin.ledger.db.Tx;
import vn.antin.seal.pki.Purpose;

/** What a node or hub remembers of its own keys: the key in use, the renewal under way, what earlier keys still open. */
public final class KeyNotes {

    private static final String USED = "keys.used";
    private static final String BEGUN = "keys.begun";
    private static final String REFUSED = "keys.refused";
    private static final String REMOVED = "keys.removed";
    private static final String ASKED = "keys.asked.";
    private static final String AUTHORITY = "keys.authority";

    /** Name of the key in use, as noted last. */
    public Optional<String> used(Tx tx) {
        return LedgerSettings.get(tx, USED);
    }

    public void use(Tx tx, String key) {
        LedgerSettings.put(tx, USED, key);
        LedgerSettings.remove(tx, BEGUN);
        LedgerSettings.remove(tx, REFUSED);
    }

    /** When the renewal under way began; empty when none is. */
    public Optional<Instant> begun(Tx tx) {
        return LedgerSettings.get(tx, BEGUN).map(Instant::parse);
    }

    public void begin(Tx tx, Instant at) {
        LedgerSettings.put(tx, BEGUN, at.toString());
    }

    /** Code and detail of the hub's last refusal; empty when there is none. */
    public Optional<String> refused(Tx tx) {
        return LedgerSettings.get(tx, REFUSED);
    }

    public void refuse(Tx tx, String why) {
        LedgerSettings.put(tx, REFUSED, why);
    }

    public void accept(Tx tx) {
        LedgerSettings.remove(tx, REFUSED);
    }

    /** The key of the province for this purpose that is to be replaced, as it was named; empty when none is. */
    public Optional<String> asked(Tx tx, Purpose purpose) {
        return LedgerSettings.get(tx, ASKED + purpose);
    }

    public void ask(Tx tx, Purpose purpose, String replaced) {
        LedgerSettings.put(tx, ASKED + purpose, replaced);
    }

    public void answer(Tx tx, Purpose purpose) {
        LedgerSettings.remove(tx, ASKED + purpose);
    }

    /** Name of the authority in use, as noted last. */
    public Optional<String> authority(Tx tx) {
        return LedgerSettings.get(tx, AUTHORITY);
    }

    public void useAuthority(Tx tx, String key) {
        LedgerSettings.put(tx, AUTHORITY, key);
    }

    /** Notes that an earlier key is removed; returns whether that is news. */
    public boolean removeEarlier(Tx tx, String key) {
        boolean news = LedgerSettings.get(tx, REMOVED).filter(key::equals).isEmpty();
        LedgerSettings.put(tx, REMOVED, key);
        return news;
    }

    /** Whether a document stored before that time has content here, which some key must open. */
    public boolean hasContentBefore(Tx tx, Instant time) {
        return tx.number("""
                select count(*) from (
                    select d.id from document d join part p on p.document = d.id where d.stored < ? limit 1
                ) as one
                """, time) > 0;
    }

    /** The secrets of webhooks, each wrapped for the node's encryption key of its time. */
    public List<byte[]> wrappedSecrets(Tx tx) {
        return tx.query("select secret from webhook_key", row -> row.bytes("secret"));
    }
}
