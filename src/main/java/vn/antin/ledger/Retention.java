package vn.antin.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.db.InList;
import vn.antin.ledger.db.Tx;

/**
 * The documents whose content is past its period, and its removal. Not removed is what is under way, what nobody has taken
 * yet, and what a legal hold covers. Envelope, inner manifest and evidence stay: without them no receipt can be verified.
 */
public final class Retention {

    /** The periods that are not those of a type: of recalls and reports, of other documents, of documents at the hub. */
    public enum PeriodKind {
        REPORTS,
        DOCUMENTS,
        RELAYED
    }

    /**
     * A document whose content is past its period.
     *
     * @param type name of its type; null without one
     */
    public record DueDocument(
            EnvelopeId id,
            Direction direction,
            @Nullable String documentId,
            @Nullable String type,
            Instant stored) {}

    /**
     * What is past one period.
     *
     * @param period the name of the type, in lower case, or of the {@link PeriodKind}
     * @param due to be removed at the next run
     * @param held not removed, a legal hold covers it
     * @param underWay not removed, it is under way, or nobody has taken it
     * @param oldest when the oldest of them was stored
     */
    public record PeriodCount(String period, long due, long held, long underWay, Instant oldest) {}

    private static final String REPORT = "d.operation in ('RECALL', 'STATUS')";

    /** True for the row {@code d} of the table {@code document} while something of it is under way or not taken. */
    static final String MOVING = """
            (exists (select 1 from copy c where c.document = d.id
                and c.state in ('ACCEPTED', 'SENDING', 'SENT', 'RELAYED'))
            or exists (select 1 from arrival a where a.document = d.id and a.state in ('OFFERED', 'LEASED'))
            or exists (select 1 from awaiting w where w.document = d.id)
            or exists (select 1 from outbox o where o.document = d.id))
            """;

    /** The same, also for a document that could be sent again after a restore. */
    private static final String UNDER_WAY = "(d.expires > ? or " + MOVING + ")";

    private final Map<String, Duration> types = new TreeMap<>();
    private final RetentionPeriods periods;
    private final boolean hub;

    /** @param hub whether this is the ledger of a hub, which keeps the content of nobody */
    public Retention(RetentionPeriods periods, boolean hub) {
        this.periods = periods;
        this.hub = hub;
        if (!hub) {
            periods.types().forEach((type, period) -> types.put(type.toLowerCase(Locale.ROOT), period));
        }
    }

    /** The periods in force, by the name of the type or of the {@link PeriodKind}. */
    public Map<String, Duration> periods() {
        Map<String, Duration> all = new LinkedHashMap<>();
        if (hub) {
            all.put(PeriodKind.RELAYED.name(), periods.relayed());
        } else {
            all.put(PeriodKind.DOCUMENTS.name(), periods.documents());
            all.put(PeriodKind.REPORTS.name(), periods.reports());
            all.putAll(types);
        }
        return all;
    }

    /** The documents whose content is to be removed, the oldest first. */
    public List<DueDocument> due(Tx tx, Instant now, int atMost) {
        List<@Nullable Object> values = new ArrayList<>();
        String past = past(now, values);
        values.add(now);
        values.add(atMost);
        return tx.list(
                DueDocument.class,
                "select d.id, d.direction, d.document_id, d.kind as type, d.stored from document d where " + past
                        + " and not " + UNDER_WAY + " and not " + LegalHolds.HELD + " order by d.stored, d.id limit ?",
                values.toArray());
    }

    /** What is past its period, by period. */
    public List<PeriodCount> counts(Tx tx, Instant now) {
        List<@Nullable Object> values = new ArrayList<>();
        String name = name(values);
        values.add(now);
        String past = past(now, values);
        return tx.list(
                PeriodCount.class,
                "select period, sum(case when held = 0 and moving = 0 then 1 else 0 end) as due, sum(held) as held,"
                        + " sum(case when held = 0 then moving else 0 end) as under_way, min(stored) as oldest from ("
                        + " select d.stored, " + name + " as period, case when " + LegalHolds.HELD
                        + " then 1 else 0 end as held, case when " + UNDER_WAY + " then 1 else 0 end as moving"
                        + " from document d where " + past + ") past group by period order by period",
                values.toArray());
    }

    /** Removes the content of these documents; returns how many had it. */
    public int erase(Tx tx, List<DueDocument> due, Instant now) {
        if (due.isEmpty()) {
            return 0;
        }
        String in = "in (" + InList.places(due.size()) + ")";
        @Nullable Object[] ids = InList.values(due, one -> one.id().value());
        tx.update("delete from part where number > " + (hub ? -1 : 0) + " and document " + in, ids);
        tx.update("update stored_part set held = false where document " + in, ids);
        tx.update("delete from transfer where document " + in, ids);
        List<@Nullable Object> values = new ArrayList<>();
        values.add(now);
        Collections.addAll(values, ids);
        return tx.update("update document set erased = ? where erased is null and id " + in, values.toArray());
    }

    /** The name of the period of the row {@code d}. */
    private String name(List<@Nullable Object> values) {
        if (hub) {
            return "'" + PeriodKind.RELAYED + "'";
        }
        values.addAll(types.keySet());
        return "case when " + REPORT + " then '" + PeriodKind.REPORTS + "'"
                + " when d.kind = ? then d.kind".repeat(types.size()) + " else '" + PeriodKind.DOCUMENTS + "' end";
    }

    /** Rows {@code d} with content that is past its period; adds the values of its parameters. */
    private String past(Instant now, List<@Nullable Object> values) {
        if (hub) {
            values.add(now.minus(periods.relayed()));
            return "d.erased is null and d.stored < ?";
        }
        Duration shortest = types.values().stream().reduce(periods.documents(), Retention::shorter);
        values.add(now.minus(shorter(shortest, periods.reports())));
        values.add(now.minus(periods.reports()));
        StringBuilder cases = new StringBuilder();
        types.forEach((type, period) -> {
            cases.append(" when d.kind = ? then cast(? as timestamp with time zone)");
            values.add(type);
            values.add(now.minus(period));
        });
        values.add(now.minus(periods.documents()));
        return "d.erased is null and d.stored < ? and d.stored < case when " + REPORT
                + " then cast(? as timestamp with time zone)" + cases
                + " else cast(? as timestamp with time zone) end";
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
