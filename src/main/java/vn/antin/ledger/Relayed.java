package vn.antin.ledger;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.Condition;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.Event;

/** The documents that came through the hub: what it decided on each copy, and which have not left it. */
public final class Relayed {

    /** A document, newest first; its envelope says the rest. */
    public record StoredCopy(EnvelopeId id, Instant stored, byte[] envelope) {}

    /** What the hub, or the recipient's node, attested of a copy. */
    public record Decision(EnvelopeId document, int number, Event event, Instant at) {}

    /** A copy that has not left the hub. */
    public record UnsentCopy(EnvelopeId document, int number, String state, Instant due, int attempts) {}

    /** Where a page ended. */
    public record RelayedPosition(Instant stored, EnvelopeId id) {}

    /**
     * What is looked for.
     *
     * @param sender null for all
     * @param from null for all
     * @param until not itself; null for all
     */
    public record Filter(
            @Nullable AgencyCode sender,
            @Nullable Instant from,
            @Nullable Instant until) {}

    /** Newest first, from after a place. */
    public List<StoredCopy> page(Tx tx, Filter filter, @Nullable RelayedPosition after, int limit) {
        Condition clause = new Condition()
                .and("direction = 'RELAY'")
                .andIf(filter.sender() == null ? null : filter.sender().value(), "sender = ?")
                .andIf(filter.from(), "stored >= ?")
                .andIf(filter.until(), "stored < ?");
        if (after != null) {
            clause.and(
                    "(stored < ? or (stored = ? and id < ?))",
                    after.stored(),
                    after.stored(),
                    after.id().value());
        }
        return tx.query(
                "select id, stored, envelope from document where " + clause.text()
                        + " order by direction, stored desc, id desc limit ?",
                Relayed::kept,
                clause.values(limit));
    }

    public Optional<StoredCopy> find(Tx tx, EnvelopeId id) {
        return tx.one(
                "select id, stored, envelope from document where direction = 'RELAY' and id = ?",
                Relayed::kept,
                id.value());
    }

    /** Those of them that came through here. */
    public List<StoredCopy> those(Tx tx, Collection<EnvelopeId> documents) {
        return documents.isEmpty()
                ? List.of()
                : tx.query(
                        "select id, stored, envelope from document where direction = 'RELAY' and id in ("
                                + Condition.places(documents.size()) + ")",
                        Relayed::kept,
                        ids(documents));
    }

    public List<Decision> decisions(Tx tx, Collection<EnvelopeId> documents) {
        return documents.isEmpty()
                ? List.of()
                : tx.query(
                        "select document, number, event, at from evidence where own = true and document in ("
                                + Condition.places(documents.size()) + ") order by seq",
                        Relayed::decision,
                        ids(documents));
    }

    /** What the recipients' nodes attested of their copies, by time. */
    public List<Decision> attested(Tx tx, Collection<EnvelopeId> documents) {
        return documents.isEmpty()
                ? List.of()
                : tx.query(
                        "select document, number, event, at from attested where document in ("
                                + Condition.places(documents.size()) + ") order by at",
                        Relayed::decision,
                        ids(documents));
    }

    public List<UnsentCopy> waiting(Tx tx, Collection<EnvelopeId> documents) {
        return documents.isEmpty()
                ? List.of()
                : tx.query(
                        "select document, number, state, due, attempts from outbox where document in ("
                                + Condition.places(documents.size()) + ") order by id",
                        row -> new UnsentCopy(
                                new EnvelopeId(row.uuid("document")),
                                (int) row.number("number"),
                                row.text("state"),
                                row.instant("due"),
                                (int) row.number("attempts")),
                        ids(documents));
    }

    /** How many documents came since. */
    public long since(Tx tx, Instant from) {
        return tx.one(
                        "select count(*) as n from document where direction = 'RELAY' and stored >= ?",
                        row -> row.number("n"),
                        from)
                .orElseThrow();
    }

    private static Decision decision(Columns row) {
        return new Decision(
                new EnvelopeId(row.uuid("document")),
                (int) row.number("number"),
                row.one(Event.class, "event"),
                row.instant("at"));
    }

    private static Object[] ids(Collection<EnvelopeId> documents) {
        return documents.stream().map(EnvelopeId::value).toArray(UUID[]::new);
    }

    private static StoredCopy kept(Columns row) {
        return new StoredCopy(new EnvelopeId(row.uuid("id")), row.instant("stored"), row.bytes("envelope"));
    }
}
