package vn.antin.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.ledger.db.Tx;

/** The webhooks of agencies: their addresses, their position in the event feed, and their signing keys. */
public final class Webhooks {

    /** Keys kept for one webhook: the current one, and earlier ones until they expire. */
    private static final int MAX_KEYS = 5;

    /** Whether events are delivered, and if not, why. */
    public enum WebhookState {
        /** Events are delivered. */
        ON,
        /** Switched off by its owner. */
        OFF,
        /** It answered that it is gone for good (HTTP 410). */
        GONE,
        /** It failed for too long. */
        FAILING
    }

    /**
     * A webhook.
     *
     * @param types the event types wanted, separated by commas; empty for all
     * @param taken number of the last event processed for it
     * @param forgotten deliveries of events up to this number may be deleted
     * @param failing start of the uninterrupted series of failures; null after a success
     * @param hold until when it asked for no requests
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
     * @param secret key of the symmetric signature, wrapped
     * @param signing private key of the asymmetric signature, wrapped
     * @param shown its public key
     * @param until expiry; null for the current one
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
        return tx.number("select count(*) from webhook where agency = ?", agency);
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
        return tx.one(Webhook.class, "select * from webhook where id = ?", id);
    }

    /** The webhooks of some agencies, in order of creation. */
    public List<Webhook> of(Tx tx, Set<AgencyCode> agencies) {
        return tx.list(
                Webhook.class,
                "select * from webhook where agency in (<agencies>) order by created, id",
                Map.of("agencies", agencies));
    }

    public List<Webhook> all(Tx tx) {
        return tx.list(Webhook.class, "select * from webhook order by created, id");
    }

    /** The webhooks that are on. */
    public List<Webhook> on(Tx tx) {
        return tx.list(Webhook.class, "select * from webhook where state = 'ON' order by created, id");
    }

    /** Changes what the owner may change. */
    public void change(Tx tx, UUID id, String url, String description, String types) {
        tx.update("update webhook set url = ?, description = ?, types = ? where id = ?", url, description, types, id);
    }

    /** Sets the state and clears earlier failures. */
    public void state(Tx tx, UUID id, WebhookState state) {
        tx.update("update webhook set state = ?, failing = null, hold = null where id = ?", state, id);
    }

    /** Advances the position by compare-and-set; false if it is not there, or the webhook is not on. */
    public boolean advance(Tx tx, UUID id, long from, long to) {
        return 1 == tx.update("update webhook set taken = ? where id = ? and taken = ? and state = 'ON'", to, id, from);
    }

    /** Sets the position, forwards or backwards. */
    public void rewind(Tx tx, UUID id, long to) {
        tx.update("update webhook set taken = ? where id = ?", to, id);
    }

    public void recordSuccess(Tx tx, UUID id) {
        tx.update(
                "update webhook set failing = null, hold = null where id = ? and (failing is not null or hold is not null)",
                id);
    }

    /** Records a failed attempt; the first of a series sets its start. */
    public void recordFailure(Tx tx, UUID id, Instant since, @Nullable Instant hold) {
        tx.update("update webhook set failing = coalesce(failing, ?) where id = ?", since, id);
        if (hold != null) {
            tx.update("update webhook set hold = ? where id = ?", hold, id);
        }
    }

    /** Deletes the webhook and everything stored for it. */
    public void remove(Tx tx, UUID id) {
        tx.update("delete from delivery_attempt where webhook = ?", id);
        tx.update("delete from delivery where webhook = ?", id);
        tx.update("delete from webhook_key where webhook = ?", id);
        tx.update("delete from webhook where id = ?", id);
    }

    /** The current key first, then the earlier ones that have not expired. */
    public List<Key> keys(Tx tx, UUID id, Instant now) {
        return tx.list(
                Key.class,
                "select * from webhook_key where webhook = ? and (until is null or until > ?) order by number desc",
                id,
                now);
    }

    /** Adds a new key; the previous one stays valid until then. */
    public void rotate(Tx tx, UUID id, Key key, Instant until) {
        tx.update("update webhook_key set until = ? where webhook = ? and until is null", until, id);
        addKey(tx, id, key);
    }

    private static void addKey(Tx tx, UUID id, Key key) {
        long number = tx.number("select coalesce(max(number), 0) + 1 from webhook_key where webhook = ?", id);
        tx.update(
                "insert into webhook_key (webhook, number, secret, signing, shown) values (?, ?, ?, ?, ?)",
                id,
                number,
                key.secret(),
                key.signing(),
                key.shown());
        tx.update("delete from webhook_key where webhook = ? and number <= ?", id, number - MAX_KEYS);
    }
}
