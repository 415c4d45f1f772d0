package vn.antin.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.Condition;
import vn.antin.ledger.db.Tx;

/** The addresses that agencies want to be told of events, how far each has been told, and the keys that sign for it. */
public final class Webhooks {

    /** Keys of one webhook that are kept: the one in use, and those before it until their time is over. */
    private static final int MOST_KEYS = 5;

    /** Whether it is told, and if not, why. */
    public enum WebhookState {
        /** It is told. */
        ON,
        /** Its owner wants nothing now. */
        OFF,
        /** It answered that it is gone for good (HTTP 410). */
        GONE,
        /** It failed for too long. */
        FAILING
    }

    /**
     * One address.
     *
     * @param types of the events it wants, separated by commas; empty for all
     * @param taken number of the last event that was looked at for it
     * @param forgotten deliveries of events up to this number may be gone
     * @param failing since when every attempt has failed
     * @param hold until when it asked to be left alone
     */
    public record Webhook(
            UUID id,
            AgencyCode agency,
            String url,
            String description,
            String types,
            WebhookState state,
            long taken,
            long forgotten,
            Instant created,
            @Nullable Instant failing,
            @Nullable Instant hold) {}

    /**
     * A pair of keys.
     *
     * @param secret of the symmetric signature, wrapped
     * @param signing private key of the asymmetric one, wrapped
     * @param shown its public key
     * @param until its end; null for the one in use
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Key(
            byte[] secret,
            byte[] signing,
            byte[] shown,
            @Nullable Instant until) {

        @Override
        public String toString() {
            return "Key[until=" + until + "]";
        }
    }

    public long count(Tx tx, AgencyCode agency) {
        return tx.one("select count(*) as n from webhook where agency = ?", row -> row.number("n"), agency.value())
                .orElseThrow();
    }

    public void add(Tx tx, Webhook webhook, Key key) {
        tx.update(
                """
                insert into webhook (id, agency, url, description, types, state, taken, forgotten, created)
                values (?, ?, ?, ?, ?, ?, ?, 0, ?)
                """,
                webhook.id(),
                webhook.agency().value(),
                webhook.url(),
                webhook.description(),
                webhook.types(),
                webhook.state(),
                webhook.taken(),
                webhook.created());
        addKey(tx, webhook.id(), key);
    }

    public Optional<Webhook> find(Tx tx, UUID id) {
        return tx.one("select * from webhook where id = ?", Webhooks::webhook, id);
    }

    /** Those of some agencies, in the order they were made. */
    public List<Webhook> of(Tx tx, Set<AgencyCode> agencies) {
        return tx.query(
                "select * from webhook where agency in (" + Condition.places(agencies.size())
                        + ") order by created, id",
                Webhooks::webhook,
                Condition.values(agencies, List.of()));
    }

    public List<Webhook> all(Tx tx) {
        return tx.query("select * from webhook order by created, id", Webhooks::webhook);
    }

    /** All that are told. */
    public List<Webhook> on(Tx tx) {
        return tx.query("select * from webhook where state = 'ON' order by created, id", Webhooks::webhook);
    }

    /** What its owner may change of it. */
    public void change(Tx tx, UUID id, String url, String description, String types) {
        tx.update("update webhook set url = ?, description = ?, types = ? where id = ?", url, description, types, id);
    }

    /** Whatever was wrong before is forgotten. */
    public void state(Tx tx, UUID id, WebhookState state) {
        tx.update("update webhook set state = ?, failing = null, hold = null where id = ?", state, id);
    }

    /** From one number to another; false if it is no longer told from there. */
    public boolean advance(Tx tx, UUID id, long from, long to) {
        return 1 == tx.update("update webhook set taken = ? where id = ? and taken = ? and state = 'ON'", to, id, from);
    }

    /** Goes on after that number, whether that is before or behind where it is. */
    public void rewind(Tx tx, UUID id, long to) {
        tx.update("update webhook set taken = ? where id = ?", to, id);
    }

    public void works(Tx tx, UUID id) {
        tx.update(
                "update webhook set failing = null, hold = null where id = ? and (failing is not null or hold is not null)",
                id);
    }

    /** Notes that an attempt failed; the first of several is what counts. */
    public void fails(Tx tx, UUID id, Instant since, @Nullable Instant hold) {
        tx.update("update webhook set failing = coalesce(failing, ?) where id = ?", since, id);
        if (hold != null) {
            tx.update("update webhook set hold = ? where id = ?", hold, id);
        }
    }

    /** It and all that was kept of it. */
    public void remove(Tx tx, UUID id) {
        tx.update("delete from delivery_attempt where webhook = ?", id);
        tx.update("delete from delivery where webhook = ?", id);
        tx.update("delete from webhook_key where webhook = ?", id);
        tx.update("delete from webhook where id = ?", id);
    }

    /** The one in use first, then those whose time is not over. */
    public List<Key> keys(Tx tx, UUID id, Instant now) {
        return tx.query(
                "select * from webhook_key where webhook = ? and (until is null or until > ?) order by number desc",
                row -> new Key(
                        row.bytes("secret"),
                        row.bytes("signing"),
                        row.bytes("shown"),
                        row.maybeInstant("until").orElse(null)),
                id,
                now);
    }

    /** A new key; the one before stays good until then. */
    public void rotate(Tx tx, UUID id, Key key, Instant until) {
        tx.update("update webhook_key set until = ? where webhook = ? and until is null", until, id);
        addKey(tx, id, key);
    }

    private static void addKey(Tx tx, UUID id, Key key) {
        long number = tx.one(
                        "select coalesce(max(number), 0) + 1 as n from webhook_key where webhook = ?",
                        row -> row.number("n"),
                        id)
                .orElseThrow();
        tx.update(
                "insert into webhook_key (webhook, number, secret, signing, shown) values (?, ?, ?, ?, ?)",
                id,
                number,
                key.secret(),
                key.signing(),
                key.shown());
        tx.update("delete from webhook_key where webhook = ? and number <= ?", id, number - MOST_KEYS);
    }

    private static Webhook webhook(Columns row) {
        return new Webhook(
                row.uuid("id"),
                new AgencyCode(row.text("agency")),
                row.text("url"),
                row.text("description"),
                row.text("types"),
                row.one(WebhookState.class, "state"),
                row.number("taken"),
                row.number("forgotten"),
                row.instant("created"),
                row.maybeInstant("failing").orElse(null),
                row.maybeInstant("hold").orElse(null));
    }
}
