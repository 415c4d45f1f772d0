package vn.antin.ledger.query;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.Arrivals;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.Condition;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.query.DocumentView.Direction;

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

    List<DocumentLine> of(Tx tx, List<Lists.Found> found, Set<AgencyCode> agencies) {
        Map<UUID, Tally> sent = sent(tx, ids(found, Direction.OUT));
        Map<UUID, Tally> arrived = arrived(tx, ids(found, Direction.IN), agencies);
        Map<UUID, DocumentLine> lines = new HashMap<>();
        for (Lists.Found one : found) {
            UUID id = one.id().value();
            Tally copies = (one.direction() == Direction.OUT ? sent : arrived).getOrDefault(id, new Tally());
            tx.one("""
                            select sender, document_id, subject, urgency, operation, created, expires
                            from document where id = ?
                            """, row -> line(row, one, copies), id).ifPresent(line -> lines.put(id, line));
        }
        List<DocumentLine> all = new ArrayList<>();
        for (Lists.Found one : found) {
            DocumentLine line = lines.get(one.id().value());
            if (line != null) {
                all.add(line);
            }
        }
        return all;
    }

    private static DocumentLine line(Columns row, Lists.Found found, Tally copies) {
        return new DocumentLine(
                found.id(),
                found.direction(),
                new AgencyCode(row.text("sender")),
                List.copyOf(copies.to),
                row.maybeText("document_id").orElse(null),
                row.maybeText("subject").orElse(null),
                row.one(Urgency.class, "urgency"),
                row.one(Operation.class, "operation"),
                row.instant("created"),
                row.instant("expires"),
                found.place().stored(),
                copies.states,
                copies.overdue);
    }

    private static List<UUID> ids(List<Lists.Found> found, Direction direction) {
        return found.stream()
                .filter(one -> one.direction() == direction)
                .map(one -> one.id().value())
                .toList();
    }

    private static Map<UUID, Tally> sent(Tx tx, List<UUID> ids) {
        Map<UUID, Tally> all = new HashMap<>();
        if (ids.isEmpty()) {
            return all;
        }
        String those = "document in (" + Condition.places(ids.size()) + ")";
        tx.query(
                "select document, state, overdue, count(*) as n from (select document, state, " + Views.LATE
                        + " as overdue from copy where " + those + ") late group by document, state, overdue",
                row -> {
                    of(all, row.uuid("document"))
                            .count(row.one(CopyState.class, "state"), row.number("n"), row.flag("overdue"));
                    return all;
                },
                ids.toArray());
        tx.query(
                "select document, agency from copy where " + those + " and number <= " + DocumentLine.NAMED
                        + " order by document, number",
                row -> of(all, row.uuid("document")).to.add(new AgencyCode(row.text("agency"))),
                ids.toArray());
        return all;
    }

    private static Map<UUID, Tally> arrived(Tx tx, List<UUID> ids, Set<AgencyCode> agencies) {
        Map<UUID, Tally> all = new HashMap<>();
        if (ids.isEmpty()) {
            return all;
        }
        tx.query(
                "select document, agency, state, " + Views.OWED + " as overdue from arrival where document in ("
                        + Condition.places(ids.size()) + ") and agency in (" + Condition.places(agencies.size())
                        + ") order by document, number",
                row -> {
                    Tally copies = of(all, row.uuid("document"));
                    copies.count(
                            ListFilter.seen(row.one(Arrivals.ArrivalState.class, "state")), 1, row.flag("overdue"));
                    return copies.to.add(new AgencyCode(row.text("agency")));
                },
                arguments(ids, agencies));
        return all;
    }

    private static Object[] arguments(List<UUID> ids, Set<AgencyCode> agencies) {
        List<Object> all = new ArrayList<>(ids);
        agencies.forEach(agency -> all.add(agency.value()));
        return all.toArray();
    }

    private static Tally of(Map<UUID, Tally> all, UUID id) {
        return all.computeIfAbsent(id, unused -> new Tally());
    }
}
