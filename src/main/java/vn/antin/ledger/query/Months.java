package vn.antin.ledger.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.ledger.db.Ledger;

/** The statistics of a period, for each counterparty and in total. */
public final class Months {

    private static final String SENT = """
            select %1$s count(*) as sent, 0 as received,
                coalesce(sum(case when e.at is not null and not %2$s then 1 else 0 end), 0) as on_time,
                coalesce(sum(case when %2$s then 1 else 0 end), 0) as late,
                coalesce(sum(case when h.at is not null then 1 else 0 end), 0) as handed,
                coalesce(sum(case when %4$s then 1 else 0 end), 0) as handed_late,
                coalesce(sum(case when copy.state in ('REJECTED', 'FAILED', 'EXPIRED') then 1 else 0 end), 0) as failed,
                coalesce(sum(case when copy.state = 'REFUSED_BY_RECIPIENT' then 1 else 0 end), 0) as refused,
                coalesce(sum(case when copy.state = 'RECALLED' then 1 else 0 end), 0) as recalled,
                coalesce(sum(case when e.at is null then 1 else 0 end), 0) as missing,
                percentile_cont(0.5) within group (order by %3$s) as median,
                percentile_cont(0.95) within group (order by %3$s) as p95
            from listing l
                join copy on copy.document = l.document
                left join evidence e on e.document = copy.document and e.number = copy.number
                    and e.event = 'CONTENT_CONSIGNMENT'
                left join evidence h on h.document = copy.document and h.number = copy.number
                    and h.event = 'CONTENT_HANDOVER'
            where l.agency in (<hosted>) and l.direction = 'OUT' and l.stored >= :from and l.stored < :until
            """;

    /** Whether the receipt of arrival is or was late; delays after the arrival do not count. */
    private static final String LATE = late("'ACCEPTED', 'SENDING', 'SENT', 'RELAYED'");

    /** Whether the receipt of handover was late. */
    private static final String HANDED_LATE = late("'CONSIGNED'");

    private static final String MILLIS =
            "cast((extract(epoch from e.at) - extract(epoch from l.stored)) * 1000 as double precision)";

    private static final String RECEIVED = """
            select l.sender as agency, count(*) as received
            from listing l
            where l.agency in (<hosted>) and l.direction = 'IN' and l.stored >= :from and l.stored < :until
            group by l.sender
            """;

    private final Ledger ledger;

    /**
     * The statistics of a counterparty.
     *
     * @param agency the counterparty; null for the total
     * @param sent copies sent to it
     * @param onTime copies with a receipt of arrival that was never overdue
     * @param late copies whose receipt of arrival is or was overdue
     * @param handed copies with a receipt of handover to the agency's software
     * @param handedLate copies whose receipt of handover is or was overdue
     * @param missing copies without a receipt of arrival
     * @param received documents from it
     * @param median milliseconds from submission to the receipt of arrival; null without one
     */
    public record MonthLine(
            @Nullable AgencyCode agency,
            long sent,
            long onTime,
            long late,
            long handed,
            long handedLate,
            long failed,
            long refused,
            long recalled,
            long missing,
            long received,
            @Nullable Long median,
            @Nullable Long p95) {

        MonthLine with(long arrived) {
            return new MonthLine(
                    agency,
                    sent,
                    onTime,
                    late,
                    handed,
                    handedLate,
                    failed,
                    refused,
                    recalled,
                    missing,
                    arrived,
                    median,
                    p95);
        }
    }

    public Months(Ledger ledger) {
        this.ledger = ledger;
    }

    /** A line for each counterparty, by code, then the total. */
    public List<MonthLine> lines(Set<AgencyCode> hosted, Instant from, Instant until) {
        record Received(AgencyCode agency, long received) {}
        Map<String, Object> values = Map.of("hosted", hosted, "from", from, "until", until);
        return ledger.read(tx -> {
            Map<AgencyCode, MonthLine> all = new TreeMap<>();
            tx.list(MonthLine.class, sent("copy.agency,") + " group by copy.agency", values)
                    .forEach(line -> all.put(line.agency(), line));
            long received = 0;
            for (Received one : tx.list(Received.class, RECEIVED, values)) {
                received += one.received();
                all.put(
                        one.agency(),
                        all.getOrDefault(one.agency(), none(one.agency())).with(one.received()));
            }
            MonthLine total = tx.one(MonthLine.class, sent(""), values).orElseThrow();
            List<MonthLine> lines = new ArrayList<>(all.values());
            lines.add(total.with(received));
            return lines;
        });
    }

    /** Whether a copy was overdue in one of these states; the timeline event holds the state. */
    private static String late(String states) {
        return "((copy.overdue = true and copy.state in (" + states + ")) or exists (select 1 from event v"
                + " where v.document = copy.document and v.agency = copy.agency and v.what = 'OVERDUE'"
                + " and v.detail in (" + states + ")))";
    }

    private static String sent(String counterparty) {
        return SENT.formatted(counterparty, LATE, MILLIS, HANDED_LATE);
    }

    private static MonthLine none(@Nullable AgencyCode agency) {
        return new MonthLine(agency, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, null, null);
    }
}
