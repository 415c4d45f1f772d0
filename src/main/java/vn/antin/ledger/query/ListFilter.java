package vn.antin.ledger.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Operation;
import vn.antin.envelope.PlainText;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.Arrivals;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Direction;
import vn.antin.ledger.db.Condition;
import vn.antin.ledger.db.Subquery;

/**
 * The filter of a document list; a null field does not filter.
 *
 * @param agencies the caller's agencies: other documents are never shown
 * @param state state of at least one copy
 * @param counterparty a recipient of a sent document, the sender of a received one
 * @param number part of the agency's own identifier, ignoring case
 * @param from stored here at that time or later
 * @param to stored here before that time
 * @param words part of the subject, ignoring accents
 * @param hasReceipt whether every recipient's node has given its receipt
 * @param overdue whether a receipt or a reply of the recipient is late; for a received document, our own reply
 */
public record ListFilter(
        Set<AgencyCode> agencies,
        @Nullable Direction direction,
        @Nullable CopyState state,
        @Nullable AgencyCode counterparty,
        @Nullable Urgency urgency,
        @Nullable Operation operation,
        @Nullable String number,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String words,
        @Nullable Boolean hasReceipt,
        @Nullable Boolean overdue) {

    private static final String WITHOUT_RECEIPT = """
            exists (select 1 from copy c where c.document = l.document and not exists (
                select 1 from evidence e where e.document = c.document and e.number = c.number
                    and e.event in ('CONTENT_CONSIGNMENT', 'CONTENT_HANDOVER')))""";
    private static final String LATE =
            "(exists (select 1 from copy c where c.document = l.document and c.overdue = true)"
                    + " or exists (select 1 from duty d where d.document = l.document and d.side = 'OUT' and d.told = true))";
    private static final String OWED =
            "exists (select 1 from duty d where d.document = l.document and d.agency = l.agency and d.side = 'IN'"
                    + " and d.told = true)";

    public ListFilter {
        agencies = Set.copyOf(agencies);
    }

    /** The filter for all documents of these agencies. */
    public static ListFilter all(Set<AgencyCode> agencies) {
        return new ListFilter(agencies, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** Whether the filter can exclude rows of the right period: then a window holds more rows than a page shows. */
    boolean narrow() {
        return state != null
                || counterparty != null
                || urgency != null
                || operation != null
                || number != null
                || words != null
                || hasReceipt != null
                || overdue != null;
    }

    boolean asksFor(Direction wanted) {
        return direction == null || direction == wanted;
    }

    /** Ways to find all matching documents, each a union of indexed queries. */
    List<List<Subquery>> ways() {
        List<List<Subquery>> ways = new ArrayList<>();
        if (counterparty != null) {
            // the code as one or another edition of the directory writes it
            Set<String> spelt = new LinkedHashSet<>(List.of(
                    counterparty.value(),
                    counterparty.value().toUpperCase(Locale.ROOT),
                    counterparty.value().toLowerCase(Locale.ROOT)));
            ways.add(List.of(
                    Subquery.of("copy", new Condition().in("agency", spelt)),
                    Subquery.of("listing", new Condition("direction = 'IN'").in("sender", spelt))));
        }
        if (Boolean.TRUE.equals(overdue)) {
            ways.add(List.of(
                    Subquery.of("copy", new Condition("overdue = true")),
                    Subquery.of("duty", new Condition("told = true"))));
        }
        return ways;
    }

    /** Adds the conditions on {@code listing l}. */
    void narrow(Condition where, Direction seen) {
        where.andIf(urgency, "l.urgency = ?")
                .andIf(operation, "l.operation = ?")
                .andIf(number == null ? null : holding(number), "l.document_id like ? escape '!'")
                .andIf(words == null ? null : holding(words), "l.words like ? escape '!'");
        if (seen == Direction.OUT) {
            sent(where);
        } else {
            arrived(where);
        }
    }

    private void sent(Condition where) {
        where.andIf(state, "exists (select 1 from copy c where c.document = l.document and c.state = ?)")
                .andIf(
                        counterparty == null ? null : counterparty.value(),
                        "exists (select 1 from copy c where c.document = l.document"
                                + " and upper(c.agency) = upper(?))");
        if (hasReceipt != null) {
            where.and((hasReceipt ? "not " : "") + WITHOUT_RECEIPT);
        }
        if (overdue != null) {
            where.and((overdue ? "" : "not ") + LATE);
        }
    }

    /** The sender of a received document got its receipt from this node. */
    private void arrived(Condition where) {
        where.andIf(counterparty == null ? null : counterparty.value(), "upper(l.sender) = upper(?)");
        if (state != null) {
            Condition arrived = new Condition("a.document = l.document")
                    .in("a.agency", agencies)
                    .in("a.state", arrivals(state));
            where.and("exists (select 1 from arrival a where " + arrived.text() + ")", arrived.values());
        }
        if (Boolean.FALSE.equals(hasReceipt)) {
            where.and("1 = 0");
        }
        if (overdue != null) {
            where.and((overdue ? "" : "not ") + OWED);
        }
    }

    /** The arrival states shown as this state; none for a state of a sender's copy. */
    static List<Arrivals.ArrivalState> arrivals(CopyState state) {
        return Arrays.stream(Arrivals.ArrivalState.values())
                .filter(arrival -> state == seen(arrival))
                .toList();
    }

    /** The state of a recipient's own copy, derived from the arrival. */
    static CopyState seen(Arrivals.ArrivalState arrival) {
        return switch (arrival) {
            case OFFERED, LEASED -> CopyState.CONSIGNED;
            case TAKEN -> CopyState.HANDED_OVER;
            case RETURNED -> CopyState.FAILED;
            case REMOVED -> CopyState.RECALLED;
        };
    }

    private static String holding(String text) {
        return "%" + PlainText.of(text).replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
    }
}
