package vn.antin.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import vn.antin.ledger.db.Tx;

/** What a node or hub remembers of its own keys: the key in use, the renewal under way, what earlier keys still open. */
public final class KeyNotes {

    private static final String USED = "keys.used";
    private static final String BEGUN = "keys.begun";
    private static final String REFUSED = "keys.refused";
    private static final String REMOVED = "keys.removed";

    /** Name of the key in use, as noted last. */
    public Optional<String> used(Tx tx) {
        return get(tx, USED);
    }

    public void use(Tx tx, String key) {
        put(tx, USED, key);
        remove(tx, BEGUN);
        remove(tx, REFUSED);
    }

    /** When the renewal under way began; empty when none is. */
    public Optional<Instant> begun(Tx tx) {
        return get(tx, BEGUN).map(Instant::parse);
    }

    public void begin(Tx tx, Instant at) {
        put(tx, BEGUN, at.toString());
    }

    /** Code and detail of the hub's last refusal; empty when there is none. */
    public Optional<String> refused(Tx tx) {
        return get(tx, REFUSED);
    }

    public void refuse(Tx tx, String why) {
        put(tx, REFUSED, why);
    }

    public void accept(Tx tx) {
        remove(tx, REFUSED);
    }

    /** Notes that an earlier key is removed; returns whether that is news. */
    public boolean removeEarlier(Tx tx, String key) {
        boolean news = get(tx, REMOVED).filter(key::equals).isEmpty();
        put(tx, REMOVED, key);
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

    private static Optional<String> get(Tx tx, String name) {
        return tx.one(String.class, "select content from setting where name = ?", name);
    }

    private static void put(Tx tx, String name, String content) {
        remove(tx, name);
        tx.update("insert into setting (name, content) values (?, ?)", name, content);
    }

    private static void remove(Tx tx, String name) {
        tx.update("delete from setting where name = ?", name);
    }
}
