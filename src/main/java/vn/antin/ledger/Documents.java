package vn.antin.ledger;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Operation;
import vn.antin.envelope.TraceId;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.InList;
import vn.antin.ledger.db.Tx;

/** The sealed envelopes and inline encrypted parts that this node or hub keeps, each once. */
public final class Documents {

    /**
     * A stored envelope, unchanged bytes.
     *
     * @param given the trace id that the caller gave; null for none
     */
    public record StoredDocument(
            EnvelopeId id,
            byte[] envelope,
            Digest digest,
            Direction direction,
            @Nullable TraceId given) {}

    /**
     * The names of a document, by which it is found.
     *
     * @param documentId the issuer's identifier
     * @param serial number, notation and year, as {@code 12/UBND-VP/2026}
     * @param kind the name of its type, as {@code Công văn}; by it {@link RetentionPeriods} has a period
     */
    public record DocumentNames(
            @Nullable String documentId,
            @Nullable String subject,
            @Nullable String serial,
            @Nullable String kind) {

        /** The hub knows none. */
        public static final DocumentNames NONE = new DocumentNames(null, null, null, null);
    }

    private static final int MAX_KIND = 100;

    private static final String STORED = "select d.id, d.envelope, d.envelope_digest, d.direction, t.given"
            + " from document d left join trace t on t.document = d.id where d.id ";

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
            DocumentNames names) {
        int added = tx.update(
                """
                insert into document (id, direction, sender, sender_node, urgency, operation, document_id, subject,
                    created, expires, stored, envelope, envelope_digest, serial, kind)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                """,
                envelope.id().value(),
                direction,
                envelope.sender().agency().value(),
                envelope.sender().node().value(),
                envelope.urgency(),
                envelope.operation(),
                names.documentId(),
                names.subject(),
                envelope.created(),
                envelope.expires(),
                clock.instant(),
                sealed,
                Digest.sha256(sealed),
                names.serial(),
                kind(names.kind()));
        if (added == 1) {
            List<@Nullable Object[]> rows = new ArrayList<>();
            parts.forEach(
                    (number, content) -> rows.add(new Object[] {envelope.id().value(), number, content}));
            tx.deferAll("insert into part (document, number, content) values (?, ?, ?)", rows);
            if (direction == Direction.OUT) {
                Listings.add(tx, envelope, envelope.sender().agency(), direction, names, clock.instant());
            }
        }
        return added == 1;
    }

    public Optional<StoredDocument> find(Tx tx, EnvelopeId id) {
        return tx.one(STORED + "= ?", Documents::stored, id.value());
    }

    /** Those of the documents that are stored here. */
    public Map<EnvelopeId, StoredDocument> find(Tx tx, Collection<EnvelopeId> ids) {
        Map<EnvelopeId, StoredDocument> found = new HashMap<>();
        if (!ids.isEmpty()) {
            tx.query(
                            STORED + "in (" + InList.places(ids.size()) + ")",
                            Documents::stored,
                            InList.values(ids, EnvelopeId::value))
                    .forEach(one -> found.put(one.id(), one));
        }
        return found;
    }

    private static StoredDocument stored(Columns row) {
        return new StoredDocument(
                new EnvelopeId(row.uuid("id")),
                row.bytes("envelope"),
                row.digest("envelope_digest"),
                Direction.valueOf(row.text("direction")),
                row.maybeText("given").map(TraceId::new).orElse(null));
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

    private static @Nullable String kind(@Nullable String name) {
        if (name == null || name.isBlank()) {
            return null;
        }
        String plain = name.strip().toLowerCase(Locale.ROOT);
        return plain.substring(0, Math.min(plain.length(), MAX_KIND));
    }

    /** The name of a document's type in lower case; empty when it has none. */
    public Optional<String> kind(Tx tx, EnvelopeId id) {
        return tx.one(String.class, "select kind from document where id = ?", id.value());
    }

    /** Destroys the content. Envelope and inner manifest stay, because no receipt can be verified without them. */
    public void erase(Tx tx, EnvelopeId id) {
        tx.update("delete from part where document = ? and number > 0", id.value());
        tx.update("update document set erased = ? where id = ?", clock.instant(), id.value());
    }

    /** When the content of a document was removed; empty while it is here. */
    public Optional<Instant> erased(Tx tx, EnvelopeId id) {
        return tx.one(Instant.class, "select erased from document where id = ?", id.value());
    }

    /** The inline encrypted parts by number. */
    public Map<Integer, byte[]> parts(Tx tx, EnvelopeId id) {
        return parts(tx, List.of(id)).getOrDefault(id, Map.of());
    }

    /** The inline encrypted parts of these documents, by number. */
    public Map<EnvelopeId, Map<Integer, byte[]>> parts(Tx tx, Collection<EnvelopeId> ids) {
        Map<EnvelopeId, Map<Integer, byte[]>> parts = new HashMap<>();
        tx.query(
                "select document, number, content from part where document in (" + InList.places(ids.size()) + ")",
                row -> parts.computeIfAbsent(new EnvelopeId(row.uuid("document")), id -> new TreeMap<>())
                        .put((int) row.number("number"), row.bytes("content")),
                InList.values(ids, EnvelopeId::value));
        return parts;
    }

    public Optional<byte[]> part(Tx tx, EnvelopeId id, int number) {
        return tx.one(
                "select content from part where document = ? and number = ?",
                row -> row.bytes("content"),
                id.value(),
                number);
    }

    /** Those of the documents that are urgent. */
    public static Set<EnvelopeId> urgent(Tx tx, Collection<EnvelopeId> documents) {
        return documents.isEmpty()
                ? Set.of()
                : new HashSet<>(tx.query(
                        "select id from document where urgency <> ? and id in (" + InList.places(documents.size())
                                + ")",
                        row -> new EnvelopeId(row.uuid("id")),
                        urgentValues(documents)));
    }

    private static @Nullable Object[] urgentValues(Collection<EnvelopeId> documents) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(Urgency.NORMAL);
        Collections.addAll(values, InList.values(documents, EnvelopeId::value));
        return values.toArray();
    }
}
