package vn.antin.ledger.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.Arrivals;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Direction;
import vn.antin.ledger.db.Tx;

/** Reads the rows of a list page, all together. */
final class DocumentLines {

    /** The number of copies of a document in each state. */
    private static final class Tally {
        final Map<CopyState, Integer> states = new EnumMap<>(CopyState.class);
        final List<AgencyCode> to = new ArrayList<>();
        boolean overdue;

        void count(CopyState state, long times, boolean late) {
            states.merge(state, (int) times, Integer::sum);
            overdue |= late;
        }
    }

    /** The columns of a document that a list shows. */
    record Document(
            EnvelopeId id,
            Direction direction,
            AgencyCode sender,
            @Nullable String documentId,
            @Nullable String subject,
            Urgency urgency,
            Operation operation,
            Instant created,
            Instant expires) {}

    List<DocumentLine> of(Tx tx, List<Lists.ListRow> found, Set<AgencyCode> agencies) {
        Map<UUID, Tally> sent = sent(tx, ids(found, Direction.OUT));
        Map<UUID, Tally> arrived = arrived(tx, ids(found, Direction.IN), agencies);
        Map<EnvelopeId, Document> documents = new HashMap<>();
        documents(tx, found.stream().map(Lists.ListRow::id).toList())
                .forEach(document -> documents.put(document.id(), document));
        List<DocumentLine> all = new ArrayList<>();
        for (Lists.ListRow one : found) {
            UUID id = one.id().value();
            Document document = documents.get(one.id());
            if (document != null) {
                Tally copies = (one.direction() == Direction.OUT ? sent : arrived).getOrDefault(id, new Tally());
                all.add(line(document, one, copies));
            }
        }
        return all;
    }

    /** These documents, without their content. */
    static List<Document> documents(Tx tx, List<EnvelopeId> ids) {
        return tx.list(Document.class, """
                select id, direction, sender, document_id, subject, urgency, operation, created, expires
                from document where id in (<ids>)
                """, Map.of("ids", ids));
    }

    private static DocumentLine line(Document document, Lists.ListRow found, Tally copies) {
        return new DocumentLine(
                found.id(),
                found.direction(),
                document.sender(),
                List.copyOf(copies.to),
                document.documentId(),
                document.subject(),
                document.urgency(),
                document.operation(),
                document.created(),
                document.expires(),
                found.place().stored(),
                copies.states,
                copies.overdue);
    }

    private static List<UUID> ids(List<Lists.ListRow> found, Direction direction) {
        return found.stream()
                .filter(one -> one.direction() == direction)
                .map(one -> one.id().value())
                .toList();
    }

    private static Map<UUID, Tally> sent(Tx tx, List<UUID> ids) {
        Map<UUID, Tally> all = new HashMap<>();
        record CopyCount(UUID document, CopyState state, boolean overdue, long total) {}
        record Recipient(UUID document, AgencyCode agency) {}
        if (ids.isEmpty()) {
            return all;
        }
        tx.list(
                        CopyCount.class,
                        "select document, state, overdue, count(*) as total from (select document, state, " + Views.LATE
                                + " as overdue from copy where document in (<ids>)) late"
                                + " group by document, state, overdue",
                        Map.of("ids", ids))
                .forEach(one -> of(all, one.document()).count(one.state(), one.total(), one.overdue()));
        tx.list(
                        Recipient.class,
                        "select document, agency from copy where document in (<ids>) and number <= :named"
                                + " order by document, number",
                        Map.of("ids", ids, "named", DocumentLine.NAMED))
                .forEach(one -> of(all, one.document()).to.add(one.agency()));
        return all;
    }

    private static Map<UUID, Tally> arrived(Tx tx, List<UUID> ids, Set<AgencyCode> agencies) {
        Map<UUID, Tally> all = new HashMap<>();
        record ArrivalLine(UUID document, AgencyCode agency, Arrivals.ArrivalState state, boolean overdue) {}
        if (ids.isEmpty()) {
            return all;
        }
        tx.list(
                        ArrivalLine.class,
                        "select document, agency, state, " + Views.OWED + " as overdue from arrival"
                                + " where document in (<ids>) and agency in (<agencies>) order by document, number",
                        Map.of("ids", ids, "agencies", agencies))
                .forEach(one -> {
                    Tally copies = of(all, one.document());
                    copies.count(ListFilter.seen(one.state()), 1, one.overdue());
                    copies.to.add(one.agency());
                });
        return all;
    }

    private static Tally of(Map<UUID, Tally> all, UUID id) {
        return all.computeIfAbsent(id, unused -> new Tally());
    }
}
