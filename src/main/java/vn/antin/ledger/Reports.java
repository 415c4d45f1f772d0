package vn.antin.ledger;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import vn.antin.edxml.StatusCode;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.db.InList;
import vn.antin.ledger.db.Tx;

/** The reports of recipients and the recall requests of senders, stored unchanged. */
public final class Reports {

    /**
     * A report on one copy.
     *
     * @param about the document, which may not have come yet
     * @param agency the recipient of the copy
     * @param at the reporter's time
     * @param carrier the sealed document that contained it
     */
    public record StoredReport(
            EnvelopeId about, AgencyCode agency, StatusCode code, String reason, Instant at, EnvelopeId carrier) {}

    /** Stores a report; a repeat changes nothing. */
    public void add(Tx tx, StoredReport report) {
        tx.update(
                """
                insert into report (about, agency, carrier, code, reason, at) values (?, ?, ?, ?, ?, ?)
                on conflict do nothing
                """,
                report.about().value(),
                report.agency().value(),
                report.carrier().value(),
                report.code().code(),
                report.reason(),
                report.at());
    }

    /** All reports on a document, by time. */
    public List<StoredReport> of(Tx tx, EnvelopeId about) {
        return of(tx, List.of(about));
    }

    /** All reports on these documents, at least one, by time. */
    public List<StoredReport> of(Tx tx, Collection<EnvelopeId> about) {
        return tx.list(
                StoredReport.class,
                "select * from report where about in (" + InList.places(about.size()) + ") order by at, carrier",
                InList.values(about, EnvelopeId::value));
    }

    /** The state of one copy. */
    public Handling handling(Tx tx, EnvelopeId about, AgencyCode agency) {
        return handling(of(tx, about), agency);
    }

    /** The state of one copy, from all reports on the document. */
    public static Handling handling(Collection<StoredReport> all, AgencyCode agency) {
        return Handling.of(
                all.stream().filter(report -> report.agency().equals(agency)).toList());
    }
}
