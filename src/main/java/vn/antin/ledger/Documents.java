package vn.antin.ledger;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.query.DocumentView.Direction;

/** The sealed envelopes and inline encrypted parts that this node or hub keeps, each once. */
public final class Documents {

    /** A stored envelope, unchanged bytes. */
    public record StoredDocument(EnvelopeId id, byte[] envelope, Digest digest, Direction direction) {}

    private final Clock clock;

    public Documents(Clock clock) {
        this.clock = clock;
    }

    /** The number of documents; H2 knows it without a scan. */
    public static long count(Tx tx) {
        return tx.one("select count(*) as n from document", row -> row.number("n"))
                .orElse(0L);
    }

    /** Stores an envelope and its parts; false, and no change, when it is stored already. */
    public boolean add(
            Tx tx,
            Direction direction,
            Envelope envelope,
            byte[] sealed,
            Map<Integer, byte[]> parts,
            @Nullable String documentId,
            @Nullable String subject) {
        int added = tx.update(
                """
                insert into document (id, direction, sender, sender_node, urgency, operation, document_id, subject,
                    created, expires, stored, envelope, envelope_digest)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                """,
                envelope.id().value(),
                direction,
                envelope.sender().agency().value(),
                envelope.sender().node().value(),
                envelope.urgency(),
                envelope.operation(),
                documentId,
                subject,
                envelope.created(),
                envelope.expires(),
                clock.instant(),
                sealed,
                Digest.sha256(sealed));
        if (added == 1) {
            List<@Nullable Object[]> rows = new ArrayList<>();
            parts.forEach(
                    (number, content) -> rows.add(new Object[] {envelope.id().value(), number, content}));
            tx.updateAll("insert into part (document, number, content) values (?, ?, ?)", rows);
            if (direction == Direction.OUT) {
                Listings.sent(tx, envelope, documentId, subject, clock.instant());
            }
        }
        return added == 1;
    }

    public Optional<StoredDocument> find(Tx tx, EnvelopeId id) {
        return tx.one(
                "select id, envelope, envelope_digest, direction from document where id = ?",
                row -> new StoredDocument(
                        new EnvelopeId(row.uuid("id")),
                        row.bytes("envelope"),
                        row.digest("envelope_digest"),
                        Direction.valueOf(row.text("direction"))),
                id.value());
    }

    /**
     * Whether an agency was sent the document with this identifier and operation, in its first envelope or a later one.
     */
    public boolean sentTo(Tx tx, AgencyCode sender, String documentId, Operation operation, AgencyCode recipient) {
        return tx.one(
                        "select count(*) as n from document d join copy c on c.document = d.id"
                                + " where d.sender = ? and d.document_id = ? and d.operation = ? and d.direction = 'OUT'"
                                + " and upper(c.agency) = upper(cast(? as varchar(35)))",
                        row -> row.number("n"),
                        sender.value(),
                        documentId,
                        operation,
                        recipient.value())
                .filter(copies -> copies > 0)
                .isPresent();
    }

    /** The sealed envelope of any document, sent or received; empty while there is none. */
    public Optional<byte[]> sample(Tx tx) {
        return tx
                .query("select envelope from document where direction <> 'RELAY' limit 1", row -> row.bytes("envelope"))
                .stream()
                .findFirst();
    }

    /** Number of envelopes of an agency stored since a time. */
    public long countSince(Tx tx, AgencyCode sender, Instant since) {
        return tx.one(
                        "select count(*) as n from document where sender = ? and stored > ?",
                        row -> row.number("n"),
                        sender.value(),
                        since)
                .orElse(0L);
    }

    /** The newest document with the agency's own identifier; reports and recalls do not count. */
    public Optional<EnvelopeId> byDocumentId(Tx tx, AgencyCode sender, String documentId) {
        return tx
                .query(
                        "select id from document where sender = ? and document_id = ?"
                                + " and operation not in ('RECALL', 'STATUS') order by stored desc limit 1",
                        row -> new EnvelopeId(row.uuid("id")),
                        sender.value(),
                        documentId)
                .stream()
                .findFirst();
    }

    /**
     * Stores number, notation and year of a new document; returns another document of this sender with the same, if
     * there is one.
     *
     * @param serial as {@code 12/UBND-VP/2026}
     */
    public Optional<EnvelopeId> repeats(Tx tx, Envelope envelope, String serial) {
        tx.update(
                "update document set serial = ? where id = ?",
                serial,
                envelope.id().value());
        return tx
                .query(
                        "select id from document where sender = ? and serial = ? and id <> ? order by stored limit 1",
                        row -> new EnvelopeId(row.uuid("id")),
                        envelope.sender().agency().value(),
                        serial,
                        envelope.id().value())
                .stream()
                .findFirst();
    }

    /** Destroys the content. Envelope and inner manifest stay, because no receipt can be verified without them. */
    public void erase(Tx tx, EnvelopeId id) {
        tx.update("delete from part where document = ? and number > 0", id.value());
    }

    /** The inline encrypted parts by number. */
    public Map<Integer, byte[]> parts(Tx tx, EnvelopeId id) {
        Map<Integer, byte[]> parts = new TreeMap<>();
        tx.query(
                "select number, content from part where document = ?",
                row -> parts.put((int) row.number("number"), row.bytes("content")),
                id.value());
        return parts;
    }

    public Optional<byte[]> part(Tx tx, EnvelopeId id, int number) {
        return tx.one(
                "select content from part where document = ? and number = ?",
                row -> row.bytes("content"),
                id.value(),
                number);
    }

    /** Whether one of these documents is urgent; unknown ones count as ordinary. */
    public static boolean anyUrgent(Tx tx, Collection<EnvelopeId> documents) {
        return documents.stream()
                .anyMatch(document -> tx.one(
                                "select urgency from document where id = ?",
                                row -> Urgency.valueOf(row.text("urgency")),
                                document.value())
                        .filter(Urgency::urgent)
                        .isPresent());
    }
}
