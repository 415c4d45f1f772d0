package vn.antin.ledger;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.Condition;
import vn.antin.ledger.db.InList;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.Event;

/** The documents that passed through the hub: its decision on each copy, and the copies that have not left it. */
public final class Relayed {

    /** A relayed document with its envelope. */
    public record StoredCopy(EnvelopeId id, Instant stored, byte[] envelope) {}

    /** An evidence about a copy, from the hub or the recipient's node. */
    public record Decision(EnvelopeId document, int number, Event event, Instant at) {}

    /** A copy that has not left the hub. */
    public record UnsentCopy(EnvelopeId document, int number, String state, Instant due, int attempts) {}

    /** The position after a page. */
    public record RelayedPosition(Instant stored, EnvelopeId id) {}

    /**
     * The filter of a page.
     *
     * @param sender null for all
     * @param from inclusive; null for no bound
     * @param until exclusive; null for no bound
     */
    public record Filter(
            @Nullable AgencyCode sender,
            @Nullable Instant from,
            @Nullable Instant until) {}

    /** A page of documents after a position, newest first. */
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
                Relayed::copy,
                clause.values(limit));
    }

    public Optional<StoredCopy> find(Tx tx, EnvelopeId id) {
        return tx.one(
                "select id, stored, envelope from document where direction = 'RELAY' and id = ?",
                Relayed::copy,
                id.value());
    }

    /** Those of the documents that passed through here. */
    public List<StoredCopy> those(Tx tx, Collection<EnvelopeId> documents) {
        return documents.isEmpty()
                ? List.of()
                : tx.query(
                        "select id, stored, envelope from document where direction = 'RELAY' and id in ("
                                + InList.places(documents.size()) + ")",
                        Relayed::copy,
                        InList.values(documents, EnvelopeId::value));
    }

    public List<Decision> decisions(Tx tx, Collection<EnvelopeId> documents) {
        return documents.isEmpty()
                ? List.of()
                : tx.query(
                        "select document, number, event, at from evidence where own = true and document in ("
                                + InList.places(documents.size()) + ") order by seq",
                        Relayed::decision,
                        InList.values(documents, EnvelopeId::value));
    }

    /** The evidence of the recipients' nodes about these copies, by time. */
    public List<Decision> attested(Tx tx, Collection<EnvelopeId> documents) {
        return documents.isEmpty()
                ? List.of()
                : tx.query(
                        "select document, number, event, at from attested where document in ("
                                + InList.places(documents.size()) + ") order by at",
                        Relayed::decision,
                        InList.values(documents, EnvelopeId::value));
    }

    public List<UnsentCopy> waiting(Tx tx, Collection<EnvelopeId> documents) {
        return documents.isEmpty()
                ? List.of()
                : tx.query(
                        "select document, number, state, due, attempts from outbox where document in ("
                                + InList.places(documents.size()) + ") order by id",
                        row -> new UnsentCopy(
                                new EnvelopeId(row.uuid("document")),
                                (int) row.number("number"),
                                row.text("state"),
                                row.instant("due"),
                                (int) row.number("attempts")),
                        InList.values(documents, EnvelopeId::value));
    }

    /** Number of documents since a time. */
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

    private static StoredCopy copy(Columns row) {
        return new StoredCopy(new EnvelopeId(row.uuid("id")), row.instant("stored"), row.bytes("envelope"));
    }
}
