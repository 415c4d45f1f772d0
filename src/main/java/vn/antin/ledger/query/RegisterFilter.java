package vn.antin.ledger.query;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Arrivals;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Direction;
import vn.antin.ledger.db.Condition;
import vn.antin.ledger.db.Subquery;
import vn.antin.receipt.Event;

/**
 * An auditor's filter of the register; a null field does not filter.
 *
 * @param documents filter of agencies, direction, urgency, number and period; its filters on copies must be null
 * @param document one document
 * @param state state of the copy
 * @param agency the counterparty, spelt as stored: the recipient of a sent document, the sender of a received one
 * @param event event of one of its receipts
 * @param issuer issuer of one of its receipts
 * @param overdue whether a receipt or a reply is late
 * @param missing whether the receipt of the recipient's node is missing
 */
public record RegisterFilter(
        ListFilter documents,
        @Nullable UUID document,
        @Nullable CopyState state,
        @Nullable AgencyCode agency,
        @Nullable Event event,
        @Nullable NodeId issuer,
        @Nullable Boolean overdue,
        @Nullable Boolean missing) {

    private static final String CONSIGNED = """
            exists (select 1 from evidence e where e.document = l.document and e.number = %s.number
                and e.event in ('CONTENT_CONSIGNMENT', 'CONTENT_HANDOVER'))""";

    /** Whether the filter can exclude lines of the right period. */
    boolean narrow() {
        return documents.narrow()
                || document != null
                || state != null
                || agency != null
                || event != null
                || issuer != null
                || overdue != null
                || missing != null;
    }

    /** Adds the conditions on {@code listing l} joined to {@code copy} or {@code arrival}. */
    void narrow(Condition where, Direction seen) {
        boolean sent = seen == Direction.OUT;
        String of = sent ? "copy" : "arrival";
        where.andIf(document, "l.document = ?").andIf(agency, (sent ? "copy.agency" : "l.sender") + " = ?");
        if (state != null) {
            where.in(of + ".state", sent ? List.of(state) : ListFilter.arrivals(state));
        }
        receipts(where, of);
        if (overdue != null) {
            where.and((overdue ? "" : "not ") + (sent ? Views.LATE : Views.OWED));
        }
        if (missing != null) {
            where.and((missing ? "not " : "") + CONSIGNED.formatted(of));
        }
    }

    private void receipts(Condition where, String of) {
        if (event != null || issuer != null) {
            Condition said = new Condition("e.document = l.document")
                    .and("e.number = " + of + ".number")
                    .andIf(event, "e.event = ?")
                    .andIf(issuer, "e.issuer = ?");
            where.and("exists (select 1 from evidence e where " + said.text() + ")", said.values());
        }
    }

    /** Ways to find all matching documents, each a union of indexed queries. */
    List<List<Subquery>> ways() {
        List<List<Subquery>> ways = new ArrayList<>();
        if (document != null) {
            ways.add(List.of(Subquery.of("listing", new Condition("document = ?", document))));
        }
        if (Boolean.TRUE.equals(overdue)) {
            ways.add(List.of(
                    Subquery.of("copy", new Condition("overdue = true")),
                    Subquery.of("duty", new Condition("told = true"))));
        }
        if (event != null) {
            ways.add(List.of(Subquery.of("evidence", new Condition("event = ?", event).andIf(issuer, "issuer = ?"))));
        }
        if (agency != null) {
            ways.add(List.of(
                    Subquery.of("copy", new Condition("agency = ?", agency)),
                    Subquery.of("listing", new Condition("sender = ?", agency).and("direction = 'IN'"))));
        }
        if (state != null) {
            List<Arrivals.ArrivalState> states = ListFilter.arrivals(state);
            List<Subquery> way = new ArrayList<>(List.of(Subquery.of("copy", new Condition("state = ?", state))));
            if (!states.isEmpty()) {
                way.add(Subquery.of(
                        "arrival",
                        new Condition().in("agency", documents.agencies()).in("state", states)));
            }
            ways.add(way);
        }
        return ways;
    }
}
