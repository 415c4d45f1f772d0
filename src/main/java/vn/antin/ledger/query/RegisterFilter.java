package vn.antin.ledger.query;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Arrivals;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.db.Condition;
import vn.antin.ledger.db.Subquery;
import vn.antin.ledger.query.DocumentView.Direction;
import vn.antin.receipt.Event;

/**
 * Which lines of the register an auditor wants to see; what is null is not asked for.
 *
 * @param documents whose: agencies, direction, urgency, number, period; what it says of copies must not be asked there
 * @param document the one alone
 * @param state of the copy
 * @param agency on the other side: the recipient of what was sent, the sender of what arrived; written as it is kept
 * @param event that there is a receipt for
 * @param issuer who gave a receipt
 * @param overdue whether a receipt is late, or something owed
 * @param missing whether the recipient's node has not given its receipt
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

    /** Whether a line may be left out although its time is right. */
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

    /** Narrows a look through {@code listing l} joined to {@code copy} or {@code arrival}. */
    void narrow(Condition where, Direction seen) {
        boolean sent = seen == Direction.OUT;
        String of = sent ? "copy" : "arrival";
        where.andIf(document, "l.document = ?")
                .andIf(agency == null ? null : agency.value(), (sent ? "copy.agency" : "l.sender") + " = ?");
        if (state != null) {
            List<?> states = sent ? List.of(state) : ListFilter.arrivals(state);
            where.and(of + ".state in (" + Condition.places(states.size()) + ")", states.toArray());
        }
        receipts(where, of);
        if (overdue != null) {
            where.and((sent ? Views.LATE : Views.OWED) + " = ?", overdue);
        }
        if (missing != null) {
            where.and((missing ? "not " : "") + CONSIGNED.formatted(of));
        }
    }

    private void receipts(Condition where, String of) {
        if (event != null || issuer != null) {
            Condition said = new Condition()
                    .and("e.document = l.document")
                    .and("e.number = " + of + ".number")
                    .andIf(event, "e.event = ?")
                    .andIf(issuer == null ? null : issuer.value(), "e.issuer = ?");
            where.and("exists (select 1 from evidence e where " + said.text() + ")", said.values());
        }
    }

    /** Ways to find all documents in question, each by looks along an index. */
    List<List<Subquery>> ways() {
        List<List<Subquery>> ways = new ArrayList<>();
        if (document != null) {
            ways.add(List.of(new Subquery("select document from listing where document = ?", document)));
        }
        if (Boolean.TRUE.equals(overdue)) {
            ways.add(List.of(
                    new Subquery("select document from copy where overdue = true"),
                    new Subquery("select document from duty where told = true")));
        }
        if (event != null) {
            Condition said =
                    new Condition().and("event = ?", event).andIf(issuer == null ? null : issuer.value(), "issuer = ?");
            ways.add(List.of(new Subquery("select document from evidence where " + said.text(), said.values())));
        }
        if (agency != null) {
            ways.add(List.of(
                    new Subquery("select document from copy where agency = ?", agency.value()),
                    new Subquery(
                            "select document from listing where sender = ? and direction = 'IN'", agency.value())));
        }
        if (state != null) {
            List<Arrivals.ArrivalState> states = ListFilter.arrivals(state);
            List<Subquery> way =
                    new ArrayList<>(List.of(new Subquery("select document from copy where state = ?", state)));
            if (!states.isEmpty()) {
                way.add(new Subquery(
                        "select document from arrival where agency in ("
                                + Condition.places(documents.agencies().size()) + ") and state in ("
                                + Condition.places(states.size()) + ")",
                        Condition.values(documents.agencies(), states)));
            }
            ways.add(way);
        }
        return ways;
    }
}
